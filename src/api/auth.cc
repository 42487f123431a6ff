#include "api/auth.h"

#include "api/http_message.h"
#include "base/hash.h"

namespace signalbox {
namespace {

constexpr std::string_view kScheme = "Bearer ";

}  // namespace

void TokenCheck::Allow(const Digest& sha256_of_token, Principal principal) {
  entries_.push_back({sha256_of_token, std::move(principal)});
}

Result<Principal> TokenCheck::Check(std::string_view authorization) const {
  if (authorization.size() <= kScheme.size() ||
      !EqualsIgnoreCase(authorization.substr(0, kScheme.size()), kScheme)) {
    return Err(Code::kForbidden,
               "send the workspace's token as `Authorization: Bearer TOKEN`; `signalbox init` "
               "printed it");
  }
  std::string_view token = authorization.substr(kScheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  const Digest digest = Sha256(token);
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {  // to the end, whichever fits
    if (ConstantTimeEqual(View(entry.digest), View(digest))) found = &entry;
  }
  if (found == nullptr) return Err(Code::kForbidden, "this token is not one of the workspace's");
  return found->principal;
}

}  // namespace signalbox
