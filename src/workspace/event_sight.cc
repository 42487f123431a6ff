#include "workspace/event_sight.h"

#include "workspace/event_mask.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

bool IsOf(const OpenedEvent& opened, EntityKind kind) {
  return opened.event.entity_kind == kind;
}

// The place of the record that an event is about; KeyIndex::kNone for none that is known.
uint32_t RecordOf(const State& state, const OpenedEvent& opened,
                  const std::unordered_map<Id, Id, IdHash>& record_of_run) {
  Id record = opened.event.entity;
  if (IsOf(opened, EntityKind::kRun)) {
    const auto begun = record_of_run.find(record);
    const Run* open = begun == record_of_run.end() ? state.FindRun(record) : nullptr;
    if (open != nullptr) return open->lead;
    if (begun == record_of_run.end()) return KeyIndex::kNone;
    record = begun->second;
  } else if (!IsOf(opened, EntityKind::kLead)) {
    return KeyIndex::kNone;
  }
  const auto at = state.lead_by_id.find(record);
  return at == state.lead_by_id.end() ? KeyIndex::kNone : at->second;
}

}  // namespace

Status EventSight::Narrow(Workspace& workspace, std::vector<OpenedEvent>* events) {
  if (sight_.SeesAllLeads() && sight_.SeesAllPersonal()) return {};
  for (const OpenedEvent& opened : *events) {
    if (static_cast<EventType>(opened.event.type) != EventType::kRunStarted) continue;
    const auto body = DecodeBody<ev::RunStarted>(opened.event.clear);
    if (!body.ok()) continue;
    if (record_of_run_.size() >= kMaxRuns) record_of_run_.clear();
    record_of_run_[opened.event.entity] = body->record;
  }
  return workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    std::erase_if(*events, [&](OpenedEvent& opened) {
      const uint32_t place = RecordOf(state, opened, record_of_run_);
      const bool known = place != KeyIndex::kNone;
      const std::string owner = known ? OwnerOf(state, state.leads[place]) : std::string();
      // Of whatever is not a record's nobody knows whose it is: it takes every field.
      MaskFields(known ? sight_.HiddenOf(owner) : PersonalFields(), &opened);
      return !sight_.SeesAllLeads() && !(known && sight_.SeesLead(owner));
    });
  });
}

}  // namespace signalbox
