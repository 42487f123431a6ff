// The engine's part of schedules: which are due, and the records that they look at.
#include <algorithm>

#include "base/log.h"
#include "engine/engine.h"

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

// One after the other, in the order of the policy: who is under way goes first.
size_t Engine::RunSchedules(TimeUs now) {
  if (NextSchedule(now) > now) return 0;
  const auto active = state_->Active();
  for (const ScheduleSpec& schedule : SchedulesOf(*active->policy)) {
    if (const ev::ScheduleRan* run = UnderWay(state_->schedules, schedule); run != nullptr)
      return RunSchedule(schedule, run->moment, now);
  }
  for (const ScheduleSpec& schedule : SchedulesOf(*active->policy)) {
    const auto moment =
        LatestMoment(*active->policy, schedule, ServedUntil(state_->schedules, schedule), now);
    if (moment.has_value()) return RunSchedule(schedule, *moment, now);
  }
  return 0;
}

size_t Engine::RunSchedule(const ScheduleSpec& schedule, TimeUs moment, TimeUs now) {
  ev::ScheduleRan body;
  if (const ev::ScheduleRan* run = UnderWay(state_->schedules, schedule); run != nullptr) {
    body = *run;
  } else {
    body.schedule = schedule.key;
    body.moment = moment;
    body.of = static_cast<int64_t>(state_->leads.size());
  }
  const int64_t until = std::min(body.of, body.next + kScheduledPerTurn);
  const auto looked_at = static_cast<size_t>(until - body.next);
  for (; body.next < until; ++body.next)
    body.routed += RouteScheduled(static_cast<uint32_t>(body.next), schedule, now);
  Event event = core_->Envelope(EntityKind::kPolicy, DeriveId(0, state_->log_id, 0, "policy"),
                                EventType::kScheduleRan, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), {}, 0);
  if (!status.ok()) Log(LogLevel::kError, "a schedule was refused: " + status.error().message);
  return looked_at + 1;
}

bool Engine::RouteScheduled(uint32_t lead, const ScheduleSpec& schedule, TimeUs now) {
  if (!MayBeAskedAnew(*state_, lead)) return false;
  const LeadEntry& entry = state_->leads[lead];
  Result<Attributes> record = RecordAfterRun(entry);
  // Of a person who was forgotten there is nothing to look at.
  if (!record.ok()) return false;
  Attributes seen = *record;
  seen.SetText(Field::kQueue, state_->words.Of(entry.queue));
  seen.SetText(Field::kOwner, state_->PersonOf(static_cast<PersonRef>(entry.owner)));
  const auto active = state_->Active();
  if (!ScheduleTakes(*active->policy, schedule, seen)) return false;
  ev::RecordRouted body;
  body.subject = entry.subject;
  body.trigger = RunTrigger::kScheduled;
  body.attributes = *record;
  Bytes sealed;
  EncodeAttributes(*record, Part::kSealed, &sealed);
  Event event = core_->Envelope(EntityKind::kLead, entry.id, EventType::kRecordRouted, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), sealed, body.subject);
  if (!status.ok()) Log(LogLevel::kError, "a scheduled run was refused: " + status.error().message);
  return status.ok();
}

}  // namespace signalbox
