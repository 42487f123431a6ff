// Values that agents gave and that are behind: of a version that would not be asked any more, or
// too old. What the same question would be answered now, and who would go elsewhere by it, before
// anything is done (docs/refresh.md).
//
// The core that routes for real routes the records again, one after the other, in a state of its
// own that is thrown away: local agents and learned models are asked, agents outside never. A
// record stays with whoever has it while the rules give the same answer.
//
// Reads the whole log; any thread but the engine's.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "lead/field.h"
#include "workspace/model_agents.h"
#include "workspace/move_preview.h"
#include "workspace/stored_state.h"

namespace signalbox {

struct RefreshQuestion {
  std::string agent;           // id; empty: of any agent
  std::optional<Field> field;  // only of agents that may give it
  // Values that are as old. 0: values that another agent or version would give now.
  TimeUs older_than_us = 0;
  TimeUs now = 0;
};

// A value that would be another one. Texts are empty of what is personal, and of what is missing.
struct RefreshedValue {
  Field field = Field::kScore;
  std::string before, after;
};

struct RefreshEntry {
  Id lead, run;  // as they were when it was looked at
  std::string external_id;
  std::vector<std::string> given_by;  // whose values are behind, id@version
  TimeUs given_at = 0;                // the oldest of these
  // A person's or queue's id, or a status. `to` is empty where only an agent outside can tell.
  std::string from, to;
  std::string rule;
  std::vector<RefreshedValue> values;
  std::vector<std::string> asks;  // agents outside, which would be asked again
  // Of these, whose last answers the preview takes to be given again.
  std::vector<std::string> assumes;
  std::string left_out;  // code, empty for what would be done

  bool moves() const { return !to.empty() && to != from; }
};

// Of one agent: records that stand on its values that are behind, and calls that would go out.
struct RefreshedAgent {
  int64_t behind = 0, calls = 0;
};

struct RefreshPreview {
  int64_t looked_at = 0;   // open records
  int64_t up_to_date = 0;  // of these
  std::vector<RefreshEntry> leads, left_out;
  std::map<std::string, RefreshedAgent> agents;
  std::map<std::string, int64_t> values;  // records by the name of a field that would change
  std::map<std::string, MoveOwnerLoad> owners;

  int64_t moves() const;
  int64_t unknown() const;  // of which only agents outside can tell where they would go
  // Records named by what their senders call them, which is a personal field.
  int64_t OwnIds() const;
  void HideOwnIds();

  // Members of an object, without its braces: lists end after kMaxMovesListed, counts are complete.
  std::string JsonMembers() const;
  std::string Text() const;
  // `lead_id,external_id,given_by,given_at,from,to,rule,values,asks,left_out`, a line each.
  std::string Csv() const;
};

// kInvalid for an agent that was never registered; kUnavailable without a policy; kCorrupt where
// the log does not fold.
Result<RefreshPreview> PreviewRefresh(const Store& store, const Keyring& keys,
                                      const StoredPolicyLoader& load_policy, ModelAgents& models,
                                      const RefreshQuestion& question);

}  // namespace signalbox
