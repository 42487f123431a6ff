// Budget: how much work one evaluation may do, counted in steps so that the same input always ends
// at the same place.
#pragma once

#include <cstddef>
#include <cstdint>

namespace signalbox::cel {

// One step is about one instruction, one list element or 16 bytes of text. A policy condition takes
// tens; a million bounds a hostile one to a few milliseconds and some 16 MB.
constexpr int64_t kDefaultSteps = 1'000'000;

struct Budget {
  int64_t steps = kDefaultSteps;

  // False when fewer steps are left; the budget then stays exhausted.
  bool Spend(int64_t count) {
    steps -= count;
    return steps >= 0;
  }
  bool SpendText(size_t bytes) { return Spend(static_cast<int64_t>(bytes / 16) + 1); }
  // For finding one text in another: at worst every byte is compared with every other.
  bool SpendSearch(size_t text, size_t wanted) {
    return SpendText(text) && Spend(static_cast<int64_t>(text * wanted / 512));
  }
};

}  // namespace signalbox::cel
