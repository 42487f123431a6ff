// NamedValues: of each attribute that a policy reads, the values that some condition or row names.
// Part of coverage_watch.h.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compiled.h"

namespace signalbox {

struct NamedValues {
  std::string attribute;
  Slot slot;
  // Its values may be told: codes, and fields that declare theirs.
  bool categorical = false;
  // Some condition or row goes by its values, so that one which none of them names says something.
  bool by_value = false;
  bool by_row = false;  // a table has it as a column
  const ExpectedValues* expected = nullptr;
  std::set<std::string, std::less<>> exact;  // folded texts, numbers in decimal
  std::set<std::string, std::less<>> prefixes;
  std::set<size_t> prefix_bytes;
  std::vector<NumberRange> ranges;  // apart, ascending
  std::set<std::pair<const Hierarchy*, uint32_t>> regions;
  std::vector<std::string> parts;  // folded; CEL may look for them anywhere in a text

  // True when `text` (folded; a number's decimal text) or `number` is named.
  bool Names(std::string_view text, int64_t number) const;
};

// By attribute, ascending.
std::vector<NamedValues> NamedValuesOf(const Policy& policy);

// False for what may be somebody's: an e-mail address, a number of five digits or more, a sentence.
bool MayBeShown(std::string_view value);

}  // namespace signalbox
