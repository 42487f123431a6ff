// The arithmetic of a turn's shares, for the fold and for looking one turn ahead. Only pool*.cc
// include it.
#pragma once

#include <cstdint>
#include <vector>

#include "policy/pool.h"

namespace signalbox {

// Products that 64 bits do not hold.
__extension__ using Wide = __int128;

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

inline bool HasBit(const Bytes& bits, size_t place) {
  return place / 8 < bits.size() && (static_cast<uint8_t>(bits[place / 8]) >> (place % 8) & 1) != 0;
}
inline void SetBit(Bytes* bits, size_t place) {
  if (bits->size() <= place / 8) bits->resize(place / 8 + 1);
  (*bits)[place / 8] = static_cast<char>((*bits)[place / 8] | 1 << place % 8);
}

// Whoever returns begins at the pool's level, which is zero; what they had goes to the others who
// have a share in the turn, by weight, and to the first of them what rounding leaves. With no
// others everybody keeps theirs.
template <typename Elements>
void ResetReturned(const Bytes& returned, Elements* elements) {
  int64_t moved = 0, total = 0;
  for (size_t place = 0; place < elements->size(); ++place) {
    const auto& element = (*elements)[place];
    if (HasBit(returned, place))
      moved += element.level;
    else if (element.eligible)
      total += element.weight;
  }
  if (total == 0) return;
  int64_t left = moved;
  for (size_t place = 0; place < elements->size(); ++place) {
    auto& element = (*elements)[place];
    if (HasBit(returned, place)) {
      element.level = 0;
    } else if (element.eligible) {
      const auto part = static_cast<int64_t>(static_cast<Wide>(moved) * element.weight / total);
      element.level += part;
      left -= part;
    }
  }
  for (size_t place = 0; place < elements->size() && left != 0; ++place) {
    auto& element = (*elements)[place];
    if (HasBit(returned, place) || !element.eligible) continue;
    element.level += left;
    left = 0;
  }
}

// A new period of a target counts from nothing.
template <typename Elements>
void BeginPeriod(int64_t period, int64_t before, Elements* elements) {
  if (period == 0 || period == before) return;
  for (auto& element : *elements) element.taken = element.calibration = 0;
}

// Who is new is taken to have had what each of the others had on average, the first `known` of the
// elements (cal.com's rule for new hosts).
template <typename Elements>
void CalibrateNew(const Bytes& sharers, const Bytes& calibrated, size_t known, Elements* elements) {
  int64_t taken = 0, others = 0;
  for (size_t place = 0; place < known; ++place) {
    if (!HasBit(sharers, place) && !HasBit(calibrated, place)) continue;
    taken += (*elements)[place].taken;
    ++others;
  }
  for (size_t place = known; place < elements->size() && others > 0; ++place) {
    if (HasBit(calibrated, place)) (*elements)[place].calibration = taken * kLevelScale / others;
  }
}

// Who is away is taken to have had what each of the others had on average (cal.com's rule for
// leave).
template <typename Elements>
void CalibrateAway(const Bytes& calibrated, size_t known, int64_t points, Elements* elements) {
  int64_t members = 0;
  for (size_t place = 0; place < elements->size(); ++place) {
    members += (*elements)[place].eligible || HasBit(calibrated, place) ? 1 : 0;
  }
  for (size_t place = 0; place < known && members > 1; ++place) {
    if (HasBit(calibrated, place))
      (*elements)[place].calibration += points * kLevelScale / (members - 1);
  }
}

// A member as the pick sees it, by place.
struct Seat {
  int64_t weight = 0;
  int64_t level = 0;
  int64_t last_turn = -1;
  int64_t taken = 0;
  int64_t calibration = 0;
  int64_t open = 0;
  int64_t tier = 0;
  int32_t candidate = -1;  // index, -1 for who is no candidate
  bool standing = false;   // takes turns when nothing keeps them away
  bool away = false;       // kept away by leave, hours or a free day
  bool eligible = false;   // can take this one
};

// Index of the seat whose turn it is among the eligible; -1 when there is none. Of `tiers` all but
// the first tier that has anybody stop being eligible.
int64_t ChooseSeat(const PoolSpec& spec, int64_t points, int64_t last_picked,
                   std::vector<Seat>* seats);

}  // namespace signalbox
