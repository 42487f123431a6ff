// One version of the policy in the closed loop: it decides lead after lead on pools that only its
// own decisions move.
//
// The model, where the record of what happened cannot say (docs/backtest.md): leads arrive as they
// did, with the attributes that were recorded; one that is held because nobody of a pool is at work
// is asked for again when the engine would, and with the roster of that time; a lead that this
// version gives to its recorded owner goes on as it was recorded; one that it gives to somebody
// else is kept by that person. Part of backtest_run.cc; one thread.
#pragma once

#include <memory>
#include <queue>
#include <unordered_map>
#include <vector>

#include "engine/state.h"
#include "workspace/backtest.h"

namespace signalbox {

class PolicyLoop {
 public:
  explicit PolicyLoop(std::shared_ptr<const PolicyVersion> version)
      : version_(std::move(version)) {}

  // Where the pools stand when the slice begins.
  void Start(const PoolStates& pools) { pools_ = pools; }
  const PoolStates& pools() const { return pools_; }

  // Asks again for what is held and due before `until`.
  Status AskAgain(const Roster& roster, TimeUs until);
  // The first decision of a lead's run.
  Status Take(size_t lead, const Attributes& record, const Roster& roster, TimeUs now);
  // Where a step of the plan put the lead before any decision.
  void Put(size_t lead, const BacktestPlace& place);
  // The record's owner was changed by somebody else.
  void OwnerChanged(size_t lead, std::string_view from, std::string_view to);

  // Where the lead stands; not decided when this version has not seen it.
  BacktestPlace PlaceOf(size_t lead) const;
  // Waits are counted up to the slice's end.
  BacktestLoop Summary() const;

 private:
  struct Placed {
    uint32_t target = 0, rule = 0, row = 0, reason = 0;  // Words
    uint32_t owner = 0;                                  // Words; who has the record now
    Disposition disposition = Disposition::kQueue;
    bool decided = false;
  };
  struct Held {
    Attributes record;
    TimeUs since = 0;
    int64_t attempts = 0;
  };
  struct Due {
    TimeUs at;
    int64_t order;
    size_t lead;
    bool operator>(const Due& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };

  Status DecideNow(size_t lead, const Attributes& record, const Roster& roster, TimeUs now);

  const std::shared_ptr<const PolicyVersion> version_;
  PoolStates pools_;
  FairnessLedger fairness_;
  Words words_;
  std::vector<Placed> placed_;  // by lead
  std::unordered_map<size_t, Held> held_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  int64_t asked_ = 0;
  int64_t held_count_ = 0;
  std::vector<TimeUs> waits_;
  Decision decision_;
  Attributes changed_;  // a record with this version's owner before; kept for its memory
};

}  // namespace signalbox
