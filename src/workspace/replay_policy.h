// The open-loop half of a replay: each stored decision beside what another version would have
// decided on the same record, roster, pools and moment. Part of replay.cc; call Replay.
#pragma once

#include "engine/apply.h"
#include "workspace/replay.h"

namespace signalbox {

// Where a lead went, in one word: a person, a queue, or the disposition.
std::string DestinationOf(Disposition disposition, const std::string& owner,
                          const std::string& queue);

// Fills the policy members of `report` from the events before `end`.
Status CompareDecisions(const Store& store, const Keyring& keys, const ApplyContext& context,
                        const PolicyVersion& other, int64_t end, ReplayReport* report);

}  // namespace signalbox
