#include "engine/refreshable.h"

#include "engine/state.h"

namespace signalbox {

std::string WhyNotRefreshed(const State& state, uint32_t lead) {
  const LeadEntry& entry = state.leads[lead];
  const bool open = entry.status == LeadStatus::kRouted || entry.status == LeadStatus::kQueued;
  if (!open || EndOf(state, lead) != nullptr || state.law.forgotten.contains(lead)) return "waits";
  if (entry.acted != 0) return std::string(TouchedBy(entry.acted));
  const std::string& reason = state.words.Of(entry.reason);
  if (reason == "repaired" || reason == "realigned" || reason == "decided_by_person") return reason;
  if (reason == "handed_over" || reason == "claimed") return "handed_on";
  return reason == "owner_changed_outside" ? "owner_changed" : "";
}

}  // namespace signalbox
