// What a version in the shadow would have sent elsewhere, from its recorded decisions.
//
// Nothing is decided again: the log is folded once and its ShadowDecided events are read. Any
// thread; the state is its own.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/replay.h"
#include "workspace/stored_state.h"

namespace signalbox {

struct ShadowMove {
  ReplayMove move;
  std::string rule;  // of the shadow, that decided
  TimeUs time = 0;
};

// How many leads went somewhere by the version that decided, and by the one in the shadow.
struct ShadowPair {
  int64_t before = 0, after = 0;
};

struct ShadowReport {
  std::string policy_version;
  // Over the whole log, though the version was put into the shadow several times.
  int64_t compared = 0, moved = 0, held = 0, unassigned = 0;
  // By what was done with them (`assign`), and by where they went: a person, a queue, `held`.
  std::map<std::string, ShadowPair> per_outcome, per_owner;
  std::vector<ShadowMove> moves;  // the first kMaxListed

  // Of those in `moves`, by lead id, for the text; a lead without a name is not there.
  std::map<std::string, std::string> names{};

  // `{"policy_version","compared","moved","held","unassigned","per_outcome":{"assign":{"before",
  // "after"}},"per_owner":{...},"leads":[{"lead_id","from","to","rule","time"}]}`
  std::string Json() const;
  std::string Text() const;
};

// What Json() wrote, with or without `records` as the API adds them; kCorrupt for anything else.
Result<ShadowReport> ReadShadowReport(std::string_view json);

// `version` by name or full hash; kNotFound when it was never published.
Result<ShadowReport> FindShadowMoves(const Store& store, const Keyring& keys,
                                     const StoredPolicyLoader& load_policy,
                                     const std::string& version);

}  // namespace signalbox
