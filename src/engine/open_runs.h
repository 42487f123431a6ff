// The runs that are in progress or wait, by id, with what a save has of them. Engine thread only.
//
// A run that waits for a person may do so for weeks, and there may be a hundred thousand: all but
// the latest are kept packed, as their encoding, and unpacked when somebody asks for them. What a
// run says is the same either way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "engine/run.h"

namespace signalbox {

// Runs that stay unpacked, at 8 kB each: more than a turn touches.
inline constexpr size_t kUnpackedRuns = 1'024;

class OpenRuns {
 public:
  bool empty() const { return map_.empty(); }
  size_t size() const { return map_.size(); }
  bool contains(const Id& id) const { return map_.contains(id); }

  // Null where there is none. Good until the next Pack; it may be changed, so it is to be saved.
  Run* Find(const Id& id) const;
  // In the place of one with the same id. A run that was read from a save is not to be saved again.
  void Put(std::unique_ptr<Run> run, bool is_saved = false);
  // Null where there is none.
  std::unique_ptr<Run> Take(const Id& id);
  void erase(const Id& id);

  // Each run, in no order, for as long as the call.
  void ForEach(const std::function<void(const Run&)>& look) const;
  // The same for those that a save does not have as they are, or for all; they count as saved then.
  void ForEachUnsaved(bool all, const std::function<void(const Run&)>& save);
  // Leads whose saved run has ended since this was last asked.
  std::vector<uint32_t> TakeEnded() { return std::exchange(ended_, {}); }

  // Packs runs that wait until about `most` are not packed. To be called where nobody holds a run.
  void Pack(size_t most);
  // How many are packed.
  size_t packed() const { return packed_; }

 private:
  // What it pins is shared with the runs of its version, so it is not encoded.
  struct Packed {
    Bytes bytes;
    size_t size = 0;  // of what `bytes` was compressed from, 0 where it was not
    std::shared_ptr<const PolicyVersion> policy;
    std::shared_ptr<const Plan> plan;
  };
  // One of the two pointers is null.
  struct Slot {
    std::unique_ptr<Run> run;
    std::unique_ptr<Packed> packed;
    bool saved = false, changed = true;
  };
  static std::unique_ptr<Packed> PackOne(const Run& run);
  static std::unique_ptr<Run> Unpack(const Packed& packed);
  static void Look(const Slot& slot, const std::function<void(const Run&)>& look);

  // Packing changes how a run is held, not which there are.
  mutable std::unordered_map<Id, Slot, IdHash> map_;
  mutable std::deque<Id> unpacked_;  // in the order in which they came to be; some are gone
  mutable size_t packed_ = 0;
  std::vector<uint32_t> ended_;
};

}  // namespace signalbox
