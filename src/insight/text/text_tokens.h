// A text cut into words, numbers and signs, each with where it stands, for the readers of entities.
// Bytes beyond ASCII belong to words. Views the text, which must outlive it. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// A byte range of a text.
struct TextSpan {
  size_t begin = 0, end = 0;
  bool operator==(const TextSpan&) const = default;
};

struct TextToken {
  enum class Kind { kWord, kNumber, kSign };
  Kind kind = Kind::kSign;
  TextSpan span;
  std::string lower;  // ASCII letters lowered, `’` as `'`; `'s` is a sign of its own
  bool begins_line = false;
  bool is_capital = false;  // begins with A to Z or a byte beyond ASCII
  // Of kNumber, in thousandths: `12,500.50` is 12500500, as is `12.500,50`. Of a word that names a
  // number up to twenty, a ten, and `hundred`, the same. 0 for others.
  int64_t milli = 0;
  bool is_number = false;  // kNumber, or a word that names one
};

// At most kMaxTokens of them; the text beyond is not read.
std::vector<TextToken> CutTokens(std::string_view text);
inline constexpr size_t kMaxTokens = 4096;

// The value of `12`, `1,200`, `1.200`, `1'200` and `12.5`, in thousandths; nothing when
// it is not one or too large.
std::optional<int64_t> ReadMilli(std::string_view digits);

}  // namespace signalbox
