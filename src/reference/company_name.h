// The name under which two spellings of one company meet: folded, without its legal form.
#pragma once

#include <string>
#include <string_view>

namespace signalbox::reference {

// `muller` for `Müller GmbH & Co. KG`, `acme` for `The Acme Corp., Inc.`. At least one word is
// kept. Empty for a name without letters or digits. Thread safe.
std::string CompanyKey(std::string_view name);

}  // namespace signalbox::reference
