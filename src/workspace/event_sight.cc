#include "workspace/event_sight.h"

#include "workspace/event_mask.h"
#include "workspace/event_search.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

bool IsOf(const OpenedEvent& opened, EntityKind kind) {
  return opened.event.entity_kind == kind;
}

// The place of the record that an event is about; KeyIndex::kNone for none that is known.
uint32_t RecordIndexOf(const State& state, const OpenedEvent& opened,
                       const RecordsOfRuns& record_of_run) {
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

// The record of a run, which stands in the first event of its chain; zero where that cannot be read
// any more, or `left`, how many events may still be read, does not reach so far.
Result<Id> RecordOfRun(const Store& store, Event event, int64_t* left) {
  while (--*left >= 0) {
    if (static_cast<EventType>(event.type) == EventType::kRunStarted) {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      return body.record;
    }
    if (event.previous < 0) break;
    const Result<Bytes> bytes = store.ReadEvent(event.previous);
    if (!bytes.ok() && bytes.error().code == Code::kNotFound) break;  // purged
    if (!bytes.ok()) return bytes.error();
    SB_ASSIGN(event, DecodeEvent(*bytes));
  }
  return Id{};
}

// Of a request the record that it is about.
uint32_t RecordIndexOfCase(const State& state, const OpenedEvent& opened) {
  const CaseEntry* entry = state.cases.Find(opened.event.entity);
  const auto at = entry == nullptr ? state.lead_by_id.end() : state.lead_by_id.find(entry->record);
  return at == state.lead_by_id.end() ? KeyIndex::kNone : at->second;
}

// Of whatever is not a record's nobody knows whose it is: it takes every field.
FieldSet HiddenAt(const State& state, const Sight& sight, uint32_t place) {
  return place == KeyIndex::kNone ? PersonalFields()
                                  : sight.HiddenOf(OwnerOf(state, state.leads[place]));
}

}  // namespace

Status MaskFound(Workspace& workspace, const Sight& sight, std::vector<OpenedEvent>* events) {
  if (sight.SeesAllPersonal()) return {};
  RecordsOfRuns record_of_run;
  // As many as the search itself reads at most.
  int64_t left = kMaxSearched;
  for (const OpenedEvent& opened : *events) {
    if (!IsOf(opened, EntityKind::kRun) || opened.sealed.empty()) continue;
    if (record_of_run.contains(opened.event.entity)) continue;
    SB_ASSIGN(record_of_run[opened.event.entity],
              RecordOfRun(workspace.store(), opened.event, &left));
  }
  return workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    for (OpenedEvent& opened : *events) {
      const uint32_t place = IsOf(opened, EntityKind::kCase)
                                 ? RecordIndexOfCase(state, opened)
                                 : RecordIndexOf(state, opened, record_of_run);
      MaskFields(HiddenAt(state, sight, place), &opened);
    }
  });
}

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
      const uint32_t place = RecordIndexOf(state, opened, record_of_run_);
      MaskFields(HiddenAt(state, sight_, place), &opened);
      const bool is_seen =
          place != KeyIndex::kNone && sight_.SeesLead(OwnerOf(state, state.leads[place]));
      return !sight_.SeesAllLeads() && !is_seen;
    });
  });
}

}  // namespace signalbox
