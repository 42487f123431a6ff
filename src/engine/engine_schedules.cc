// The engine's part of schedules: which are due, and the records that they look at.
#include <algorithm>

#include "base/log.h"
#include "engine/agent_room.h"
#include "engine/engine.h"
#include "engine/refreshable.h"

namespace signalbox {
namespace {

// Nothing is asked of it at the moment, so that it may be asked anew.
bool MayBeAskedAnew(const State& state, uint32_t lead) {
  const LeadEntry& entry = state.leads[lead];
  return entry.status != LeadStatus::kInProgress && entry.run_last_position >= 0 &&
         EndOf(state, lead) == nullptr && entry.record == 0;
}

}  // namespace

const ev::ScheduleRan* UnderWay(const ScheduleRuns& schedules, const ScheduleSpec& schedule) {
  const auto at = schedules.runs.find(schedule.key);
  return at == schedules.runs.end() || at->second.next >= at->second.of ? nullptr : &at->second;
}

TimeUs ServedUntil(const ScheduleRuns& schedules, const ScheduleSpec& schedule) {
  const auto at = schedules.runs.find(schedule.key);
  const TimeUs served = at == schedules.runs.end() ? 0 : at->second.moment;
  return std::max(served, schedules.active_since);
}

Status ApplyScheduleRan(const Event& event, State* state) {
  SB_ASSIGN(ev::ScheduleRan body, DecodeBody<ev::ScheduleRan>(event.clear));
  ++state->schedules.changes;
  state->schedules.runs[body.schedule] = std::move(body);
  return {};
}

TimeUs Engine::NextSchedule(TimeUs now) {
  const auto active = state_->Active();
  if (active == nullptr) return INT64_MAX;
  if (schedules_seen_ == state_->schedules.changes) return next_schedule_;
  schedules_seen_ = state_->schedules.changes;
  next_schedule_ = INT64_MAX;
  for (const ScheduleSpec& schedule : SchedulesOf(*active->policy)) {
    const TimeUs due =
        UnderWay(state_->schedules, schedule) != nullptr
            ? now
            : NextMoment(*active->policy, schedule, ServedUntil(state_->schedules, schedule));
    next_schedule_ = std::min(next_schedule_, due);
  }
  return next_schedule_;
}

// One after the other, in the order of the policy: who is under way goes first, unless the agents
// have no room for it.
size_t Engine::RunSchedules(TimeUs now) {
  if (NextSchedule(now) > now) return 0;
  const auto active = state_->Active();
  TimeUs next = INT64_MAX;
  for (const ScheduleSpec& schedule : SchedulesOf(*active->policy)) {
    const ev::ScheduleRan* run = UnderWay(state_->schedules, schedule);
    if (run == nullptr) continue;
    if (const size_t done = RunSchedule(schedule, run->moment, now); done > 0) return done;
    next = std::min(next, RoomForRefresh(schedule, now));
  }
  for (const ScheduleSpec& schedule : SchedulesOf(*active->policy)) {
    if (UnderWay(state_->schedules, schedule) != nullptr) continue;
    const TimeUs served = ServedUntil(state_->schedules, schedule);
    const auto moment = LatestMoment(*active->policy, schedule, served, now);
    if (moment.has_value()) return RunSchedule(schedule, *moment, now);
    next = std::min(next, NextMoment(*active->policy, schedule, served));
  }
  // One that waits for agents is gone on with when they have room.
  next_schedule_ = next;
  return 0;
}

size_t Engine::RunSchedule(const ScheduleSpec& schedule, TimeUs moment, TimeUs now) {
  ev::ScheduleRan body;
  const ev::ScheduleRan* run = UnderWay(state_->schedules, schedule);
  const bool under_way = run != nullptr;
  if (under_way) {
    body = *run;
  } else {
    body.schedule = schedule.key;
    body.moment = moment;
    body.of = static_cast<int64_t>(state_->leads.size());
  }
  const int64_t from = body.next;
  const int64_t until = std::min(body.of, body.next + kScheduledPerTurn);
  for (; body.next < until; ++body.next) {
    // It goes on when the agents have room again; what was done until now is kept.
    if (RoomForRefresh(schedule, now) > now) break;
    body.routed += RouteScheduled(static_cast<uint32_t>(body.next), schedule, now);
  }
  const auto looked_at = static_cast<size_t>(body.next - from);
  if (looked_at == 0 && under_way) return 0;
  Event event = core_->Envelope(EntityKind::kPolicy, DeriveId(0, state_->log_id, 0, "policy"),
                                EventType::kScheduleRan, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), {}, 0);
  if (!status.ok()) Log(LogLevel::kError, "a schedule was refused: " + status.error().message);
  return looked_at + 1;
}

