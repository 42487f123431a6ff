#include "access/small_groups.h"

#include <algorithm>

#include "base/check.h"

namespace signalbox {
namespace {

// What is not told so far.
struct NotTold {
  int64_t groups = 0, records = 0;
  bool larger = false;  // one of `fewest` or more is among them
};

// Whether more than one size is possible for each of the groups that are not told, by their sum.
bool IsUncertain(const NotTold& so_far, int64_t fewest) {
  if (so_far.groups < 2 || so_far.records < fewest) return false;
  // A small one and a larger one: either may be which.
  if (so_far.larger) return true;
  // Each is from 1 to fewest - 1. As many records as groups: each has one.
  return so_far.records > so_far.groups && so_far.records < so_far.groups * (fewest - 1);
}

// The size of the smallest that is told and not empty; 0 for none.
int64_t SmallestTold(std::span<const int64_t> groups, const std::vector<bool>& hidden) {
  int64_t smallest = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!hidden[i] && groups[i] > 0 && (smallest == 0 || groups[i] < smallest))
      smallest = groups[i];
  }
  return smallest;
}

}  // namespace

std::vector<bool> GroupsNotTold(std::span<const int64_t> groups, int64_t fewest) {
  CHECK(fewest >= kLeastFewestTold);
  std::vector<bool> hidden(groups.size(), false);
  NotTold so_far;
  const auto hide = [&](size_t at) {
    hidden[at] = true;
    ++so_far.groups;
    so_far.records += groups[at];
    so_far.larger |= groups[at] >= fewest;
  };
  for (size_t i = 0; i < groups.size(); ++i) {
    if (IsFew(groups[i], fewest)) hide(i);
  }
  if (so_far.groups == 0) return hidden;
  while (!IsUncertain(so_far, fewest)) {
    const int64_t next = SmallestTold(groups, hidden);
    if (next == 0) break;
    for (size_t i = 0; i < groups.size(); ++i) {
      if (!hidden[i] && groups[i] == next) hide(i);
    }
  }
  // Empty groups beside nothing but hidden ones would say that the others have at least one each.
  if (SmallestTold(groups, hidden) == 0) hidden.assign(groups.size(), true);
  return hidden;
}

std::string FewWords(int64_t fewest) {
  return "fewer than " + std::to_string(fewest);
}

}  // namespace signalbox
