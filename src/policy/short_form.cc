// The short form of a condition: `{lead.country: [DE, AT], lead.employees: 50..999}`.
#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "policy/condition.h"
#include "policy/findings.h"
#include "policy/folded_start.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

using Test = Condition::Test;

// A text as an RE2 pattern that matches it literally.
std::string Escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string Join(const std::vector<std::string>& parts, std::string_view sign) {
  if (parts.size() == 1) return parts.front();
  std::string joined = fmt::format("{}", fmt::join(parts, sign));
  return sign == " || " ? "(" + joined + ")" : joined;
}

class ShortForm {
 public:
  ShortForm(const SlotTable& slots, bool with_person, std::string_view file, Findings* findings)
      : slots_(slots), with_person_(with_person), file_(file), findings_(findings) {}

  bool Map(const YamlNode& map, std::vector<Test>* tests, std::string* cel) {
    std::vector<std::string> parts;
    for (size_t i = 0; i < map.keys.size() && i < map.items.size(); ++i) {
      const YamlNode& key = map.keys[i];
      std::string part;
      bool good = key.text == "any" ? AnyGroup(key, map.items[i], tests, &part)
                                    : Key(key, map.items[i], tests, &part);
      if (!good) return false;
      parts.push_back(std::move(part));
    }
    *cel = parts.empty() ? "true" : Join(parts, " && ");
    return true;
  }

 private:
  bool Fail(const YamlNode& at, std::string message) {
    findings_->Error(file_, at.at, std::move(message));
    return false;
  }

  // `any: [{...}, {...}]`: one of the maps must hold.
  bool AnyGroup(const YamlNode& key, const YamlNode& value, std::vector<Test>* tests,
                std::string* cel) {
    if (!value.is_list() || value.items.empty()) {
      return Fail(key,
                  "`any` needs a list of maps: `any: [{lead.country: DE}, {lead.score: 80..}]`");
    }
    Test test{.kind = Test::Kind::kAnyGroup};
    std::vector<std::string> parts;
    for (const YamlNode& item : value.items) {
      if (!item.is_map()) return Fail(item, "every item of `any` is a map of attributes");
      std::string part;
      if (!Map(item, &test.groups.emplace_back(), &part)) return false;
      parts.push_back(item.keys.size() > 1 ? "(" + part + ")" : part);
    }
    *cel = Join(parts, " || ");
    tests->push_back(std::move(test));
    return true;
  }

  bool Key(const YamlNode& key, const YamlNode& value, std::vector<Test>* tests, std::string* cel) {
    std::optional<Slot> slot = slots_.Find(key.text);
    if (!slot || (slots_.IsPerson(slot->number) && !with_person_)) {
      return Fail(key, UnknownAttributeMessage(key.text, slots_, with_person_));
    }
    if (slot->type == SlotType::kTextList) {
      return Fail(key,
                  fmt::format("`{}` is a list; write CEL: '\"...\" in {}'", key.text, key.text));
    }
    if (!value.is_map()) return Values(key, *slot, value, false, tests, cel);
    std::vector<std::string> parts;
    if (value.keys.empty()) return Fail(value, "an empty map; give a value");
    for (size_t i = 0; i < value.keys.size() && i < value.items.size(); ++i) {
      std::string part;
      if (!Operator(key, *slot, value.keys[i], value.items[i], tests, &part)) return false;
      parts.push_back(std::move(part));
    }
    *cel = Join(parts, " && ");
    return true;
  }

  bool Operator(const YamlNode& key, Slot slot, const YamlNode& op, const YamlNode& value,
                std::vector<Test>* tests, std::string* cel) {
    if (op.text == "not") return Values(key, slot, value, true, tests, cel);
    if (op.text == "any") return Values(key, slot, value, false, tests, cel);
    if (op.text == "known") return Known(key, slot, value, tests, cel);
    if (op.text == "starts") return Starts(key, slot, op, value, tests, cel);
    return Fail(op, fmt::format("unknown condition `{}`{}", op.text,
                                DidYouMean(op.text, {"not", "starts", "known", "any"})));
  }

  bool Known(const YamlNode& key, Slot slot, const YamlNode& value, std::vector<Test>* tests,
             std::string* cel) {
    if (value.text != "true" && value.text != "false") {
      return Fail(value, "`known` is `true` or `false`");
    }
    bool negated = value.text == "false";
    tests->push_back({.kind = Test::Kind::kKnown, .negated = negated, .slot = slot});
    *cel = fmt::format("{}has({})", negated ? "!" : "", key.text);
    return true;
  }

  bool Starts(const YamlNode& key, Slot slot, const YamlNode& op, const YamlNode& value,
              std::vector<Test>* tests, std::string* cel) {
    if (slot.type != SlotType::kText) {
      return Fail(op, fmt::format("`{}` is not a text; `starts` is for texts", key.text));
    }
    std::vector<const YamlNode*> values;
    if (!Flatten(value, &values)) return false;
    Test test{.kind = Test::Kind::kStarts, .slot = slot};
    std::vector<std::string> parts;
    for (const YamlNode* item : values) {
      std::string folded = FoldedStart(item->text);
      if (folded.empty()) return Fail(*item, "an empty text begins every text");
      parts.push_back(
          IsAscii(folded)
              ? fmt::format("{}.trim().lowerAscii().startsWith({})", key.text, CelText(folded))
              : fmt::format("{}.trim().matches({})", key.text, CelText("(?i)^" + Escaped(folded))));
      test.texts.push_back(std::move(folded));
    }
    tests->push_back(std::move(test));
    *cel = fmt::format("has({}) && {}", key.text, Join(parts, " || "));
    return true;
  }

