// Domains of mail providers and of throw-away addresses: sorted tables of reference_tables/, held
// in the program's read-only pages and searched in place. Thread safe, no allocation.
#pragma once

#include <string_view>

namespace signalbox::reference {

// `domain` in lower-case ASCII. A provider's own subdomains are not free mail.
bool IsFreeMail(std::string_view domain);
// True for the domain or any parent of it in the table.
bool IsDisposable(std::string_view domain);

}  // namespace signalbox::reference
