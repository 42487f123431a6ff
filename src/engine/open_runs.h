// The runs that are in progress or wait, by id, with what a save has of them. Whoever is given a
// Run to change marks it (State::FindRun). Engine thread only.
#pragma once

#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "engine/run.h"

namespace signalbox {

class OpenRuns {
 public:
  using Map = std::unordered_map<Id, std::unique_ptr<Run>, IdHash>;

  Map::const_iterator find(const Id& id) const { return map_.find(id); }
  Map::const_iterator begin() const { return map_.begin(); }
  Map::const_iterator end() const { return map_.end(); }
  bool empty() const { return map_.empty(); }
  size_t size() const { return map_.size(); }
  bool contains(const Id& id) const { return map_.contains(id); }
  std::unique_ptr<Run>& operator[](const Id& id) { return map_[id]; }

  // Null where there is none.
  std::unique_ptr<Run> Take(const Id& id) {
    const auto at = map_.find(id);
    if (at == map_.end()) return nullptr;
    std::unique_ptr<Run> run = std::move(at->second);
    map_.erase(at);
    if (run->saved) ended_.push_back(run->lead);
    return run;
  }
  void erase(const Id& id) { Take(id); }

  // Leads whose saved run has ended since this was last asked.
  std::vector<uint32_t> TakeEnded() { return std::exchange(ended_, {}); }

 private:
  Map map_;
  std::vector<uint32_t> ended_;
};

}  // namespace signalbox
