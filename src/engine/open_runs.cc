#include "engine/open_runs.h"

#include <algorithm>

#include "base/check.h"
#include "engine/state_codec.h"
#include "store/compress.h"

namespace signalbox {
namespace {

// Runs that Pack looks at in one turn: more than a turn begins, so that it keeps up, and few enough
// that a turn does not notice where ten thousand wait for agents and none can be packed.
constexpr size_t kLookedAtOnce = 1'024;

}  // namespace

std::unique_ptr<OpenRuns::Packed> OpenRuns::PackOne(const Run& run) {
  auto packed = std::make_unique<Packed>();
  const Bytes whole = PackRun(run);
  if (CompressIfShorter(whole, Effort::kSmall, &packed->bytes))
    packed->size = whole.size();
  else
    packed->bytes = whole;
  packed->bytes.shrink_to_fit();
  packed->policy = run.policy;
  packed->plan = run.plan;
  return packed;
}

std::unique_ptr<Run> OpenRuns::Unpack(const Packed& packed) {
  std::unique_ptr<Run> run;
  if (packed.size == 0) {
    run = UnpackRun(packed.bytes);
  } else {
    const Result<Bytes> whole = Decompress(packed.bytes, packed.size);
    CHECK(whole.ok());
    run = UnpackRun(*whole);
  }
  run->policy = packed.policy;
  run->plan = packed.plan;
  return run;
}

Run* OpenRuns::Find(const Id& id) const {
  const auto at = map_.find(id);
  if (at == map_.end()) return nullptr;
  Slot& slot = at->second;
  if (slot.run == nullptr) {
    slot.run = Unpack(*slot.packed);
    slot.packed.reset();
    --packed_;
    unpacked_.push_back(id);
  }
  slot.changed = true;
  return slot.run.get();
}

void OpenRuns::Put(std::unique_ptr<Run> run, bool is_saved) {
  const Id id = run->id;
  Slot& slot = map_[id];
  packed_ -= slot.packed != nullptr;
  slot.packed.reset();
  slot.run = std::move(run);
  slot.saved = slot.saved || is_saved;
  slot.changed = !is_saved;
  unpacked_.push_back(id);
}

std::unique_ptr<Run> OpenRuns::Take(const Id& id) {
  Run* const found = Find(id);
  if (found == nullptr) return nullptr;
  const auto at = map_.find(id);
  std::unique_ptr<Run> run = std::move(at->second.run);
  if (at->second.saved) ended_.push_back(run->lead);
  map_.erase(at);
  return run;
}

void OpenRuns::erase(const Id& id) {
  Take(id);
}

void OpenRuns::Look(const Slot& slot, const std::function<void(const Run&)>& look) {
  if (slot.run != nullptr)
    look(*slot.run);
  else
    look(*Unpack(*slot.packed));
}

void OpenRuns::ForEach(const std::function<void(const Run&)>& look) const {
  for (const auto& [id, slot] : map_) Look(slot, look);
}

void OpenRuns::ForEachUnsaved(bool all, const std::function<void(const Run&)>& save) {
  for (auto& [id, slot] : map_) {
    if (!slot.changed && !all) continue;
    Look(slot, save);
    slot.changed = false;
    slot.saved = true;
  }
}

void OpenRuns::Pack(size_t most) {
  // Those that are gone leave their ids behind.
  const size_t looks = std::min(kLookedAtOnce, unpacked_.size());
  for (size_t looked = 0; looked < looks && unpacked_.size() > most; ++looked) {
    const Id id = unpacked_.front();
    unpacked_.pop_front();
    const auto at = map_.find(id);
    if (at == map_.end() || at->second.run == nullptr) continue;
    if (!at->second.run->waits) {
      unpacked_.push_back(id);
      continue;
    }
    at->second.packed = PackOne(*at->second.run);
    at->second.run.reset();
    ++packed_;
  }
}

}  // namespace signalbox
