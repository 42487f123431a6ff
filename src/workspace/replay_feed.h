// What a replay reads: the log's events, with what can be made ready before they are decided again.
//
// One thread reads and decompresses, others decode, unseal and ask the first agents; the caller's
// gets everything in the order of the log. Part of replay.cc.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "base/result.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/event_json.h"
#include "workspace/prepared_answers.h"

namespace signalbox {

struct ReplayedEvent {
  int64_t position = 0;
  BytesView bytes;
  // Of inputs and of events with a personal part, else null.
  OpenedEvent* opened = nullptr;
  PreparedAnswers* answers = nullptr;
  // All of the above is good for as long as this is kept.
  std::shared_ptr<const void> keep;
};
using ReplayVisitor = std::function<Status(const ReplayedEvent& event)>;

// Visits the events [0, end) in order on the caller's thread. An error stops the reading and is
// returned. Some ten thousand events are in memory at any time.
Status ReadForReplay(const Store& store, const Keyring& keys, int64_t end,
                     const FirstAgents& agents, const ReplayVisitor& visit);

}  // namespace signalbox
