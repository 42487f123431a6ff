// The world outside: agents behind HTTP with their workers. They answer soon, late, twice, wrongly
// or never, and they remember what they were asked to do and what they did.
//
// One thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "engine/engine.h"
#include "sim/reached.h"

namespace signalbox {

// The agents that the simulation registers: `enrich_first` and its stand-in `enrich_second`
// (capability `enrich_outside`, keyed), and `book_visit` (capability `book`, blind: nobody can find
// out what it did).
std::vector<AgentSpec> OutsideAgents();

class Outside {
 public:
  Outside(uint64_t seed, Reached* reached) : random_(seed), reached_(reached) {}

  void Take(std::vector<Activity> activities, TimeUs now);
  // Answers that have come by `now`.
  std::vector<ActivityReport> Answers(TimeUs now);
  // Answers under way are lost, with the workers that waited for them.
  void ProcessEnded();
  // The log was put back to an earlier one: what it asks for from now on it may have asked before.
  void BeganAnew();
  // While it storms, most calls fail.
  void SetStorm(bool storm) { storm_ = storm; }
  // When nothing is to go wrong any more.
  void BehaveWell() { well_ = true; }
  // Empty, or the promise to the outside that was broken.
  const std::string& broken() const { return broken_; }
  size_t under_way() const { return under_way_.size(); }

 private:
  using StepOfRun = std::pair<Id, int64_t>;
  void Promise(const Activity& activity);
  void Answer(const Activity& activity, TimeUs at);
  void Fail(const Activity& activity, TimeUs at, std::string reason, bool unknown);

  SeededRandom random_;
  Reached* const reached_;
  bool well_ = false, storm_ = false;
  std::multimap<TimeUs, ActivityReport> under_way_;
  std::map<StepOfRun, std::string> key_of_;
  std::map<std::string, StepOfRun> step_of_;
  std::map<StepOfRun, int> blind_done_;
  std::string broken_;
};

}  // namespace signalbox
