// Who gave a record the values that it was last decided on, and when: read from the log while it
// is folded.
//
// A plain value beside the state that is folded; one thread.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agents/registry.h"
#include "base/clock.h"
#include "engine/state.h"
#include "workspace/event_json.h"

namespace signalbox {

// One answer of an agent that a record still stands on.
struct GivenValues {
  std::string agent;  // id@version
  TimeUs at = 0;
};

class ValuesGiven {
 public:
  // Each event in the order of the log, before it is folded into `state`.
  Status Take(const State& state, const OpenedEvent& opened);

  std::vector<GivenValues> Of(uint32_t lead) const;
  // Its last decision was a person's.
  bool DecidedByPerson(uint32_t lead) const { return by_person_.contains(lead); }

 private:
  struct Answer {
    uint32_t agent = 0;  // of names_
    TimeUs at = 0;
  };
  Words names_;
  std::unordered_map<uint32_t, std::vector<Answer>> answers_;
  std::set<uint32_t> by_person_;
};

// The registry as it would be if every agent had room: what is asked about is who takes a step, and
// not who is busy just now.
Registry WithRoom(const Registry& registry);

// Whether another agent, or another version, would give now what `agent` (id@version) gave this
// record: in any region, because the record's own is not known before it is asked.
bool AnotherWouldAnswer(const Registry& with_room, std::string_view agent, const LeadEntry& entry,
                        TimeUs now);

}  // namespace signalbox
