// FollowUp: what the state keeps of a lead after it was routed, while there is something to keep.
#pragma once

#include <string_view>
#include <vector>

#include "engine/clock_body.h"

namespace signalbox {

struct LeadClock {
  ev::ClockBody body;
  // Position of the event that set it: a timer of another generation is stale. Never reused.
  int64_t generation = 0;
};

struct FollowUp {
  std::vector<LeadClock> clocks;   // in the order in which they first began
  std::vector<PersonRef> earlier;  // owners whom the lead was taken from, or who gave it back

  // Place of a clock, -1 for none.
  int64_t Find(ClockKind kind, std::string_view name) const;
  // The earliest `expires` of the clocks that run; 0 when none does.
  int64_t NextDue() const;
  bool empty() const;
};

}  // namespace signalbox
