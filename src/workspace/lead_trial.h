// One version's plan, run on a lead as far as its decision and no further.
//
// Owns a state of its own that forgets each run once it was looked at. One thread.
#pragma once

#include <memory>
#include <vector>

#include "base/result.h"
#include "engine/apply.h"
#include "engine/core.h"
#include "engine/state.h"

namespace signalbox {

class LeadTrial {
 public:
  // `state` has people, accounts, agents and pools, and no leads. kUnsupported when the version has
  // no plan for leads, or one that never decides.
  static Result<std::unique_ptr<LeadTrial>> Make(std::unique_ptr<State> state,
                                                 const PolicyVersion& version);

  // What a run came to before its decision.
  struct Outcome {
    const Attributes* record = nullptr;  // null: a step ended it. Valid until the next call
    LeadStatus status = LeadStatus::kInProgress;  // of one that was ended
    std::string reason;
  };
  // `lead` is numbered from 0 without gaps; a number that was there before is the same person
  // again.
  Result<Outcome> Run(size_t lead, const Attributes& attributes, TimeUs now);
  // Who has the record now, as later look-ups see it.
  void SetOwner(size_t lead, std::string_view person);

  const State& state() const { return *state_; }
  // The run whose record an outcome gave; valid as long as that.
  const signalbox::Run& run() const { return *run_; }

 private:
  explicit LeadTrial(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
  ApplyContext context_;
  Core core_;
  std::vector<Emitted> emitted_;
  Effects effects_;
  std::unique_ptr<signalbox::Run> run_;  // the one looked at last
};

}  // namespace signalbox
