#include "policy/own_fields.h"

#include "policy/compiled.h"

namespace signalbox {

std::vector<std::string> OwnFieldsOf(const Policy& policy) {
  std::vector<std::string> names;
  for (const std::string& name : policy.slots.Names(false)) {
    const Slot slot = *policy.slots.Find(name);
    if (policy.slots.IsExtra(slot.number) && !policy.slots.FlagDefault(slot.number))
      names.push_back(policy.slots.ExtraName(slot.number));
  }
  return names;
}

}  // namespace signalbox
