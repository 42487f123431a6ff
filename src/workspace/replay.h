// Replay: decides every stored run again from the recorded inputs, and compares each derived event
// with what is stored, byte for byte.
//
// Answers of agents from outside are inputs and come from the log; local agents, look-ups,
// decisions, ids, timers and chains are recomputed. Where an event differs, the rest of that input
// is folded as stored, so that one difference does not make others. Reads only; one thread, not the
// engine's, because it keeps a state of its own.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/stored_state.h"

namespace signalbox {

struct ReplayDifference {
  std::string run_id;  // empty where the event belongs to no run
  int64_t position = 0;
  std::string expected,
      got;  // the stored event and the recomputed one as JSON; empty where there is none
};

// A lead that another version would have sent elsewhere, the state of the time taken as it was
// recorded.
struct ReplayMove {
  std::string lead_id;
  std::string from, to;  // person, `queue:ID`, or the disposition
};

struct ReplayReport {
  // Every run is counted under one of the four.
  int64_t runs = 0, identical = 0, different = 0;
  int64_t erased = 0;  // cannot be decided again: the person, or a person or record it looked at,
                       // was forgotten, or what an agent from outside answered was purged
  int64_t engine_changed = 0;                 // differs, and was decided by another decider version
  std::vector<ReplayDifference> differences;  // the first kMaxListed
  bool compared_policy = false;
  std::string policy;  // of the open-loop comparison
  int64_t decisions = 0;
  int64_t moved_count = 0;
  std::vector<ReplayMove> moved;  // the first kMaxListed

  // As interfaces.md has it; with a policy also `policy`, `decisions`, `moved_count` and `moved`.
  std::string Json() const;
};

// What Json() wrote; kCorrupt for anything else.
Result<ReplayReport> ReadReplayReport(std::string_view json);

struct ReplayOptions {
  // Version name or full hash of a published version: also says who would have gone elsewhere with
  // it.
  std::string policy;
};

// A report longer than this is read by nobody, and the counts are complete anyway.
inline constexpr size_t kMaxListed = 1'000;

// kNotFound for a policy that was never published; kCorrupt where the log itself does not fold.
Result<ReplayReport> Replay(const Store& store, const Keyring& keys,
                            const StoredPolicyLoader& load_policy, const ReplayOptions& options);

}  // namespace signalbox
