#include "engine/submission.h"

#include <algorithm>

#include "base/hash.h"

namespace signalbox {

KeyedHash IdentityHash(const Keyring& keys, std::string_view kind, std::string_view text) {
  const Digest full = HmacSha256(keys.identity_secret(), {kind, std::string_view("\0", 1), text});
  KeyedHash hash;
  std::copy_n(full.begin(), hash.size(), hash.begin());
  return hash;
}

Submission MakeSubmission(const Keyring& keys, Attributes lead,
                          const std::vector<std::string>& identities, std::string_view content,
                          std::string_view idempotency_key, std::string_view raw_body) {
  Submission submission;
  for (const std::string& identity : identities) {
    submission.identities.push_back(IdentityHash(keys, "identity", identity));
  }
  submission.content = IdentityHash(keys, "content", content);
  if (!idempotency_key.empty()) {
    submission.idempotency_key = IdentityHash(keys, "idempotency", idempotency_key);
    submission.body = IdentityHash(keys, "body", raw_body);
  }
  const std::string_view external_id = lead.Text(Field::kExternalId);
  if (!external_id.empty()) {
    submission.external_id = IdentityHash(keys, "external_id", external_id);
    submission.external_id_text = external_id;
  }
  submission.lead = std::move(lead);
  return submission;
}

}  // namespace signalbox
