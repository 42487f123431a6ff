// An open-addressed map from keyed hashes to 32-bit numbers: exact, compact (20 bytes an entry at
// rest), insert only. The hashes are uniform already, so the first bytes choose the place. Not
// thread safe.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/body_codec.h"

namespace signalbox {

class KeyIndex {
 public:
  static constexpr uint32_t kNone = 0xffffffff;

  uint32_t Find(const KeyedHash& key) const {
    if (slots_.empty()) return kNone;
    for (size_t at = Start(key);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].value == kNone) return kNone;
      if (slots_[at].key == key) return slots_[at].value;
    }
  }

  // The value of a key that is there already stays; false then.
  bool Insert(const KeyedHash& key, uint32_t value) {
    if ((count_ + 1) * 4 > slots_.size() * 3) Grow();
    size_t at = Start(key);
    while (slots_[at].value != kNone) {
      if (slots_[at].key == key) return false;
      at = (at + 1) & (slots_.size() - 1);
    }
    slots_[at] = {key, value};
    ++count_;
    return true;
  }

  size_t size() const { return count_; }

 private:
  struct Slot {
    KeyedHash key{};
    uint32_t value = kNone;
  };

  size_t Start(const KeyedHash& key) const {
    uint64_t word = 0;
    std::memcpy(&word, key.data(), sizeof word);
    return word & (slots_.size() - 1);
  }

  void Grow() {
    std::vector<Slot> old = std::move(slots_);
    slots_.assign(old.empty() ? 1024 : old.size() * 2, Slot{});
    count_ = 0;
    for (const Slot& slot : old) {
      if (slot.value != kNone) Insert(slot.key, slot.value);
    }
  }

  std::vector<Slot> slots_;
  size_t count_ = 0;
};

}  // namespace signalbox
