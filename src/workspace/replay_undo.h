// Takes back what feeding one input did to a state, for a replay whose answer differed from the
// log's.
//
// One input touches one record, the runs of that record, the pools, the agents' health and what is
// counted of a canary and a shadow, and nothing else that matters (words are only ever added; a
// person's change also moves clocks, a move its plan, and a record that ends the one that it goes
// on as); so keeping those before the input is enough.
#pragma once

#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/state.h"
#include "store/event.h"

namespace signalbox {

class ReplayUndo {
 public:
  // Outlives this, and is as the log has it.
  explicit ReplayUndo(State* state) : state_(state) {}

  // Before `input` is fed.
  void Keep(const Event& input);
  // The state is as it was before the input kept last.
  void Restore();

  // After each input, with the state as the log has it again: what the next Restore goes back to.
  // Of each decision, where nothing else touched the pools.
  Status TakeDecision(const Event& decision);
  void AgentsChanged() { agents_.reset(); }
  void PoolsChanged() { pools_ = state_->pools; }

 private:
  // The parts of PolicyStages that follow from leads.
  struct Trials {
    Digest shadow{}, canary{};
    std::vector<std::pair<Digest, VersionStage>> versions;
    EntityTail tail;  // of the policy's own chain
  };
  void KeepTrials();
  void RestoreTrials();
  void KeepPlan(const Event& input);
  struct KeptRecord {
    uint32_t lead = 0;
    LeadEntry entry;
    std::optional<Run> run;
    std::optional<FollowUp> follow;
  };
  void KeepRecord(uint32_t lead);
  void RestoreRecord(const KeptRecord& kept);
  void KeepEnds(const Event& input);
  void EndRun(const LeadEntry& entry);

  State* const state_;
  PoolStates pools_;
  std::optional<Registry> agents_;
  Id new_lead_;  // of a LeadReceived, else zero
  std::vector<KeptRecord> records_;
  std::optional<RecordEnds> ends_;  // of an input that ends a record, or is about one that ended
  std::map<std::string, int64_t, std::less<>> open_;  // beside `ends_`
  std::optional<Trials> trials_;                      // none where nothing is tried
  std::optional<std::pair<Id, MovePlan>> plan_;       // of an OwnerMoved
  // Of a person's change, which moves the clocks of many records.
  std::optional<FollowUps> all_;
  std::vector<std::pair<uint32_t, LeadEntry>> entries_;
};

}  // namespace signalbox
