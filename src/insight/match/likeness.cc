#include "insight/match/likeness.h"

#include <algorithm>
#include <array>
#include <bit>

namespace signalbox {

int32_t JaroWinklerE3(std::string_view a, std::string_view b) {
  a = a.substr(0, kMaxCompared);
  b = b.substr(0, kMaxCompared);
  if (a.empty() || b.empty()) return 0;
  if (a == b) return 1000;
  const size_t longer = std::max(a.size(), b.size());
  const size_t reach = longer / 2 > 1 ? longer / 2 - 1 : 0;
  std::array<bool, kMaxCompared> taken{};
  std::array<char, kMaxCompared> common{};
  int32_t shared = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const size_t from = i > reach ? i - reach : 0;
    const size_t to = std::min(b.size(), i + reach + 1);
    for (size_t j = from; j < to; ++j) {
      if (taken[j] || a[i] != b[j]) continue;
      taken[j] = true;
      common[static_cast<size_t>(shared++)] = a[i];
      break;
    }
  }
  if (shared == 0) return 0;
  int32_t swapped = 0;
  size_t next = 0;
  for (size_t j = 0; j < b.size(); ++j) {
    if (taken[j] && common[next++] != b[j]) ++swapped;
  }
  const auto length_a = static_cast<int32_t>(a.size());
  const auto length_b = static_cast<int32_t>(b.size());
  const int32_t jaro = (1000 * shared / length_a + 1000 * shared / length_b +
                        1000 * (2 * shared - swapped) / (2 * shared)) /
                       3;
  int32_t prefix = 0;
  while (prefix < 4 && prefix < std::min(length_a, length_b) &&
         a[static_cast<size_t>(prefix)] == b[static_cast<size_t>(prefix)]) {
    ++prefix;
  }
  return jaro + prefix * (1000 - jaro) / 10;
}

bool OneEditApart(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  size_t at = 0;
  while (at < a.size() && a[at] == b[at]) ++at;
  if (a.size() < b.size()) return a.substr(at) == b.substr(at + 1);
  if (at == a.size()) return false;
  if (a.substr(at + 1) == b.substr(at + 1)) return true;
  return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
         a.substr(at + 2) == b.substr(at + 2);
}

int32_t Log2E3(uint64_t value) {
  if (value < 2) return 0;
  const int whole = std::bit_width(value) - 1;
  const uint64_t rest = value - (uint64_t{1} << whole);
  // Shifted first where the product would not fit.
  const uint64_t part =
      whole <= 50 ? (rest * 1000) >> whole : ((rest >> 20) * 1000) >> (whole - 20);
  return whole * 1000 + static_cast<int32_t>(part);
}

}  // namespace signalbox
