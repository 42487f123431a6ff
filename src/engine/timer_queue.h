// Open timers in memory, the next one first.
//
// A timer is due at a time of the wall. One that measures how long something may take is due when
// that long has passed by a clock that never jumps, too, whichever comes first: a wall clock that
// is set back must not make a retry or a deadline hours late. One that names a time of day waits
// for the wall alone. Engine thread only.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/clock.h"
#include "base/ids.h"

namespace signalbox {

struct DueTimer {
  TimeUs due = 0;  // of the wall
  Id run;
  int64_t timer = 0, generation = 0;
  auto operator<=>(const DueTimer&) const = default;
};

class TimerQueue {
 public:
  // `steady_due`: of Clock::Steady; nothing for a timer that waits for the wall alone. A timer that
  // is there already stays as it is.
  void Insert(const DueTimer& timer, std::optional<TimeUs> steady_due);
  void Erase(const DueTimer& timer);
  // Takes the next one that is due by either clock.
  std::optional<DueTimer> TakeDue(TimeUs wall, TimeUs steady);
  // How long until one is due, at least 0; nothing when there is none.
  std::optional<TimeUs> NextIn(TimeUs wall, TimeUs steady) const;
  size_t size() const { return by_wall_.size(); }
  // How long the first by the wall has been due; negative while it is not. 0 for none.
  TimeUs Behind(TimeUs wall) const {
    return by_wall_.empty() ? 0 : wall - by_wall_.begin()->first.due;
  }
  void Clear();

 private:
  std::map<DueTimer, std::optional<TimeUs>> by_wall_;
  std::set<std::pair<TimeUs, DueTimer>> by_steady_;
};

}  // namespace signalbox
