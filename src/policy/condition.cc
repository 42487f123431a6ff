#include "policy/condition.h"

#include <fmt/format.h>

#include <algorithm>

#include "expr/compare.h"
#include "policy/findings.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

using Test = Condition::Test;

cel::Type CelType(SlotType type) {
  switch (type) {
    case SlotType::kText:
      return cel::Type::String();
    case SlotType::kInt:
      return cel::Type::Int();
    case SlotType::kBool:
      return cel::Type::Bool();
    case SlotType::kTextList:
      return cel::Type::List(cel::Type::String());
  }
  return cel::Type::Dyn();
}

// A condition looks at tens of attributes; lists of a thousand values still fit.
constexpr int64_t kConditionSteps = 100'000;

class CelSlots : public cel::SlotReader {
 public:
  CelSlots(const SlotValues& values, const std::vector<Slot>& slots)
      : values_(values), slots_(slots) {}

  bool Read(uint32_t number, cel::Value* out) const override {
    auto it = std::lower_bound(slots_.begin(), slots_.end(), static_cast<int>(number),
                               [](const Slot& slot, int n) { return slot.number < n; });
    if (it == slots_.end() || it->number != static_cast<int>(number)) return false;
    if (!values_.Has(*it)) return false;
    switch (it->type) {
      case SlotType::kText:
        *out = cel::Value::Borrow(values_.Text(*it));
        return true;
      case SlotType::kTextList: {
        std::vector<cel::Value> items;
        for (const std::string& item : values_.List(*it)) items.push_back(cel::Value::Borrow(item));
        *out = cel::Value::List(std::move(items));
        return true;
      }
      case SlotType::kInt:
      case SlotType::kBool:
        break;
    }
    std::optional<int64_t> number_value = values_.Int(*it);
    if (!number_value) return false;
    *out = it->type == SlotType::kInt ? cel::Value::Int(*number_value)
                                      : cel::Value::Bool(*number_value != 0);
    return true;
  }

 private:
  const SlotValues& values_;
  const std::vector<Slot>& slots_;
};

cel::TypeEnv EnvOf(const SlotTable& slots, bool with_person) {
  cel::TypeEnv env;
  for (const std::string& name : slots.Names(with_person)) {
    Slot slot = *slots.Find(name);
    env.Declare(name, CelType(slot.type), static_cast<uint32_t>(slot.number));
  }
  return env;
}

bool TestHolds(const Test& test, const SlotValues& values) {
  switch (test.kind) {
    case Test::Kind::kKnown:
      return values.Has(test.slot) != test.negated;
    case Test::Kind::kAnyGroup:
      return std::any_of(test.groups.begin(), test.groups.end(),
                         [&](const std::vector<Test>& group) { return HoldAll(group, values); });
    case Test::Kind::kStarts: {
      std::string_view text = values.Text(test.slot);
      return std::any_of(test.texts.begin(), test.texts.end(),
                         [&](const std::string& t) { return StartsFolded(text, t); });
    }
    case Test::Kind::kEquals:
      break;
  }
  if (test.slot.type == SlotType::kText) {
    std::string_view text = values.Text(test.slot);
    if (text.empty()) return false;
    bool found = std::any_of(test.texts.begin(), test.texts.end(),
                             [&](const std::string& t) { return EqualsFolded(text, t); });
    return found != test.negated;
  }
  std::optional<int64_t> number = values.Int(test.slot);
  if (!number) return false;
  bool found = std::any_of(test.ranges.begin(), test.ranges.end(),
                           [&](const NumberRange& range) { return range.Contains(*number); });
  return found != test.negated;
}

// expr/ says "line 1, column 9: ..." of the expression. Where the text stands in one line of the
// file, that becomes the place in the file.
void ReportCelError(const YamlNode& node, std::string_view file, std::string_view message,
                    Findings* findings) {
  constexpr std::string_view kFirstLine = "line 1, column ";
  size_t colon = message.find(": ");
  if (message.starts_with(kFirstLine) && colon != std::string_view::npos && node.text_column > 0) {
    std::string_view column = message.substr(kFirstLine.size(), colon - kFirstLine.size());
    if (std::optional<int64_t> number = ParseWholeNumber(column)) {
      Mark at{node.at.line, node.text_column + static_cast<int>(*number) - 1};
      findings->Error(file, at, std::string(message.substr(colon + 2)));
      return;
    }
  }
  findings->Error(file, node.at, fmt::format("in this condition, {}", message));
}

}  // namespace

bool HoldAll(const std::vector<Test>& tests, const SlotValues& values) {
  for (const Test& test : tests) {
    if (!TestHolds(test, values)) return false;
  }
  return true;
}

std::optional<Condition> Condition::Compile(const YamlNode& node, const SlotTable& slots,
                                            bool with_person, std::string_view file,
                                            Findings* findings) {
  Condition condition;
  if (node.is_map()) {
    if (!CompileShortForm(node, slots, with_person, file, findings, &condition.tests_,
                          &condition.cel_)) {
      return std::nullopt;
    }
    condition.always_ = condition.tests_.empty();
    return condition;
  }
  if (!node.is_text() || TrimSpaces(node.text).empty()) {
    findings->Error(file, node.at,
                    "a condition is a map such as `{lead.country: DE}` or a CEL text");
    return std::nullopt;
  }
  auto program = cel::Compile(node.text, EnvOf(slots, with_person),
                              {.type_check = true, .result_type = cel::Type::Bool()});
  if (!program.ok()) {
    ReportCelError(node, file, program.error().message, findings);
    return std::nullopt;
  }
  for (uint32_t number : program->slots_used()) {
    condition.slots_.push_back(*slots.Find(slots.NameOf(static_cast<int>(number))));
  }
  condition.cel_ = cel::Format(program->ast());
  condition.always_ = condition.cel_ == "true";
  condition.program_.emplace(*std::move(program));
  return condition;
}

Truth Condition::Evaluate(const SlotValues& values, std::string* why) const {
  if (!program_) return HoldAll(tests_, values) ? Truth::kTrue : Truth::kFalse;
  cel::Budget budget{kConditionSteps};
  cel::Value value = cel::Eval(*program_, CelSlots(values, slots_), budget);
  if (value.is_true()) return Truth::kTrue;
  if (value.is_false()) return Truth::kFalse;
  if (why != nullptr) *why = cel::Describe(*program_, value);
  return Truth::kUnknown;
}

std::string CelText(std::string_view text) {
  return cel::ToCel(cel::Value::Borrow(text));
}

std::string UnknownAttributeMessage(std::string_view name, const SlotTable& slots,
                                    bool with_person) {
  if (name.starts_with("person.") && !with_person) {
    return fmt::format("`{}` belongs to a candidate; only `forbid` can read it", name);
  }
  std::string hint = DidYouMean(name, slots.Names(with_person));
  if (hint.empty() && !slots.knows_records()) {
    return fmt::format("`{}` is no attribute of a person; members are told apart by `{}`", name,
                       fmt::join(slots.Names(true), "`, `"));
  }
  if (hint.empty() && name.starts_with("flags.")) {
    hint = "; declare it under `flags:`";
  } else if (hint.empty()) {
    hint = name.starts_with("lead.") ? "; declare a field of your own under `fields:`"
                                     : "; attributes are written `lead.country`, `account.type`";
  }
  return fmt::format("unknown attribute `{}`{}", name, hint);
}

}  // namespace signalbox
