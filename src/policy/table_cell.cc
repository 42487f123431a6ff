#include "policy/table_cell.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/findings.h"
#include "policy/folded_start.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

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
  return Alternative{
      .kind = CellKind::kPrefix, .text = FoldedStart(text.substr(0, star)), .range = {}};
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
  return ParseCell(cell, type == SlotType::kInt ? CellUse::kNumber : CellUse::kText,
                   type == SlotType::kBool);
}

Result<std::vector<Alternative>> ParseCell(std::string_view cell, CellUse use, bool yes_or_no) {
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
    } else if (std::string damage = SpreadsheetDamage(part, use); !damage.empty()) {
      return Err(Code::kInvalid, std::move(damage));
    } else if (use == CellUse::kNumber) {
      SB_ASSIGN(alternative, NumberAlternative(part));
    } else if (yes_or_no) {
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

bool AlternativeFits(const Alternative& alternative, bool present, std::string_view text,
                     int64_t number, const Hierarchy* hierarchy) {
  switch (alternative.kind) {
    case CellKind::kAny:
      return true;
    case CellKind::kBlank:
      return !present;
    case CellKind::kExact:
      return present && text == alternative.text;
    case CellKind::kPrefix:
      return present && text.starts_with(alternative.text);
    case CellKind::kRange:
      return present && alternative.range.Contains(number);
    case CellKind::kRegion:
      return present && hierarchy->Contains(hierarchy->FindRegion(alternative.text),
                                            hierarchy->RegionOf(text));
  }
  return false;
}

bool AlternativesMeet(const Alternative& a, const Alternative& b, const Hierarchy* hierarchy) {
  if (a.kind == CellKind::kAny || b.kind == CellKind::kAny) return true;
  if (a.kind == CellKind::kBlank || b.kind == CellKind::kBlank) return a.kind == b.kind;
  if (a.kind > b.kind) return AlternativesMeet(b, a, hierarchy);
  if (b.kind == CellKind::kRegion) {
    uint32_t region = hierarchy->FindRegion(b.text);
    if (a.kind == CellKind::kExact) {
      return hierarchy->Contains(region, hierarchy->RegionOf(a.text));
    }
    if (a.kind == CellKind::kPrefix) return hierarchy->Touches(a.text, region);
    uint32_t other = hierarchy->FindRegion(a.text);
    return hierarchy->Contains(region, other) || hierarchy->Contains(other, region);
  }
  if (b.kind == CellKind::kRange) {
    if (a.kind == CellKind::kRange) {
      return a.range.low <= b.range.high && b.range.low <= a.range.high;
    }
    std::optional<int64_t> number = ParseWholeNumber(a.text);
    return number && b.range.Contains(*number);
  }
  if (b.kind == CellKind::kExact) return a.text == b.text;
  if (a.kind == CellKind::kExact) return a.text.starts_with(b.text);
  return a.text.starts_with(b.text) || b.text.starts_with(a.text);
}

Result<std::vector<Alternative>> ParseRegionCell(std::string_view cell,
                                                 const Hierarchy& hierarchy) {
  std::vector<Alternative> alternatives;
  while (true) {
    size_t bar = cell.find('|');
    std::string_view part = TrimSpaces(cell.substr(0, bar));
    SB_ASSIGN(std::vector<Alternative> parsed, ParseCell(part, CellUse::kText));
    Alternative& one = parsed.front();
    if (one.kind == CellKind::kExact && hierarchy.FindRegion(one.text) != Hierarchy::kNone) {
      one.kind = CellKind::kRegion;
    } else if (one.kind == CellKind::kExact && hierarchy.RegionOf(one.text) == Hierarchy::kNone) {
      return Err(Code::kInvalid,
                 fmt::format("`{}` is neither a region nor a value of the hierarchy `{}`{}", part,
                             hierarchy.id(), DidYouMean(one.text, hierarchy.Names())));
    }
    if (std::find(alternatives.begin(), alternatives.end(), one) == alternatives.end()) {
      alternatives.push_back(std::move(one));
    }
    if (bar == std::string_view::npos) return alternatives;
    cell.remove_prefix(bar + 1);
  }
}

}  // namespace signalbox
