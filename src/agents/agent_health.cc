#include "agents/agent_health.h"

#include <algorithm>

namespace signalbox {
namespace {

TimeUs FloorTo(TimeUs time, TimeUs unit) {
  const TimeUs rest = time % unit;
  return time - (rest < 0 ? rest + unit : rest);
}

void Count(TimeUs at, TimeUs unit, TimeUs* window, int64_t* count) {
  const TimeUs current = FloorTo(at, unit);
  if (current != *window) *window = current, *count = 0;
  ++*count;
}

bool UsedUp(TimeUs now, TimeUs unit, TimeUs window, int64_t count, int64_t limit) {
  return limit > 0 && FloorTo(now, unit) == window && count >= limit;
}

}  // namespace

void AgentHealth::Started(const AgentSpec& spec, TimeUs at) {
  ++running;
  if (StateAt(spec.breaker, at) == BreakerState::kHalfOpen) probing = true;
  Count(at, kMinuteUs, &minute, &in_minute);
  Count(at, kDayUs, &day, &in_day);
}

void AgentHealth::Finished(const AgentSpec& spec, bool good, TimeUs at) {
  if (running > 0) --running;
  if (good) {
    consecutive_failures = 0;
    opened_at = 0;
    probing = false;
    return;
  }
  ++consecutive_failures;
  const bool failed_probe = probing && StateAt(spec.breaker, at) == BreakerState::kHalfOpen;
  if (failed_probe || (opened_at == 0 && consecutive_failures >= spec.breaker.failures)) {
    opened_at = std::max<TimeUs>(at, 1);
    probing = false;
  }
}

void AgentHealth::Abandoned() {
  if (running > 0) --running;
  probing = false;
}

BreakerState AgentHealth::StateAt(const BreakerRule& rule, TimeUs now) const {
  if (opened_at == 0 || rule.failures <= 0) return BreakerState::kClosed;
  return now - opened_at < rule.open_for_us ? BreakerState::kOpen : BreakerState::kHalfOpen;
}

bool AgentHealth::BreakerAllows(const BreakerRule& rule, TimeUs now) const {
  switch (StateAt(rule, now)) {
    case BreakerState::kClosed:
      return true;
    case BreakerState::kOpen:
      return false;
    case BreakerState::kHalfOpen:
      return !probing;
  }
  return false;
}

bool AgentHealth::QuotaAllows(const Quota& quota, TimeUs now) const {
  return (quota.concurrency <= 0 || running < quota.concurrency) &&
         !UsedUp(now, kMinuteUs, minute, in_minute, quota.per_minute) &&
         !UsedUp(now, kDayUs, day, in_day, quota.per_day);
}

TimeUs AgentHealth::AllowedFrom(const AgentSpec& spec, TimeUs now) const {
  TimeUs from = now;
  if (StateAt(spec.breaker, now) == BreakerState::kOpen) {
    from = std::max(from, opened_at + spec.breaker.open_for_us);
  }
  if (UsedUp(now, kMinuteUs, minute, in_minute, spec.quota.per_minute)) {
    from = std::max(from, minute + kMinuteUs);
  }
  if (UsedUp(now, kDayUs, day, in_day, spec.quota.per_day)) from = std::max(from, day + kDayUs);
  return from;
}

void EncodeHealth(const AgentHealth& health, Bytes* out) {
  CborWriter writer(out);
  writer.Array(8);
  writer.Int(health.running);
  writer.Int(health.consecutive_failures);
  writer.Int(health.opened_at);
  writer.Bool(health.probing);
  writer.Int(health.minute);
  writer.Int(health.in_minute);
  writer.Int(health.day);
  writer.Int(health.in_day);
}

AgentHealth DecodeHealth(CborReader& reader) {
  AgentHealth health;
  if (reader.Array() != 8) {
    reader.Fail();
    return health;
  }
  health.running = reader.Int();
  health.consecutive_failures = reader.Int();
  health.opened_at = reader.Int();
  health.probing = reader.Bool();
  health.minute = reader.Int();
  health.in_minute = reader.Int();
  health.day = reader.Int();
  health.in_day = reader.Int();
  return health;
}

}  // namespace signalbox