TimeUs Engine::RoomForRefresh(const ScheduleSpec& schedule, TimeUs now) const {
  if (schedule.older_than_us == 0) return now;
  const Plan* plan = PlanFor(*state_->Active(), "");
  return plan == nullptr ? now : RoomFrom(state_->registry, *plan, now);
}

// When agents were last asked about a record: by its last run, or, where that kept what had been
// said, not since the record came.
Result<TimeUs> Engine::AskedAt(const LeadEntry& entry) const {
  for (int64_t at = entry.run_last_position; at >= 0;) {
    bool purged = false;
    SB_ASSIGN(const Emitted read, ReadBack(at, &purged));
    at = read.event.previous;
    if (static_cast<EventType>(read.event.type) != EventType::kRunStarted) continue;
    SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(read.event.clear));
    return body.advice_kept ? entry.received_at : read.event.time;
  }
  return entry.received_at;
}

bool Engine::RouteScheduled(uint32_t lead, const ScheduleSpec& schedule, TimeUs now) {
  if (!MayBeAskedAnew(*state_, lead)) return false;
  const LeadEntry& entry = state_->leads[lead];
  const bool refreshes = schedule.older_than_us > 0;
  if (refreshes) {
    // No value is older than its record, and to know more the log is read.
    if (now - entry.received_at < schedule.older_than_us) return false;
    if (!WhyNotRefreshed(*state_, lead).empty()) return false;
    const Result<TimeUs> asked = AskedAt(entry);
    if (!asked.ok() || now - *asked < schedule.older_than_us) return false;
  }
  Result<Attributes> record = RecordAfterRun(entry);
  // Of a person who was forgotten there is nothing to look at.
  if (!record.ok()) return false;
  Attributes seen = *record;
  seen.SetText(Field::kQueue, state_->words.Of(entry.queue));
  seen.SetText(Field::kOwner, state_->PersonOf(static_cast<PersonRef>(entry.owner)));
  const auto active = state_->Active();
  if (!ScheduleTakes(*active->policy, schedule, seen)) return false;
  // What agents said before is no part of what they are asked now.
  if (refreshes) {
    record = ReadRecord(entry);
    if (!record.ok()) return false;
  }
  return RouteAnew(lead, refreshes ? RunTrigger::kRefreshed : RunTrigger::kScheduled, *record, now);
}

bool Engine::RouteAnew(uint32_t lead, RunTrigger trigger, const Attributes& record, TimeUs now) {
  const LeadEntry& entry = state_->leads[lead];
  ev::RecordRouted body;
  body.subject = entry.subject;
  body.trigger = trigger;
  body.attributes = record;
  Bytes sealed;
  EncodeAttributes(record, Part::kSealed, &sealed);
  Event event = core_->Envelope(EntityKind::kLead, entry.id, EventType::kRecordRouted, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), sealed, body.subject);
  if (!status.ok()) Log(LogLevel::kError, "a run was refused: " + status.error().message);
  return status.ok();
}

bool Engine::ContinueAsNew(const Run& run, TimeUs now) {
  if (run.sequence < parts_.run_events) return false;
  const uint32_t lead = run.lead;
  // What the person sent; agents are asked anew, for what they said is as old as the run.
  const Result<Attributes> record = ReadRecord(state_->leads[lead]);
  return record.ok() && RouteAnew(lead, RunTrigger::kContinued, *record, now);
}

}  // namespace signalbox
