#include "policy/salesforce/entry_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "policy/salesforce/criterion.h"

namespace signalbox {

namespace {

using LogicKind = FilterLogic::Kind;

// Longer than this a map is written a key a line.
constexpr size_t kInlineColumns = 80;

// `key: value` pairs of one map of the short form; the value of `any` is a list of such maps.
struct BriefMap {
  std::vector<std::pair<std::string, std::string>> pairs;  // without `any`
  std::vector<BriefMap> any;

  bool HasKey(std::string_view key) const {
    return std::any_of(pairs.begin(), pairs.end(), [&](const auto& p) { return p.first == key; });
  }
};

std::string Inline(const BriefMap& map) {
  std::string text = "{";
  const auto comma = [&] {
    if (text.size() > 1) text += ", ";
  };
  for (const auto& [key, value] : map.pairs) {
    comma();
    text += fmt::format("{}: {}", key, value);
  }
  if (!map.any.empty()) {
    comma();
    text += "any: [";
    for (size_t i = 0; i < map.any.size(); ++i) {
      text += (i > 0 ? ", " : "") + Inline(map.any[i]);
    }
    text += "]";
  }
  return text + "}";
}

// Breaks a line after commas of its lists, so that it ends by the column where people stop reading.
// Texts in quotes stay whole.
std::string Wrapped(const std::string& line, const std::string& indent) {
  constexpr size_t kColumns = 100;
  std::string text;
  size_t column = 0, word = 0;
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && quoted) {
      ++i;
      continue;
    }
    if (line[i] == '"') quoted = !quoted;
    const bool ends = i + 1 == line.size() || (!quoted && line[i] == ',' && line[i + 1] == ' ');
    if (!ends) continue;
    const std::string piece = line.substr(word, i + 1 - word);
    if (column > 0 && column + piece.size() > kColumns) {
      text.resize(text.find_last_not_of(' ') + 1);
      text += "\n" + indent + piece.substr(piece.find_first_not_of(' '));
      column = indent.size() + piece.size();
    } else {
      text += piece;
      column += piece.size();
    }
    word = i + 1;
  }
  return text + "\n";
}

std::string Block(const BriefMap& map, const std::string& indent) {
  std::string text = "\n";
  for (const auto& [key, value] : map.pairs) {
    text += Wrapped(fmt::format("{}{}: {}", indent, key, value), indent + "  ");
  }
  if (map.any.empty()) return text;
  text += indent + "any:\n";
  for (const BriefMap& one : map.any) {
    text += Wrapped(fmt::format("{}  - {}", indent, Inline(one)), indent + "      ");
  }
  return text;
}

class ConditionWriter {
 public:
  explicit ConditionWriter(const std::vector<CriterionTest>& tests) : tests_(tests) {}

  // The short form; nothing where it cannot say it.
  std::optional<BriefMap> Brief(const FilterLogic& logic) const {
    switch (logic.kind) {
      case LogicKind::kCriterion: {
        const CriterionTest& test = Test(logic);
        if (!test.brief) return std::nullopt;
        return BriefMap{{{test.brief->attribute, test.brief->value}}, {}};
      }
      case LogicKind::kNot:
        return std::nullopt;
      case LogicKind::kOr: {
        BriefMap any;
        for (const FilterLogic& part : logic.parts) {
          std::optional<BriefMap> map = Brief(part);
          if (!map) return std::nullopt;
          any.any.push_back(*std::move(map));
        }
        return any;
      }
      case LogicKind::kAnd:
        break;
    }
    BriefMap all;
    for (const FilterLogic& part : logic.parts) {
      std::optional<BriefMap> map = Brief(part);
      if (!map || (!map->any.empty() && !all.any.empty())) return std::nullopt;
      for (auto& pair : map->pairs) {
        if (all.HasKey(pair.first)) return std::nullopt;
        all.pairs.push_back(std::move(pair));
      }
      if (!map->any.empty()) all.any = std::move(map->any);
    }
    return all;
  }

  std::string Cel(const FilterLogic& logic) const {
    if (logic.kind == LogicKind::kCriterion) return Test(logic).cel;
    if (logic.kind == LogicKind::kNot) return "!" + Guarded(logic.parts[0]);
    std::string text;
    for (const FilterLogic& part : logic.parts) {
      if (!text.empty()) text += logic.kind == LogicKind::kAnd ? " && " : " || ";
      text += Guarded(part);
    }
    return text;
  }

 private:
  const CriterionTest& Test(const FilterLogic& logic) const {
    return tests_[static_cast<size_t>(logic.criterion - 1)];
  }
  // In parentheses unless it is one operand anyway.
  std::string Guarded(const FilterLogic& logic) const {
    const bool one = logic.kind == LogicKind::kNot ||
                     (logic.kind == LogicKind::kCriterion && !Test(logic).joined);
    const std::string cel = Cel(logic);
    return one ? cel : "(" + cel + ")";
  }

  const std::vector<CriterionTest>& tests_;
};

// A YAML text in single quotes, in which only they are doubled.
std::string SingleQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out.push_back('\'');
    out.push_back(c);
  }
  return out + "'";
}

}  // namespace

Result<EntryCondition> ConditionOf(const SalesforceEntry& entry, SalesforceFields* fields) {
  if (!entry.formula.empty()) {
    return Err(Code::kUnsupported, fmt::format("its condition is a formula, `{}`", entry.formula));
  }
  EntryCondition condition;
  std::vector<CriterionTest> tests;
  for (const SalesforceCriterion& criterion : entry.criteria) {
    SB_ASSIGN(CriterionTest test, CompileCriterion(criterion, fields));
    if (!test.note.empty()) condition.notes.push_back(test.note);
    tests.push_back(std::move(test));
  }
  condition.always = entry.criteria.empty();
  if (condition.always) return condition;
  const ConditionWriter writer(tests);
  const std::optional<BriefMap> brief = writer.Brief(entry.logic);
  if (!brief) {
    // A criterion alone needs no parentheses.
    const FilterLogic& logic = entry.logic.kind == LogicKind::kAnd && entry.logic.parts.size() == 1
                                   ? entry.logic.parts[0]
                                   : entry.logic;
    condition.yaml = fmt::format(" {}\n", SingleQuoted(writer.Cel(logic)));
  } else if (const std::string text = Inline(*brief); text.size() <= kInlineColumns) {
    condition.yaml = fmt::format(" {}\n", text);
  } else {
    condition.yaml = Block(*brief, "      ");
  }
  return condition;
}

}  // namespace signalbox
