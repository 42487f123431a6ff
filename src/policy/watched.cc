#include "policy/watched.h"

#include "policy/compiled.h"

namespace signalbox {

std::vector<std::string> WatchedChanges(const Policy& policy, const Attributes& before,
                                        const Attributes& after) {
  std::vector<std::string> changed;
  const SlotValues old_values(policy.slots, before), new_values(policy.slots, after);
  for (const std::string& name : policy.triggers) {
    const std::optional<Slot> slot = policy.slots.Find(name);
    if (!slot) continue;
    if (old_values.Has(*slot) != new_values.Has(*slot) ||
        old_values.Text(*slot) != new_values.Text(*slot) ||
        old_values.Int(*slot) != new_values.Int(*slot)) {
      changed.push_back(name);
    }
  }
  return changed;
}

}  // namespace signalbox
