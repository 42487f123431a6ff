#include "engine/key_index.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace signalbox {

uint32_t KeyTable::Find(const KeyedHash& key) const {
  if (slots_.empty()) return kNone;
  for (size_t at = Start(key);; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].value == kNone) return kNone;
    if (slots_[at].key == key) return slots_[at].value;
  }
}

void KeyTable::Insert(const KeyedHash& key, uint32_t value) {
  if ((count_ + 1) * 4 > slots_.size() * 3) Grow();
  size_t at = Start(key);
  while (slots_[at].value != kNone) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = {key, value};
  ++count_;
}

bool KeyTable::Put(const KeyedHash& key, uint32_t value) {
  if (!slots_.empty()) {
    size_t at = Start(key);
    while (slots_[at].value != kNone && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    if (slots_[at].value != kNone) {
      slots_[at].value = value;
      return false;
    }
  }
  Insert(key, value);
  return true;
}

// Knuth, TAOCP volume 3, 6.4, algorithm R: what probed over the freed place moves into it.
void KeyTable::Erase(const KeyedHash& key) {
  size_t at = Start(key);
  while (slots_[at].key != key || slots_[at].value == kNone) {
    CHECK(slots_[at].value != kNone);
    at = (at + 1) & (slots_.size() - 1);
  }
  size_t free = at;
  for (;;) {
    at = (at + 1) & (slots_.size() - 1);
    if (slots_[at].value == kNone) break;
    const size_t distance = (at - Start(slots_[at].key)) & (slots_.size() - 1);
    if (distance < ((at - free) & (slots_.size() - 1))) continue;
    slots_[free] = slots_[at];
    free = at;
  }
  slots_[free] = {{}, kNone};
  --count_;
}

void KeyTable::Grow() {
  std::vector<KeyEntry> old = std::move(slots_);
  slots_.assign(old.empty() ? 1024 : old.size() * 2, KeyEntry{{}, kNone});
  count_ = 0;
  for (const KeyEntry& slot : old) {
    if (slot.value != kNone) Insert(slot.key, slot.value);
  }
}

std::vector<KeyEntry> KeyTable::Sorted() const {
  std::vector<KeyEntry> sorted;
  sorted.reserve(count_);
  for (const KeyEntry& slot : slots_) {
    if (slot.value != kNone) sorted.push_back(slot);
  }
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

uint32_t KeyIndex::Find(const KeyedHash& key) const {
  if (const uint32_t found = recent_.Find(key); found != kNone) return found;
  if (saving_ != nullptr) {
    if (const uint32_t found = saving_->Find(key); found != kNone) return found;
  }
  if (runs_.empty()) return kNone;
  if (found_.empty()) found_.assign(kFound, KeyEntry{{}, kNone});
  KeyEntry& lately = found_[MixKey(key) % kFound];
  if (lately.value != kNone && lately.key == key) return lately.value;
  // The newest first: what comes back, comes back soon.
  for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
    const uint32_t found = (*run)->Find(key, source_);
    if (found == kNone) continue;
    lately = {key, found};
    return found;
  }
  return kNone;
}

bool KeyIndex::Insert(const KeyedHash& key, uint32_t value) {
  if (Find(key) != kNone) return false;
  recent_.Insert(key, value);
  ++size_;
  return true;
}

// What is recent is asked first, so an older run may keep what it has.
void KeyIndex::Replace(const KeyedHash& key, uint32_t value) {
  recent_.Put(key, value);
}

void KeyIndex::Erase(const KeyedHash& key) {
  recent_.Erase(key);
  --size_;
}

std::shared_ptr<const KeyTable> KeyIndex::Take() {
  if (recent_.size() == 0) return nullptr;
  saving_ = std::make_shared<const KeyTable>(std::exchange(recent_, KeyTable()));
  return saving_;
}

void KeyIndex::Saved(const Runs* runs) {
  const std::shared_ptr<const KeyTable> taken = std::exchange(saving_, nullptr);
  if (runs != nullptr) {
    runs_ = *runs;
    // A key that was replaced has its earlier value there.
    found_.clear();
  } else if (taken != nullptr) {
    for (const KeyEntry& entry : taken->Sorted()) {
      if (recent_.Find(entry.key) == kNone) recent_.Insert(entry.key, entry.value);
    }
  }
}

void KeyIndex::Restore(Runs runs, size_t size, PageSource* source) {
  runs_ = std::move(runs);
  size_ = size;
  source_ = source;
}

}  // namespace signalbox
