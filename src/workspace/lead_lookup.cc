#include "workspace/lead_lookup.h"

#include "engine/submission.h"
#include "intake/identity.h"

namespace signalbox {

Result<uint32_t> FindLead(const State& state, const Keyring& keys, std::string_view text) {
  if (const Result<Id> id = ParseId("lead", text); id.ok()) {
    const auto at = state.lead_by_id.find(*id);
    if (at != state.lead_by_id.end()) return at->second;
  }
  uint32_t found = state.FindExternalId(IdentityHash(keys, "external_id", text));
  if (found != KeyIndex::kNone) return found;
  if (const std::string email = NormalEmail(text); !email.empty()) {
    found = state.FindIdentity(IdentityHash(keys, "identity", "e:" + email));
    // The record that this person is today, or the deleted one that they were.
    if (const uint32_t current = found == KeyIndex::kNone ? found : CurrentRecord(state, found);
        current != KeyIndex::kNone)
      return current;
    if (found != KeyIndex::kNone) return found;
  }
  return NoSuchLead();
}

Error NoSuchLead() {
  // The text is not repeated: it may be somebody's address, and errors end up in logs.
  return Err(
      Code::kNotFound,
      "there is no such lead; give its `lead_...` id, its external id or its e-mail address");
}

}  // namespace signalbox
