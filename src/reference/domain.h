// Registrable domains by the Public Suffix List (libpsl). Thread safe.
#pragma once

#include <cstddef>
#include <string_view>

namespace signalbox::reference {

// RFC 1035 section 2.3.4.
inline constexpr size_t kMaxDomain = 253;

// `acme.co.uk` of `www.sales.acme.co.uk`: the part of a lower-case ASCII domain that its owner
// registered; a view into `domain`. Empty for a public suffix and for what is no domain.
std::string_view RegistrableDomain(std::string_view domain);

// False when the ending is on no list: a typing error, or a suffix newer than the list.
bool HasKnownSuffix(std::string_view domain);

// The host of a website as people write it (`https://www.acme.com/about`, `acme.com`); a view into
// `website`, in its letters.
std::string_view HostOf(std::string_view website);

}  // namespace signalbox::reference
