// The events of one run or one record, read by following `previous` from the last position that the
// state knows.
//
// Reads the store only; any thread.
#pragma once

#include <vector>

#include "engine/state.h"
#include "workspace/event_json.h"

namespace signalbox {

// One entity's events up to and including `last`, oldest first; none for -1. The newest
// kMaxRunEvents of them.
Result<std::vector<OpenedEvent>> ReadChain(const Store& store, const Keyring& keys, int64_t last);

struct RunHistory {
  Id run;
  std::vector<OpenedEvent> events;
};

struct LeadHistory {
  Id lead;
  std::vector<OpenedEvent> events;  // of the record itself
  // Oldest first. An earlier run that went on after its first turn is complete as far as the
  // record's own events lead to it; the latest is always complete.
  std::vector<RunHistory> runs;
};

// `entry` as the state has it at some moment; events after that moment are not read.
Result<LeadHistory> ReadLeadHistory(const Store& store, const Keyring& keys,
                                    const LeadEntry& entry);

}  // namespace signalbox
