#include "engine/agent_room.h"

#include <algorithm>

namespace signalbox {
namespace {

// One call of four is left to leads that come.
constexpr int64_t kLeftOneOf = 4;
// Calls that are out end when they do, so it is looked again after this.
constexpr TimeUs kLookAgainUs = kSecondUs;

int64_t ShareOf(int64_t limit) {
  return std::max<int64_t>(1, limit - limit / kLeftOneOf);
}

bool MayBeAsked(const AgentSpec& spec) {
  return spec.kind != AgentKind::kLocal && spec.lifecycle != Lifecycle::kDraft &&
         spec.lifecycle != Lifecycle::kShadow && spec.lifecycle != Lifecycle::kRetired;
}

TimeUs RoomOf(const AgentSpec& spec, const AgentHealth& health, TimeUs now) {
  TimeUs from = health.AllowedFrom(spec, now);
  const bool of_this_minute = now - health.minute < kMinuteUs;
  if (spec.quota.per_minute > 0 && of_this_minute &&
      health.in_minute >= ShareOf(spec.quota.per_minute))
    from = std::max(from, health.minute + kMinuteUs);
  if (spec.quota.concurrency > 0 && health.running >= ShareOf(spec.quota.concurrency))
    from = std::max(from, now + kLookAgainUs);
  return from;
}

}  // namespace

TimeUs RoomFrom(const Registry& registry, const Plan& plan, TimeUs now) {
  TimeUs from = now;
  for (const AgentSpec* spec : registry.All()) {
    if (!MayBeAsked(*spec)) continue;
    const bool needed = std::any_of(plan.steps.begin(), plan.steps.end(), [&](const PlanStep& s) {
      return s.kind == StepKind::kAgent &&
             std::find(spec->capabilities.begin(), spec->capabilities.end(), s.needs) !=
                 spec->capabilities.end();
    });
    const AgentHealth* health = registry.HealthOf(spec->id, spec->version);
    if (needed && health != nullptr) from = std::max(from, RoomOf(*spec, *health, now));
  }
  return from;
}

}  // namespace signalbox
