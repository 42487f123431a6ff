// What follows when a person is forgotten.
#include "engine/core_emit.h"

namespace signalbox {
namespace {

constexpr std::string_view kForgottenReason = "forgotten";

// Clocks that would route it again one day; others end with the status.
std::vector<ev::ClockBody> EndedRecycling(const State& state, uint32_t lead) {
  std::vector<ev::ClockBody> ended;
  const FollowUp* follow = state.FollowUpOf(lead);
  for (size_t i = 0; follow != nullptr && i < follow->clocks.size(); ++i) {
    ev::ClockBody clock = follow->clocks[i].body;
    if (clock.kind != ClockKind::kRecycle || !clock.open()) continue;
    clock.phase = ClockPhase::kLeft;
    clock.due = 0;
    ended.push_back(std::move(clock));
  }
  return ended;
}

}  // namespace

void Core::OnForgotten(const Event& event) {
  const auto found = state_->lead_by_id.find(event.entity);
  if (found == state_->lead_by_id.end()) return;
  const uint32_t lead = found->second;
  if (Run* run = state_->FindRun(state_->leads[lead].run); run != nullptr)
    FinishRun(*run, {LeadStatus::kRejected, 0, "", "", "", std::string(kForgottenReason), false});
  const auto version = state_->PolicyOf(lead);
  // Never routed: nobody has it, and no clock counts.
  if (version == nullptr) return;
  if (state_->leads[lead].owner != 0)
    AssignOwner(lead, 0, "", {lead, 0, version->policy.get(), {}, "", false, ""});
  const LeadEntry& entry = state_->leads[lead];
  const bool said =
      entry.status == LeadStatus::kRejected && state_->words.Of(entry.reason) == kForgottenReason;
  std::vector<ev::ClockBody> ended = EndedRecycling(*state_, lead);
  if (said && ended.empty()) return;
  SetStatus(lead, LeadStatus::kRejected, "", std::string(kForgottenReason), std::move(ended));
}

}  // namespace signalbox
