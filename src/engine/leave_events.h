// The clear parts of the events of leave that is yet to begin (docs/people.md tells the story,
// docs/formats.md lists the keys). Both are inputs and stand in the chain of the workspace.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"
#include "engine/body_codec.h"
#include "engine/event_type.h"
#include "engine/leaves_ahead.h"

namespace signalbox::ev {

// In place of what was declared for the same stretch before.
struct LeavePlanned {
  static constexpr EventType kType = EventType::kLeavePlanned;
  PersonRef person = 0;
  int64_t from = 0, to = 0;
  InHandThen then = InHandThen::kKeep;
  PersonRef by = 0;
  int64_t most = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.person), v(1, s.from), v(2, s.to), v(3, s.then), v(4, s.by), v(5, s.most);
  }
};

struct LeaveSettled {
  static constexpr EventType kType = EventType::kLeaveSettled;
  PersonRef person = 0;
  int64_t from = 0, to = 0;  // as it was declared
  LeaveOutcome outcome = LeaveOutcome::kDone;
  Id plan;  // of moves; zero where nothing was moved
  int64_t moved = 0, left_out = 0;
  std::string why;  // of what was missed: what kept the leads from being given on
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.person), v(1, s.from), v(2, s.to), v(3, s.outcome), v(4, s.plan), v(5, s.moved);
    v(6, s.left_out), v(7, s.why);
  }
};

}  // namespace signalbox::ev
