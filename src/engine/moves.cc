#include "engine/moves.h"

#include <algorithm>

#include "engine/apply.h"
#include "policy/sla.h"

namespace signalbox {
namespace {

bool IsActive(const State& state, PersonRef person) {
  const Person* found = state.roster.FindPerson(state.PersonOf(person));
  return found != nullptr && found->active;
}

Status ApplyPlanned(const Event& event, State* state) {
  SB_ASSIGN(ev::MovesPlanned body, DecodeBody<ev::MovesPlanned>(event.clear));
  if (body.count < 0 || body.count > static_cast<int64_t>(kMaxMoves))
    return Err(Code::kCorrupt, "a plan of moves has more rows than one can have");
  if (const auto of = state->moves.find(body.of); of != state->moves.end())
    of->second.undone_by = event.entity;
  MovePlan& plan = state->moves[event.entity];
  plan.planned_at = event.time;
  plan.rows_moved.resize(static_cast<size_t>(body.count));
  plan.body = std::move(body);
  return {};
}

Status ApplyMoved(const Event& event, State* state) {
  SB_ASSIGN(const ev::OwnerMoved body, DecodeBody<ev::OwnerMoved>(event.clear));
  const auto plan = state->moves.find(body.plan);
  if (plan == state->moves.end() || body.number != plan->second.next || plan->second.done())
    return Err(Code::kCorrupt, "a row is moved that its plan does not have next");
  MovePlan& moves = plan->second;
  if (moves.body.batch > 0 && body.number % moves.body.batch == 0) moves.batch_at = event.time;
  moves.next = body.number + 1;
  ++(body.left_out.empty() ? moves.moved : moves.left_out);
  if (!body.left_out.empty()) return {};
  moves.rows_moved[static_cast<size_t>(body.number)] = true;
  if (body.row.account) return {};
  const auto lead = state->lead_by_id.find(event.entity);
  if (lead == state->lead_by_id.end())
    return Err(Code::kCorrupt, "a lead is moved that does not exist");
  LeadEntry& entry = state->leads[lead->second];
  entry.rule = state->words.Intern(body.row.to.rule);
  entry.row = state->words.Intern(body.row.to.row);
  const auto version = state->versions.find(body.row.to.policy);
  if (version != state->versions.end()) entry.policy = state->words.Intern(version->second->name);
  return {};
}

}  // namespace

std::string_view MoveKindName(MoveKind kind) {
  constexpr std::string_view kNames[] = {"repair", "realign", "undo"};
  const auto number = static_cast<size_t>(kind);
  return number < std::size(kNames) ? kNames[number] : "moves";
}

MoveWindow WindowOf(const MovePlan& plan, TimeUs now) {
  const int64_t batch = std::max<int64_t>(1, plan.body.batch);
  const bool begins = plan.next % batch == 0;
  MoveWindow window{std::min(plan.body.count, (plan.next / batch + 1) * batch),
                    plan.body.effective};
  if (begins && plan.batch_at > 0)
    window.from = std::max(window.from, plan.batch_at + plan.body.every_us);
  if (now < window.from || plan.done()) window.until = plan.next;
  return window;
}

Status CheckPlan(const State& state, const MovePlan& plan) {
  if (!plan.undone_by.IsZero())
    return Err(Code::kConflict, "it was undone, so it goes on no more; plan it anew");
  if (plan.body.needs_approval && !plan.approved)
    return Err(Code::kConflict, "somebody else must approve it before it is carried out");
  const bool bound = plan.body.active != Digest{};
  if (bound && (state.activated.empty() || state.activated.back() != plan.body.active)) {
    return Err(Code::kConflict,
               "another version of the policy is active than when it was planned; undo what was "
               "moved or plan the rest anew");
  }
  return {};
}

std::string_view TouchedBy(uint8_t acted) {
  const auto has = [acted](SlaStop stop) { return (acted & static_cast<uint8_t>(stop)) != 0; };
  if (has(SlaStop::kMeetingBooked)) return "booked";
  if (has(SlaStop::kContacted)) return "contacted";
  if (has(SlaStop::kAccepted)) return "accepted";
  return acted == 0 ? "" : "worked_on";
}

std::string WhyNotMoved(const State& state, const ev::MoveRow& row) {
  if (row.account) return {};
  const auto lead = state.lead_by_id.find(row.lead);
  const bool gone = lead == state.lead_by_id.end() || state.law.forgotten.contains(lead->second);
  if (gone) return "erased";
  if (const RecordEnd* end = EndOf(state, lead->second); end != nullptr)
    return std::string(RecordEndCode(end->kind));
  const LeadEntry& entry = state.leads[lead->second];
  if (entry.run != row.run) return "routed_again";
  if (static_cast<PersonRef>(entry.owner) != row.from.owner) return "owner_changed";
  if (entry.status != row.from.status || state.words.Of(entry.queue) != row.from.queue ||
      state.words.Of(entry.reason) != row.from.reason)
    return "changed";
  if (!row.touched_too && entry.acted != 0) return std::string(TouchedBy(entry.acted));
  if (row.to.owner != 0 && !IsActive(state, row.to.owner)) return "person_gone";
  if (state.PolicyOf(lead->second) == nullptr) return "changed";
  const auto version = state.versions.find(row.to.policy);
  const bool queued = row.to.status == LeadStatus::kQueued;
  if (queued && version != state.versions.end() &&
      !QueuesOf(*version->second->policy).contains(row.to.queue))
    return "no_such_queue";
  return {};
}

Status ApplyMoves(const Event& event, State* state) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kMovesPlanned:
      return ApplyPlanned(event, state);
    case EventType::kMovesApproved: {
      SB_ASSIGN(const ev::MovesApproved body, DecodeBody<ev::MovesApproved>(event.clear));
      const auto plan = state->moves.find(event.entity);
      if (plan == state->moves.end())
        return Err(Code::kCorrupt, "a plan is approved that does not exist");
      plan->second.approved = true;
      plan->second.approved_by = body.by;
      return {};
    }
    default:
      return ApplyMoved(event, state);
  }
}

}  // namespace signalbox
