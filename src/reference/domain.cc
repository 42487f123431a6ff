#include "reference/domain.h"

#include <libpsl.h>

#include <array>

#include "base/ascii.h"

namespace signalbox::reference {
namespace {

using Terminated = std::array<char, kMaxDomain + 1>;

// The list compiled into the library; Debian builds it from its `publicsuffix` package.
const psl_ctx_t* List() {
  return psl_builtin();
}

bool Terminate(std::string_view domain, Terminated* out) {
  if (domain.empty() || domain.size() > kMaxDomain) return false;
  (*out)[domain.copy(out->data(), domain.size())] = '\0';
  return true;
}

}  // namespace

std::string_view RegistrableDomain(std::string_view domain) {
  Terminated text;
  if (domain.find('.') == std::string_view::npos || !Terminate(domain, &text)) return {};
  const char* found = psl_registrable_domain(List(), text.data());
  return found == nullptr ? std::string_view()
                          : domain.substr(static_cast<size_t>(found - text.data()));
}

bool HasKnownSuffix(std::string_view domain) {
  const size_t dot = domain.rfind('.');
  if (dot == std::string_view::npos) return false;
  Terminated text;
  return Terminate(domain.substr(dot + 1), &text) &&
         psl_is_public_suffix2(List(), text.data(), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

std::string_view HostOf(std::string_view website) {
  website = TrimBlanks(website);
  const size_t scheme = website.find("://");
  if (scheme != std::string_view::npos) website.remove_prefix(scheme + 3);
  website = website.substr(0, website.find_first_of("/?#\\ "));
  const size_t at = website.rfind('@');
  if (at != std::string_view::npos) website.remove_prefix(at + 1);
  website = website.substr(0, website.find(':'));
  while (!website.empty() && website.back() == '.') website.remove_suffix(1);
  return website;
}

}  // namespace signalbox::reference
