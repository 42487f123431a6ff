// The arithmetic of a turn's shares, for the fold and for looking one turn ahead. Only pool*.cc
// include it.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/pool.h"

namespace signalbox {

// Adds a member's share of one turn (`sign` 1), or takes it back (-1), to the level of every
// element whose `eligible` is set; what is added comes to kLevelScale exactly, whatever the
// weights. Elements have `weight`, `level` and `eligible`.
//
// Rounding is systematic: element i gets floor((C[i+1] + phase) / W) - floor((C[i] + phase) / W) of
// the cumulated weights. The phase runs through [0, W) as the multiples of the golden ratio do
// (Weyl's sequence, the least discrepancy known), so that no member is rounded down or up for long:
// the error of a level grows with the logarithm of the turns, in units of 10^-9 of a turn.
template <typename Elements>
void AddShares(int64_t turn, int64_t sign, Elements* elements) {
  uint64_t total = 0;
  for (const auto& element : *elements) {
    if (element.eligible) total += static_cast<uint64_t>(element.weight);
  }
  if (total == 0) return;
  constexpr uint64_t kGolden = 0x9E3779B97F4A7C15;  // 2^64 / golden ratio
  const uint64_t phase = ((static_cast<uint64_t>(turn) * kGolden >> 33) * total) >> 31;
  uint64_t scaled = phase;
  uint64_t before = 0;  // phase is below the total
  for (auto& element : *elements) {
    if (!element.eligible) continue;
    scaled += static_cast<uint64_t>(element.weight) * static_cast<uint64_t>(kLevelScale);
    const uint64_t after = scaled / total;
    element.level += sign * static_cast<int64_t>(after - before);
    before = after;
  }
}

// A member as the pick sees it, by place.
struct Seat {
  int64_t weight = 0;
  int64_t level = 0;
  int64_t last_turn = -1;
  int32_t candidate = -1;  // index, -1 for who is no candidate
  bool standing = false;   // takes turns when nothing keeps them away
  bool eligible = false;   // can take this one
};

// Index of the seat whose turn it is among the eligible; -1 when there is none.
int64_t ChooseRotation(const std::vector<Seat>& seats, int64_t last_picked);
int64_t ChooseWeighted(const std::vector<Seat>& seats);

}  // namespace signalbox
