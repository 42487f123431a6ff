// One lead as lists, queues and single answers show it: its state, what it waits for, and the
// record as it was received, with the fields that whoever asks may see.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/sight.h"
#include "base/json_writer.h"
#include "engine/engine.h"
#include "workspace/views.h"
#include "workspace/waits_for.h"
#include "workspace/workspace.h"

namespace signalbox {

// Gathered from the state or the views, and then from the log.
struct ShownLead {
  LeadAnswer answer;
  int64_t received_position = -1;
  TimeUs received_at = 0;
  int64_t touches = 0;
  std::optional<WaitingFor> waits;
  std::string shown_hash{};  // of one that waits for a decision, where it stands in the state
};

// Who owns it for whoever sees it: nobody while it waits in a queue.
std::string_view OwnerShown(const LeadAnswer& answer);

// On the engine's thread.
ShownLead ShownOf(const Engine& engine, uint32_t lead);
// A row of the views, with people and policies by name.
ShownLead ShownOfRow(const LeadViewRow& row, const State& state);

// The object. Its personal part is there only while it is not erased, and for a sight that has it,
// which is counted in `personal`; `masked` names what is not shown. The external id goes to
// `shown`.
Status AppendLeadRow(const Workspace& workspace, const Sight& sight, ShownLead* shown,
                     JsonWriter* json, int64_t* personal);

}  // namespace signalbox
