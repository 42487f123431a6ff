#include "workspace/lead_positions.h"

#include <algorithm>
#include <set>

#include "engine/events.h"
#include "engine/submission.h"
#include "intake/identity.h"

namespace signalbox {
namespace {

struct Wanted {
  KeyedHash external_id{};
  KeyedHash email{};  // zero where the text is no address
};

// It is not repeated: it may be somebody's address, and errors end up in logs.
Error NoLead() {
  return Err(
      Code::kNotFound,
      "there is no such lead; give its `lead_...` id, its external id or its e-mail address");
}

// The first record with the external id, else the first with the address: what the engine's indexes
// keep.
Result<Id> ResolveLead(const Store& store, const Wanted& wanted) {
  Id by_external_id, by_email;
  const auto has = [&](const std::vector<KeyedHash>& identities) {
    return wanted.email != KeyedHash{} &&
           std::find(identities.begin(), identities.end(), wanted.email) != identities.end();
  };
  SB_TRY(store.ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    const auto type = static_cast<EventType>(event.type);
    if (type == EventType::kLeadReceived) {
      SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(event.clear));
      if (by_external_id.IsZero() && body.external_id == wanted.external_id) {
        by_external_id = event.entity;
      }
      if (by_email.IsZero() && has(body.identities)) by_email = event.entity;
    } else if (type == EventType::kTouchRecorded) {
      SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(event.clear));
      if (by_email.IsZero() && has(body.identities)) by_email = event.entity;
    } else if (type == EventType::kForgotten) {
      // Nothing leads to a person who was forgotten, and who has the key next takes it over.
      if (by_external_id == event.entity) by_external_id = {};
      if (by_email == event.entity) by_email = {};
    }
    return {};
  }));
  if (!by_external_id.IsZero()) return by_external_id;
  if (!by_email.IsZero()) return by_email;
  return NoLead();
}

}  // namespace

Result<Id> FindStoredLead(const Store& store, const Keyring& keys, const std::string& text) {
  Wanted wanted;
  wanted.external_id = IdentityHash(keys, "external_id", text);
  const std::string email = NormalEmail(text);
  if (!email.empty()) wanted.email = IdentityHash(keys, "identity", "e:" + email);
  return ResolveLead(store, wanted);
}

Result<std::vector<int64_t>> PositionsOfLead(const Store& store, const Id& lead) {
  std::vector<int64_t> positions;
  std::set<Id> runs;
  SB_TRY(store.ReadEvents(0, -1, [&](int64_t position, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (event.entity_kind == EntityKind::kRun &&
        static_cast<EventType>(event.type) == EventType::kRunStarted) {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      if (body.record == lead) runs.insert(event.entity);
    }
    if (event.entity == lead || (!runs.empty() && runs.contains(event.entity))) {
      positions.push_back(position);
    }
    return {};
  }));
  if (positions.empty()) return NoLead();
  return positions;
}

}  // namespace signalbox
