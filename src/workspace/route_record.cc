#include "workspace/route_record.h"

#include "workspace/event_json.h"
#include "workspace/run_history.h"

namespace signalbox {
namespace {

// A record that keeps changing while it is read is given up after this many tries.
constexpr int kTries = 3;

Result<LeadEntry> FindEntry(Workspace& workspace, const Id& id) {
  LeadEntry entry;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const auto at = engine.state().lead_by_id.find(id);
    if (at != engine.state().lead_by_id.end()) entry = engine.state().leads[at->second];
  }));
  if (entry.received_position < 0) return Err(Code::kNotFound, "there is no record with this id");
  return entry;
}

// False when the record changed since `seen` was read.
Result<bool> RouteOnce(Workspace& workspace, const LeadEntry& seen, const Attributes& record,
                       const std::string& actor, const RouteAgain& how) {
  bool same = true;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    const uint32_t lead = state.lead_by_id.at(seen.id);
    same = state.leads[lead].last_position == seen.last_position;
    if (!same) return {};
    if (how.check) SB_TRY(how.check(state, lead, turn.now()));
    if (state.activated.empty())
      return Err(Code::kUnavailable, "the workspace has no policy; publish one first");
    const std::string& kind = state.words.Of(state.leads[lead].record);
    if (PlanFor(*state.Active(), kind) == nullptr) {
      return Err(Code::kUnsupported,
                 "the active policy has no plan for records of kind `" + kind + "`");
    }
    ev::RecordRouted body;
    body.subject = seen.subject;
    body.trigger = how.trigger;
    body.attributes = record;
    Bytes sealed;
    EncodeAttributes(record, Part::kSealed, &sealed);
    return turn.Input(EntityKind::kLead, seen.id, EventType::kRecordRouted,
                      {ActorKind::kOperator, actor}, body, sealed, seen.subject);
  }));
  return same;
}

}  // namespace

Result<Attributes> ReadRecordAsSaid(const Store& store, const Keyring& keys, int64_t last) {
  SB_ASSIGN(const std::vector<OpenedEvent> events, ReadChain(store, keys, last));
  Attributes record;
  for (const OpenedEvent& opened : events) {
    const auto type = static_cast<EventType>(opened.event.type);
    if (opened.erased)
      return Err(Code::kConflict,
                 "the record's personal data was erased; there is nothing to route by");
    if (type == EventType::kLeadReceived) {
      SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(opened.event.clear));
      record.Overlay(AttributesOf(body.attributes, opened.sealed));
    } else if (type == EventType::kTouchRecorded) {
      SB_ASSIGN(const ev::TouchRecorded body, DecodeBody<ev::TouchRecorded>(opened.event.clear));
      if (!body.double_submit) record.Overlay(AttributesOf(body.attributes, opened.sealed));
    }
  }
  return record;
}

Result<LeadAnswer> RouteRecordAgain(Workspace& workspace, std::string_view text,
                                    const std::string& actor, const RouteAgain& how) {
  const Result<Id> id = ParseId("lead", text);
  if (!id.ok()) return Err(Code::kNotFound, "a record's id looks like `lead_0190...`");
  bool done = false;
  for (int i = 0; i < kTries && !done; ++i) {
    SB_ASSIGN(const LeadEntry entry, FindEntry(workspace, *id));
    SB_ASSIGN(const Attributes record,
              ReadRecordAsSaid(workspace.store(), workspace.keys(), entry.last_position));
    SB_ASSIGN(done, RouteOnce(workspace, entry, record, actor, how));
  }
  if (!done)
    return Err(Code::kConflict, "the record changes faster than it can be read; try again");
  LeadAnswer answer;
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { answer = engine.AnswerOf(engine.state().lead_by_id.at(*id)); }));
  return answer;
}

}  // namespace signalbox
