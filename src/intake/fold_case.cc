#include "intake/fold_case.h"

#include <cstdint>

namespace signalbox {
namespace {

uint32_t Fold(uint32_t c) {
  if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 0x20;
  // Pairs with the capital even; U+0130 and U+0131 have no simple folding.
  if ((c >= 0x100 && c <= 0x137 && c != 0x130) || (c >= 0x14a && c <= 0x177)) return c | 1U;
  // Pairs with the capital odd.
  if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c + (c & 1U);
  if (c == 0x178) return 0xff;
  if (c == 0x386) return 0x3ac;
  if (c >= 0x388 && c <= 0x38a) return c + 37;
  if (c == 0x38c) return 0x3cc;
  if (c == 0x38e || c == 0x38f) return c + 63;
  if (c >= 0x391 && c <= 0x3ab && c != 0x3a2) return c + 0x20;
  if (c == 0x3c2) return 0x3c3;  // final sigma
  if (c >= 0x410 && c <= 0x42f) return c + 0x20;
  if (c >= 0x400 && c <= 0x40f) return c + 0x50;
  if ((c >= 0x460 && c <= 0x481) || (c >= 0x48a && c <= 0x4bf) || (c >= 0x4d0 && c <= 0x4ff)) {
    return c | 1U;
  }
  return c;
}

}  // namespace

std::string FoldCase(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto first = static_cast<unsigned char>(utf8[i]);
    if (first < 0x80) {
      out.push_back(first >= 'A' && first <= 'Z' ? static_cast<char>(first | 0x20) : utf8[i]);
      continue;
    }
    // Every letter of the table takes two bytes before and after.
    if (first >= 0xc3 && first <= 0xd3 && i + 1 < utf8.size()) {
      const auto second = static_cast<unsigned char>(utf8[++i]);
      const uint32_t folded = Fold((first & 0x1fU) << 6 | (second & 0x3fU));
      out.push_back(static_cast<char>(0xc0 | folded >> 6));
      out.push_back(static_cast<char>(0x80 | (folded & 0x3f)));
      continue;
    }
    out.push_back(utf8[i]);
  }
  return out;
}

}  // namespace signalbox
