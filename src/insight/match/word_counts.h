// How often words stand in the names of a list, so that sharing `procoplast` says more than sharing
// `hotel`. Counts of words that meet in one slot are added up: a word may look commoner than it is,
// never rarer. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace signalbox {

// 64 bits of a text, the same on every machine and for ever: they stand in match stores (FNV-1a,
// then the finaliser of splitmix64).
uint64_t MatchHash(char kind, std::string_view text);

class WordCounts {
 public:
  static constexpr size_t kSlots = size_t{1} << 18;  // 1 MB; one million names have about as many

  WordCounts() : slots_(kSlots) {}
  static uint32_t SlotOf(std::string_view word);
  void Add(std::string_view word) { ++slots_[SlotOf(word)]; }
  void Remove(std::string_view word);
  void AddName() { ++names_; }
  void RemoveName() { names_ -= names_ > 0 ? 1 : 0; }
  uint64_t names() const { return names_; }

  // Bits that the word tells, in thousandths: log2 of names by names with it, at least one bit.
  int32_t WeightE3(std::string_view word) const;

  std::span<const uint32_t> slots() const { return slots_; }
  void Restore(uint64_t names) { names_ = names; }
  void RestoreSlot(uint32_t slot, uint32_t count) { slots_[slot & (kSlots - 1)] = count; }

 private:
  std::vector<uint32_t> slots_;
  uint64_t names_ = 0;
};

}  // namespace signalbox
