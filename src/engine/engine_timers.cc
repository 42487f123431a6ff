#include <algorithm>

#include "base/log.h"
#include "engine/engine.h"

namespace signalbox {
namespace {

// Due timers take at most an eighth of a batch, so that a million of them never keep intake
// waiting: a lead that comes meanwhile waits for this many of them, about a millisecond, and for
// their commit.
constexpr size_t kTimersPerTurn = kBatchInputs / 8;

// A clock that is set by less is put right by its keeper all the time, and moves no deadline that
// anybody would notice.
constexpr TimeUs kClockJumpUs = kMinuteUs;

// These measure how long something may take; whatever else is set names a time of the wall.
bool IsDuration(ev::TimerPurpose purpose) {
  switch (purpose) {
    case ev::TimerPurpose::kRetry:
    case ev::TimerPurpose::kDeadline:
    case ev::TimerPurpose::kWait:
    case ev::TimerPurpose::kRouteAgain:
    case ev::TimerPurpose::kJoin:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Engine::KeepTimer(const DueTimer& timer) {
  const Run* run = state_->FindRun(timer.run);
  const auto number = static_cast<size_t>(timer.timer);
  std::optional<TimeUs> steady_due;
  if (run != nullptr && number < run->timers.size() && IsDuration(run->timers[number].purpose)) {
    // It was set by the log's time, which the wall may be behind.
    const TimeUs now = std::max(parts_.clock->Now(), state_->last_time);
    steady_due = parts_.clock->Steady() + std::max<TimeUs>(0, timer.due - now);
  }
  timers_.Insert(timer, steady_due);
}

void Engine::NoteClockJump() {
  const TimeUs ahead = parts_.clock->Now() - parts_.clock->Steady();
  const TimeUs by = ahead - ahead_of_steady_.value_or(ahead);
  const bool jumped = by >= kClockJumpUs || by <= -kClockJumpUs;
  // What it is put right by bit by bit does not add up to a jump.
  ahead_of_steady_ = ahead;
  if (!jumped) return;
  Event event = core_->Envelope(EntityKind::kWorkspace, state_->log_id, EventType::kClockJumped,
                                parts_.clock->Now());
  event.clear = EncodeBody(ev::ClockJumped{by});
  const Status status = FeedInput(std::move(event), {}, 0);
  if (!status.ok()) Log(LogLevel::kError, "a clock's jump was refused: " + status.error().message);
}

size_t Engine::FireTimers() {
  const TimeUs now = parts_.clock->Now(), steady = parts_.clock->Steady();
  size_t fired = 0;
  for (; fired < kTimersPerTurn; ++fired) {
    const std::optional<DueTimer> due = timers_.TakeDue(now, steady);
    if (!due.has_value()) break;
    if (IsSuspect(KeyOf(*due)))
      alone_.emplace_back(*due);
    else
      FireTimer(*due, now);
  }
  return fired;
}

void Engine::FireTimer(const DueTimer& due, TimeUs now) {
  Hold(KeyOf(due));
  if (const auto lead = state_->lead_by_id.find(due.run); lead != state_->lead_by_id.end())
    return FireClock(lead->second, due.timer, due.generation, now);
  if (const CaseEntry* entry = state_->cases.Find(due.run); entry != nullptr)
    return FireCase(*entry, due.generation, now);
  const Run* run = state_->FindRun(due.run);
  // Those that wait longer for the same pool are asked about first.
  if (run != nullptr && !run->waits_for.pool.empty()) {
    const std::string pool = run->waits_for.pool;
    DrainPool(pool, now);
    run = state_->FindRun(due.run);
  }
  if (run == nullptr || static_cast<size_t>(due.timer) >= run->timers.size()) return;
  const RunTimer& timer = run->timers[static_cast<size_t>(due.timer)];
  if (!timer.open) return;
  if (timer.purpose == ev::TimerPurpose::kRouteAgain && ContinueAsNew(*run, now)) return;
  const ev::TimerFired body{due.timer, due.generation, timer.purpose, timer.step};
  Event event = core_->Envelope(EntityKind::kRun, due.run, EventType::kTimerFired, now);
  event.clear = EncodeBody(body);
  const Status status = FeedInput(std::move(event), {}, 0);
  if (!status.ok()) Log(LogLevel::kError, "a timer was refused: " + status.error().message);
}

}  // namespace signalbox
