#include "insight/match/word_counts.h"

#include <algorithm>

#include "insight/match/likeness.h"

namespace signalbox {

uint64_t MatchHash(char kind, std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&hash](char c) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  };
  mix(kind);
  for (const char c : text) mix(c);
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

uint32_t WordCounts::SlotOf(std::string_view word) {
  return static_cast<uint32_t>(MatchHash('w', word) & (kSlots - 1));
}

void WordCounts::Remove(std::string_view word) {
  uint32_t& count = slots_[SlotOf(word)];
  count -= count > 0 ? 1 : 0;
}

int32_t WordCounts::WeightE3(std::string_view word) const {
  // A list of a handful says nothing about words; it is taken for a part of a larger one.
  constexpr uint64_t kLeastNames = 1000;
  const uint64_t names = std::max(names_, kLeastNames);
  const uint64_t with = std::min<uint64_t>(slots_[SlotOf(word)], names);
  return std::max(1000, Log2E3(2 * names) - Log2E3(2 * with + 1));
}

}  // namespace signalbox
