// How long the views have been behind the log, since when the oldest commit waits that they do not
// hold, and whether commits wait for them therefore. Plain value; whoever owns it guards it.
#pragma once

#include <cstdint>
#include <deque>

#include "base/clock.h"

namespace signalbox {

class ViewsLag {
 public:
  // The log ends before `next_position` now, steadily counted.
  void Committed(int64_t next_position, TimeUs steady);
  // The views hold everything below `applied`. 0 where they are at the log's end or within
  // kBetweenMarks of it.
  TimeUs Behind(int64_t applied, TimeUs steady);
  // Whether a commit waits: they are behind by more than kMayLag, and no more than kFarBehind.
  bool CommitsWait(int64_t applied, TimeUs steady);
  // Of the commit that Behind spoke of: once the views hold it, they are not as far behind.
  int64_t waits_for() const { return marks_.empty() ? 0 : marks_.front().next_position; }

  // So that they stay less than a second behind however many leads come. A round of writing and
  // moving pages takes up to half of this while there is room.
  static constexpr TimeUs kMayLag = 800 * kMillisecondUs;
  // They are derived anew, and a little waiting does not bring them near.
  static constexpr TimeUs kFarBehind = 5 * kSecondUs;
  // Not each of some hundred commits a second needs a mark.
  static constexpr TimeUs kBetweenMarks = 50 * kMillisecondUs;
  // While the views stand still for good, the first ones say how long.
  static constexpr size_t kMostMarks = 200;

 private:
  struct Mark {
    int64_t next_position;
    TimeUs at;
  };
  std::deque<Mark> marks_;
};

}  // namespace signalbox
