// One cell of a decision table as the alternatives it admits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/condition.h"
#include "policy/hierarchy.h"
#include "policy/spreadsheet_damage.h"

namespace signalbox {

// In order of specificity: an exact value before a longer prefix before a shorter one before a
// range before a deeper region before an outer one before any.
enum class CellKind : uint8_t { kBlank, kExact, kPrefix, kRange, kRegion, kAny };

struct Alternative {
  CellKind kind = CellKind::kAny;
  std::string text;   // folded; of kExact, kPrefix and kRegion
  NumberRange range;  // of kRange; an exact number is a kExact with its decimal text
  bool operator==(const Alternative&) const = default;
};

// `DE|AT`, `8*|9*`, `1..999`, `*`, `(blank)`. Alternatives that repeat are given once. The message
// of an error says what to write instead.
Result<std::vector<Alternative>> ParseCell(std::string_view cell, SlotType type);
Result<std::vector<Alternative>> ParseCell(std::string_view cell, CellUse use,
                                           bool yes_or_no = false);
// The same where a text may be a region of `hierarchy`. A text that it does not know is an error,
// so that a misspelt region is never taken for a value that no record has.
Result<std::vector<Alternative>> ParseRegionCell(std::string_view cell, const Hierarchy& hierarchy);

// True when a value matches: `text` is it folded, or a number's decimal text.
bool AlternativeFits(const Alternative& alternative, bool present, std::string_view text,
                     int64_t number, const Hierarchy* hierarchy);
// True when one value could match both. `hierarchy` is that of the column, null where it has none.
bool AlternativesMeet(const Alternative& a, const Alternative& b, const Hierarchy* hierarchy);

}  // namespace signalbox
