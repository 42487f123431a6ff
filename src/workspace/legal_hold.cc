#include "workspace/legal_hold.h"

#include <algorithm>
#include <set>

#include "base/json_writer.h"
#include "workspace/event_json.h"
#include "workspace/lead_sight.h"
#include "workspace/one_line.h"
#include "workspace/person_records.h"

namespace signalbox {
namespace {

// A sentence and the number of a case; more belongs into the file of the case.
constexpr size_t kMaxHoldReasonBytes = 500;

Status CheckReason(std::string_view reason) {
  if (!reason.empty() && reason.size() <= kMaxHoldReasonBytes && IsOneLine(reason)) return {};
  return Err(Code::kInvalid, "say why: a `reason` is one line of up to 500 bytes");
}

struct HoldTarget {
  EntityKind kind;
  Id entity;
  int64_t subject;
};

std::vector<HoldTarget> RecordsOf(const PersonRecords& person) {
  std::vector<HoldTarget> records;
  for (const PersonLead& lead : person.leads)
    records.push_back({EntityKind::kLead, lead.entity, lead.subject});
  for (const PersonContact& contact : person.contacts)
    records.push_back({EntityKind::kContact, contact.entity, contact.subjects.front()});
  return records;
}

Result<int64_t> SetHolds(Workspace& workspace, const Actor& actor, const std::string& subject,
                         bool held, const std::string& reason) {
  SB_ASSIGN(const PersonTrace trace, TracePerson(workspace, subject));
  int64_t changed = 0;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(const PersonRecords person, FindPerson(turn, workspace.keys(), subject, trace));
    if (person.empty()) return NobodyKnown();
    const std::vector<HoldTarget> records = RecordsOf(person);
    if (records.empty()) return NobodyKnown();
    for (const HoldTarget& record : records) {
      if (!held && !turn.state().law.holds.contains(record.entity)) continue;
      SB_TRY(turn.Input(record.kind, record.entity, EventType::kLegalHoldSet, actor,
                        ev::LegalHoldSet{held, held ? record.subject : 0}, reason,
                        held ? record.subject : 0));
      ++changed;
    }
    if (changed == 0) return Err(Code::kConflict, "no legal hold is on this person");
    return {};
  }));
  return changed;
}

}  // namespace

Result<int64_t> SetLegalHold(Workspace& workspace, const Actor& actor, const std::string& subject,
                             const std::string& reason) {
  SB_TRY(CheckReason(reason));
  return SetHolds(workspace, actor, subject, true, reason);
}

Result<int64_t> ClearLegalHold(Workspace& workspace, const Actor& actor,
                               const std::string& subject) {
  return SetHolds(workspace, actor, subject, false, "");
}

Result<std::vector<HeldRecord>> ListLegalHolds(Workspace& workspace, const Sight& sight) {
  std::map<Id, LegalHold> holds;
  std::set<Id> kept;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    holds = state.law.holds;
    for (const auto& [entity, hold] : holds) {
      const auto lead = state.lead_by_id.find(entity);
      const bool known = lead != state.lead_by_id.end();
      if (known ? sight.KeepsPersonal(OwnerOf(state, state.leads[lead->second]))
                : sight.KeptAnywhere().any())
        kept.insert(entity);
    }
  }));
  std::vector<HeldRecord> held;
  for (const auto& [entity, hold] : holds) {
    SB_ASSIGN(const OpenedEvent opened,
              ReadOpened(workspace.store(), workspace.keys(), hold.position));
    held.push_back({FormatId(EntityKindName(hold.kind), entity), hold.since,
                    kept.contains(entity) ? Bytes() : opened.sealed});
  }
  std::sort(held.begin(), held.end(),
            [](const HeldRecord& a, const HeldRecord& b) { return a.id < b.id; });
  return held;
}

std::string HeldRecordsJson(const std::vector<HeldRecord>& held) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("holds").BeginArray();
  for (const HeldRecord& one : held) {
    json.BeginObject().Member("record", one.id).Member("since", FormatTime(one.since));
    json.MemberOrNull("reason", one.reason).EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
