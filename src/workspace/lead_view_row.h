// A row of the views' table of leads, as it is read. For views.cc and views_list.cc.
#pragma once

#include "store/sqlite/database.h"
#include "workspace/views.h"

namespace signalbox {

// In the order that ReadLeadViewRow takes them in.
extern const char kLeadViewColumns[];
LeadViewRow ReadLeadViewRow(const Statement& s);

// Of leads that nobody has yet: queued, held or failed. The condition of the index `leads_waiting`,
// which a query uses only when it says the same.
inline constexpr char kIsWaiting[] = "status IN (2, 3, 6)";
static_assert(static_cast<int>(LeadStatus::kQueued) == 2 &&
              static_cast<int>(LeadStatus::kHeld) == 3 &&
              static_cast<int>(LeadStatus::kFailed) == 6);

}  // namespace signalbox