  bool Values(const YamlNode& key, Slot slot, const YamlNode& value, bool negated,
              std::vector<Test>* tests, std::string* cel) {
    std::vector<const YamlNode*> values;
    if (!Flatten(value, &values)) return false;
    Test test{.kind = Test::Kind::kEquals, .negated = negated, .slot = slot};
    std::vector<std::string> parts;
    bool good = slot.type == SlotType::kText   ? Texts(key, values, &test, &parts)
                : slot.type == SlotType::kBool ? YesNo(key, values, &test, &parts)
                                               : Numbers(key, values, &test, &parts);
    if (!good) return false;
    std::string any = Join(parts, " || ");
    if (negated) any = parts.size() > 1 ? "!" + any : "!(" + any + ")";
    *cel = fmt::format("has({}) && {}", key.text, any);
    tests->push_back(std::move(test));
    return true;
  }

  // A value or a list of values, none empty.
  bool Flatten(const YamlNode& value, std::vector<const YamlNode*>* values) {
    if (value.is_text()) {
      values->push_back(&value);
    } else if (value.is_list() && !value.items.empty()) {
      for (const YamlNode& item : value.items) {
        if (!item.is_text()) return Fail(item, "a list of a condition holds plain values");
        values->push_back(&item);
      }
    } else {
      return Fail(value,
                  "a value is missing; write a value, a list of values, or `{known: false}` "
                  "for a missing one");
    }
    return true;
  }

  bool Texts(const YamlNode& key, const std::vector<const YamlNode*>& values, Test* test,
             std::vector<std::string>* parts) {
    std::vector<std::string> plain;
    for (const YamlNode* item : values) {
      if (!item->quoted && ParseRange(item->text)) {
        return Fail(*item,
                    fmt::format("`{}` is a text and `{}` a range of numbers; use `starts`, or "
                                "quote it when the text is meant",
                                key.text, item->text));
      }
      std::string folded = Folded(item->text);
      if (folded.empty()) {
        return Fail(*item, "an empty text; write `{known: false}` for a missing value");
      }
      if (IsAscii(folded)) {
        plain.push_back(CelText(folded));
      } else {
        parts->push_back(fmt::format("{}.trim().matches({})", key.text,
                                     CelText("(?i)^" + Escaped(folded) + "$")));
      }
      test->texts.push_back(std::move(folded));
    }
    if (plain.size() == 1) {
      parts->push_back(fmt::format("{}.trim().lowerAscii() == {}", key.text, plain.front()));
    } else if (plain.size() > 1) {
      parts->push_back(
          fmt::format("{}.trim().lowerAscii() in [{}]", key.text, fmt::join(plain, ", ")));
    }
    return true;
  }

  bool YesNo(const YamlNode& key, const std::vector<const YamlNode*>& values, Test* test,
             std::vector<std::string>* parts) {
    for (const YamlNode* item : values) {
      if (item->text != "true" && item->text != "false") {
        return Fail(*item,
                    fmt::format("`{}` is `true` or `false`, not `{}`", key.text, item->text));
      }
      int64_t value = item->text == "true" ? 1 : 0;
      test->ranges.push_back({value, value});
      parts->push_back(fmt::format("{} == {}", key.text, item->text));
    }
    return true;
  }

  bool Numbers(const YamlNode& key, const std::vector<const YamlNode*>& values, Test* test,
               std::vector<std::string>* parts) {
    for (const YamlNode* item : values) {
      std::optional<NumberRange> range = ParseRange(item->text);
      if (!range) {
        std::optional<int64_t> number = ParseWholeNumber(item->text);
        if (!number) {
          return Fail(*item, fmt::format("`{}` is a number; `{}` is neither a whole number nor a "
                                         "range such as `50..999`, `1000..`, `..49`",
                                         key.text, item->text));
        }
        range = NumberRange{*number, *number};
      }
      parts->push_back(RangeCel(key.text, *range));
      test->ranges.push_back(*range);
    }
    return true;
  }

  static std::string RangeCel(const std::string& name, NumberRange range) {
    if (range.low == range.high) return fmt::format("{} == {}", name, range.low);
    if (range.high == INT64_MAX) return fmt::format("{} >= {}", name, range.low);
    if (range.low == INT64_MIN) return fmt::format("{} <= {}", name, range.high);
    return fmt::format("({} >= {} && {} <= {})", name, range.low, name, range.high);
  }

  const SlotTable& slots_;
  bool with_person_;
  std::string_view file_;
  Findings* findings_;
};

}  // namespace

bool CompileShortForm(const YamlNode& map, const SlotTable& slots, bool with_person,
                      std::string_view file, Findings* findings, std::vector<Test>* tests,
                      std::string* cel) {
  return ShortForm(slots, with_person, file, findings).Map(map, tests, cel);
}

std::optional<NumberRange> ParseRange(std::string_view text) {
  size_t dots = text.find("..");
  if (dots == std::string_view::npos || text.size() == 2) return std::nullopt;
  NumberRange range;
  std::string_view low = text.substr(0, dots), high = text.substr(dots + 2);
  if (!low.empty()) {
    std::optional<int64_t> number = ParseWholeNumber(low);
    if (!number) return std::nullopt;
    range.low = *number;
  }
  if (!high.empty()) {
    std::optional<int64_t> number = ParseWholeNumber(high);
    if (!number) return std::nullopt;
    range.high = *number;
  }
  if (range.low > range.high) return std::nullopt;
  return range;
}

}  // namespace signalbox
