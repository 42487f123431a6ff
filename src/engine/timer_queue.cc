#include "engine/timer_queue.h"

#include <algorithm>

namespace signalbox {

void TimerQueue::Insert(const DueTimer& timer, std::optional<TimeUs> steady_due) {
  if (!by_wall_.emplace(timer, steady_due).second) return;
  if (steady_due.has_value()) by_steady_.emplace(*steady_due, timer);
}

void TimerQueue::Erase(const DueTimer& timer) {
  const auto at = by_wall_.find(timer);
  if (at == by_wall_.end()) return;
  if (at->second.has_value()) by_steady_.erase({*at->second, timer});
  by_wall_.erase(at);
}

std::optional<DueTimer> TimerQueue::TakeDue(TimeUs wall, TimeUs steady) {
  std::optional<DueTimer> due;
  if (!by_wall_.empty() && by_wall_.begin()->first.due <= wall)
    due = by_wall_.begin()->first;
  else if (!by_steady_.empty() && by_steady_.begin()->first <= steady)
    due = by_steady_.begin()->second;
  if (due.has_value()) Erase(*due);
  return due;
}

std::optional<TimeUs> TimerQueue::NextIn(TimeUs wall, TimeUs steady) const {
  if (by_wall_.empty()) return {};
  TimeUs wait = by_wall_.begin()->first.due - wall;
  if (!by_steady_.empty()) wait = std::min(wait, by_steady_.begin()->first - steady);
  return std::max<TimeUs>(0, wait);
}

void TimerQueue::Clear() {
  by_wall_.clear();
  by_steady_.clear();
}

}  // namespace signalbox
