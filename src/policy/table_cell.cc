#include "policy/table_cell.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/folded_text.h"

namespace signalbox {

namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// `1E+05`, `1.067E+03`.
bool IsScientific(std::string_view text) {
  size_t i = 0;
  while (i < text.size() && (IsDigit(text[i]) || text[i] == '.')) ++i;
  if (i == 0 || i + 2 >= text.size() || (text[i] != 'E' && text[i] != 'e')) return false;
  if (text[i + 1] != '+') return false;
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 2, text.end(), IsDigit);
}

// `Oct-99`, `10-Oct`, `01.10.2026`, `10/1/2026`, `2026-10-01`.
bool IsDate(std::string_view text) {
  static constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                                 "jul", "aug", "sep", "oct", "nov", "dec"};
  std::string folded = Folded(text);
  size_t dash = folded.find('-');
  if (dash != std::string::npos) {
    for (std::string_view month : kMonths) {
      if (std::string_view(folded).substr(0, dash) == month) return true;
      if (std::string_view(folded).substr(dash + 1).starts_with(month)) return true;
    }
  }
  auto count = [&](char c) { return std::count(folded.begin(), folded.end(), c); };
  bool plain = std::all_of(folded.begin(), folded.end(),
                           [](char c) { return IsDigit(c) || c == '-' || c == '/' || c == '.'; });
  return plain && folded.find("..") == std::string::npos &&
         (count('-') == 2 || count('/') == 2 || count('.') == 2);
}

Result<Alternative> NumberAlternative(std::string_view text) {
  if (text.ends_with("*")) {
    return Err(Code::kInvalid,
               fmt::format("`{}` is a prefix, and this column holds numbers; write a "
                           "range such as `800..899`",
                           text));
  }
  if (auto range = ParseRange(text)) {
    return Alternative{.kind = CellKind::kRange, .text = {}, .range = *range};
  }
  if (auto number = ParseWholeNumber(text)) {
    return Alternative{.kind = CellKind::kExact, .text = std::to_string(*number), .range = {}};
  }
  size_t dash = text.find('-', 1);
  if (dash != std::string_view::npos && ParseWholeNumber(text.substr(0, dash)) &&
      ParseWholeNumber(text.substr(dash + 1))) {
    return Err(Code::kInvalid, fmt::format("`{}` is not a range; write `{}..{}`", text,
                                           text.substr(0, dash), text.substr(dash + 1)));
  }
  return Err(
      Code::kInvalid,
      fmt::format("`{}` is neither a whole number nor a range such as `1..999`, `1000..`", text));
}

Result<Alternative> TextAlternative(std::string_view text) {
  size_t star = text.find('*');
  if (star != std::string_view::npos && star + 1 != text.size()) {
    return Err(
        Code::kInvalid,
        fmt::format("`{}` has a `*` inside; it may stand only at the end, as in `80*`", text));
  }
  if (ParseRange(text)) {
    return Err(Code::kInvalid,
               fmt::format("`{}` is a range of numbers, and this column holds text; "
                           "use prefixes such as `80*|81*`, or declare the field "
                           "with `type: integer`",
                           text));
  }
  if (star == std::string_view::npos) {
    return Alternative{.kind = CellKind::kExact, .text = Folded(text), .range = {}};
  }
  return Alternative{.kind = CellKind::kPrefix, .text = Folded(text.substr(0, star)), .range = {}};
}

Result<Alternative> YesNoAlternative(std::string_view text) {
  std::string folded = Folded(text);
  if (folded != "true" && folded != "false") {
    return Err(Code::kInvalid, fmt::format("`{}` is neither `true` nor `false`", text));
  }
  return Alternative{.kind = CellKind::kExact, .text = folded == "true" ? "1" : "0", .range = {}};
}

}  // namespace

Result<std::vector<Alternative>> ParseCell(std::string_view cell, SlotType type) {
  cell = TrimSpaces(cell);
  if (cell.empty()) {
    return Err(Code::kInvalid,
               "a blank cell; write `*` for any value or `(blank)` for a missing one");
  }
  std::vector<Alternative> alternatives;
  while (true) {
    size_t bar = cell.find('|');
    std::string_view part = TrimSpaces(cell.substr(0, bar));
    Alternative alternative;
    if (part.empty()) return Err(Code::kInvalid, "a `|` with nothing on one side of it");
    if (part == "*") {
      alternative.kind = CellKind::kAny;
    } else if (EqualsFolded(part, "(blank)")) {
      alternative.kind = CellKind::kBlank;
    } else if (std::string damage = SpreadsheetDamage(part, type == SlotType::kInt);
               !damage.empty()) {
      return Err(Code::kInvalid, std::move(damage));
    } else if (type == SlotType::kInt) {
      SB_ASSIGN(alternative, NumberAlternative(part));
    } else if (type == SlotType::kBool) {
      SB_ASSIGN(alternative, YesNoAlternative(part));
    } else {
      SB_ASSIGN(alternative, TextAlternative(part));
    }
    if (std::find(alternatives.begin(), alternatives.end(), alternative) == alternatives.end()) {
      alternatives.push_back(std::move(alternative));
    }
    if (bar == std::string_view::npos) return alternatives;
    cell.remove_prefix(bar + 1);
  }
}

std::string SpreadsheetDamage(std::string_view cell, bool number) {
  if (IsScientific(cell)) {
    return fmt::format(
        "`{}` is what a spreadsheet made of a long number; format the column as text "
        "and type it again",
        cell);
  }
  if (cell.starts_with("#") && (cell.ends_with("!") || cell == "#N/A" || cell == "#NAME?")) {
    return fmt::format("`{}` is a spreadsheet's error value", cell);
  }
  if (number && IsDate(cell)) {
    return fmt::format(
        "`{}` is a date, perhaps what a spreadsheet made of `1-10`; format the column "
        "as text and write ranges as `1..10`",
        cell);
  }
  return {};
}

}  // namespace signalbox
