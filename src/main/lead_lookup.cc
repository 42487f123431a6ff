#include "main/lead_lookup.h"

#include <algorithm>
#include <set>

#include "engine/events.h"
#include "engine/submission.h"
#include "intake/identity.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

struct Wanted {
  KeyedHash external_id{};
  KeyedHash email{};  // zero where the text is no address
};

Error NoLead(const std::string& lead) {
  return Err(Code::kNotFound,
             "no lead `" + lead.substr(0, 200) +
                 "`; give its `lead_...` id, its external id or its e-mail address");
}

Result<Wanted> HashesOf(const WorkspaceOptions& options, const std::string& lead) {
  SystemRandom random;
  SB_ASSIGN(const std::unique_ptr<Keyring> keys, OpenKeys(options, random));
  Wanted wanted;
  wanted.external_id = IdentityHash(*keys, "external_id", lead);
  const std::string email = NormalEmail(lead);
  if (!email.empty()) wanted.email = IdentityHash(*keys, "identity", "e:" + email);
  return wanted;
}

// The first record with the external id, else the first with the address: what the engine's indexes
// keep.
Result<Id> ResolveLead(const Store& store, const Wanted& wanted, const std::string& lead) {
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
    }
    return {};
  }));
  if (!by_external_id.IsZero()) return by_external_id;
  if (!by_email.IsZero()) return by_email;
  return NoLead(lead);
}

}  // namespace

Result<std::vector<int64_t>> PositionsOfLead(const WorkspaceOptions& options, const Store& store,
                                             const std::string& lead) {
  Id id;
  if (const Result<Id> given = ParseId("lead", lead); given.ok()) {
    id = *given;
  } else {
    SB_ASSIGN(const Wanted wanted, HashesOf(options, lead));
    SB_ASSIGN(id, ResolveLead(store, wanted, lead));
  }
  std::vector<int64_t> positions;
  std::set<Id> runs;
  SB_TRY(store.ReadEvents(0, -1, [&](int64_t position, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (event.entity_kind == EntityKind::kRun &&
        static_cast<EventType>(event.type) == EventType::kRunStarted) {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      if (body.record == id) runs.insert(event.entity);
    }
    if (event.entity == id || (!runs.empty() && runs.contains(event.entity))) {
      positions.push_back(position);
    }
    return {};
  }));
  if (positions.empty()) return NoLead(lead);
  return positions;
}

Result<std::string> CompareViews(const WorkspaceOptions& options, const Store& store) {
  return CompareWithLog(options.directory + "/views.db", store);
}

}  // namespace signalbox
