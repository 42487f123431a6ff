// The life of a request of the desk as docs/desk.md tells it, told a second time: the checker's own
// reading of the log, which shares no table with the program that it checks.
//
// One thread. Every check gives empty for good, or a sentence that says what is broken.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/case_events.h"
#include "engine/engine.h"
#include "sim/reached.h"

namespace signalbox {

// Reads a log from its first event, in order.
class CaseRules {
 public:
  // `reached` may be null.
  explicit CaseRules(Reached* reached) : reached_(reached) {}

  // What the log says next.
  void Read(const Event& event);
  // The requests of the state are those of the events that were read, each where its events left
  // it; none is half done.
  std::string CheckState(const State& state) const;
  const std::string& broken() const { return broken_; }

 private:
  struct Life {
    int64_t number = 0;
    PersonRef requester = 0;
    std::string status = "New";
    bool concluded = false;  // its closing audit is there
    bool erased = false;
    Id record;          // that the desk is giving to somebody
    int64_t proof = 0;  // citations of what was found last
  };
  void Mark(std::string_view branch);
  void Break(const Life& life, std::string_view what);
  // To `next` from one of `from`, which are names with a space around each.
  void Move(Life* life, std::string_view from, std::string_view next);
  void Opened(const Event& event);
  void Tool(const Event& event, Life* life);
  void Message(const Event& event, Life* life);
  void Decided(const Event& event, Life* life);
  void Ruled(const Event& event, Life* life);
  void Closed(const Event& event, Life* life);
  void Timed(const Event& event, Life* life);
  void Owner(const Event& event);
  void Step(const Event& event, Life* life);

  Reached* const reached_;
  std::map<Id, Life> lives_;
  Id given_;  // a record that the desk gave away, until its request says so
  bool gives_ = false;
  bool ends_ = false;  // a request was decided, and its closing audit did not follow yet
  std::string broken_;
};

// The requests of a stored log and of the engine's state. `reached` may be null.
std::string CheckCases(const Engine& engine, Reached* reached);

}  // namespace signalbox
