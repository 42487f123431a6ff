// One cell of a decision table as the alternatives it admits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/condition.h"

namespace signalbox {

// In order of specificity: an exact value before a longer prefix before a shorter one before a
// range before any.
enum class CellKind : uint8_t { kBlank, kExact, kPrefix, kRange, kAny };

struct Alternative {
  CellKind kind = CellKind::kAny;
  std::string text;   // folded; of kExact and kPrefix
  NumberRange range;  // of kRange; an exact number is a kExact with its decimal text
  bool operator==(const Alternative&) const = default;
};

// `DE|AT`, `8*|9*`, `1..999`, `*`, `(blank)`. Alternatives that repeat are given once. The message
// of an error says what to write instead.
Result<std::vector<Alternative>> ParseCell(std::string_view cell, SlotType type);

// What a spreadsheet made of what was typed: `1E+05`, `#REF!`, `Oct-99`. Empty when it looks sound.
std::string SpreadsheetDamage(std::string_view cell, bool number);

}  // namespace signalbox
