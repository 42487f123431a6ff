// How alike two short texts are, in thousandths, and logarithms in thousandths: whole numbers, so
// that every machine decides alike. Pure, no allocation for texts up to kMaxCompared bytes.
#pragma once

#include <cstdint>
#include <string_view>

namespace signalbox {

// Longer texts are compared by their beginnings.
inline constexpr size_t kMaxCompared = 64;

// Jaro's likeness with Winkler's bonus for a common beginning of up to four bytes (W. E. Winkler,
// "String Comparator Metrics and Enhanced Decision Rules in the Fellegi-Sunter Model of Record
// Linkage", 1990). 1000 for equal texts, 0 when either is empty.
int32_t JaroWinklerE3(std::string_view a, std::string_view b);

// True when one insertion, deletion, substitution or swap of neighbours makes `b` of `a`.
bool OneEditApart(std::string_view a, std::string_view b);

// Binary logarithm in thousandths, between powers by a straight line (at most 0.09 too low).
// 0 for 0 and 1.
int32_t Log2E3(uint64_t value);

}  // namespace signalbox
