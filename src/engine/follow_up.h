// FollowUp: what the state keeps of a lead after it was routed, while there is something to keep.
#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/clock_body.h"

namespace signalbox {

struct LeadClock {
  ev::ClockBody body;
  // Position of the event that set it: a timer of another generation is stale. Never reused.
  int64_t generation = 0;
};

struct FollowUp {
  std::vector<LeadClock> clocks;   // in the order in which they first began
  std::vector<PersonRef> earlier;  // owners whom the lead was taken from, or who gave it back

  // Place of a clock, -1 for none.
  int64_t Find(ClockKind kind, std::string_view name) const;
  // The earliest `expires` of the clocks that run; 0 when none does.
  int64_t NextDue() const;
  bool empty() const;
};

// By lead, with which of them changed since a save: in groups of as many leads as a page of them
// holds.
class FollowUps {
 public:
  static constexpr uint32_t kPerGroup = 64;
  using Map = std::unordered_map<uint32_t, FollowUp>;
  using Group = std::vector<std::pair<uint32_t, FollowUp>>;

  Map::const_iterator find(uint32_t lead) const { return map_.find(lead); }
  Map::const_iterator begin() const { return map_.begin(); }
  Map::const_iterator end() const { return map_.end(); }
  const FollowUp& at(uint32_t lead) const { return map_.at(lead); }
  bool empty() const { return map_.empty(); }
  size_t size() const { return map_.size(); }
  FollowUp& operator[](uint32_t lead) {
    changed_.insert(lead / kPerGroup);
    return map_[lead];
  }
  void erase(uint32_t lead) {
    if (map_.erase(lead) != 0) changed_.insert(lead / kPerGroup);
  }

  // The groups that changed since they were last taken, by number; an empty one holds none now.
  std::vector<std::pair<int64_t, Group>> TakeChanged();
  // The save of what was taken failed: everything counts as changed.
  void ChangeAll();
  void Restore(Group group) { map_.insert(group.begin(), group.end()); }

 private:
  Map map_;
  std::set<uint32_t> changed_;
};

}  // namespace signalbox
