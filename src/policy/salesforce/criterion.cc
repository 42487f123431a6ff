#include "policy/salesforce/criterion.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "policy/condition.h"
#include "policy/folded_text.h"
#include "policy/salesforce/written_amount.h"

namespace signalbox {

namespace {

using FieldKind = SalesforceField::Kind;
using Operation = SalesforceOperation;

// Alternatives of one pattern; a longer list becomes several patterns (expr/regex.h has the limit).
constexpr size_t kPatternBytes = 2'000;

std::string EscapedPattern(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string Disjunction(const std::vector<std::string>& parts) {
  if (parts.size() == 1) return parts.front();
  return fmt::format("({})", fmt::join(parts, " || "));
}

bool IsOrdering(Operation operation) {
  return operation == Operation::kLessThan || operation == Operation::kGreaterThan ||
         operation == Operation::kLessOrEqual || operation == Operation::kGreaterOrEqual;
}

bool IsNegative(Operation operation) {
  return operation == Operation::kNotEqual || operation == Operation::kNotContain ||
         operation == Operation::kExcludes;
}

std::string_view Sign(Operation operation) {
  switch (operation) {
    case Operation::kLessThan:
      return "<";
    case Operation::kGreaterThan:
      return ">";
    case Operation::kLessOrEqual:
      return "<=";
    default:
      return ">=";
  }
}

// `37.775,-122.418,10,mi`; a list of texts is none.
bool MeansDistance(std::string_view value) {
  const std::vector<std::string> values = SplitValues(value);
  return values.empty() || std::any_of(values.begin(), values.end(), [](const std::string& one) {
           return ReadAmount(one) || one.find_first_of(":(") != std::string::npos;
         });
}

class CriterionCompiler {
 public:
  CriterionCompiler(const SalesforceCriterion& criterion, SalesforceField field)
      : operation_(criterion.operation), field_(std::move(field)) {
    for (std::string& value : SplitValues(criterion.value)) {
      if (value.empty())
        blank_ = true;
      else
        values_.push_back(std::move(value));
    }
    blank_ = blank_ || values_.empty();
    if (IsOwnCheckbox()) {
      field_.kind = FieldKind::kCheckbox;
      note_ = fmt::format("`{}` was read as a check box: a lead without a value is not ticked",
                          field_.attribute);
    }
  }

  Result<CriterionTest> Compile() {
    for (const std::string& value : values_) {
      const bool day = IsRelativeDay(value) && (field_.is_date || IsOrdering(operation_) ||
                                                value.find_first_of("_:") != std::string::npos);
      if (day) return Unsupported(fmt::format("`{}` is a day relative to today", value));
    }
    if (IsOrdering(operation_)) return Ordering();
    // The parts that a lead with a value can satisfy.
    std::vector<std::string> parts;
    switch (operation_) {
      case Operation::kEquals:
      case Operation::kNotEqual:
        SB_TRY(Equals(&parts));
        break;
      case Operation::kContains:
      case Operation::kNotContain:
        Contains(&parts);
        break;
      case Operation::kStartsWith:
        Starts(&parts);
        break;
      default:
        Includes(&parts);
        break;
    }
    return WithBlank(std::move(parts));
  }

 private:
  // Rules do not say of which type a field of a customer is; whoever compares with `True` or
  // `False` alone means a check box.
  bool IsOwnCheckbox() const {
    if (field_.kind != FieldKind::kText || !field_.declared || blank_) return false;
    if (operation_ != Operation::kEquals && operation_ != Operation::kNotEqual) return false;
    return std::all_of(values_.begin(), values_.end(), [](const std::string& value) {
      return value == "True" || value == "False";
    });
  }

  static Error Unsupported(std::string why) { return Err(Code::kUnsupported, std::move(why)); }

  CriterionTest WithBlank(std::vector<std::string> parts) {
    CriterionTest test;
    const std::string has = field_.HasCel();
    const bool negative = IsNegative(operation_);
    // A number is read as the whole CEL test, which already asks whether it is there.
    std::string found = parts.empty() ? "" : fmt::format("{} && {}", has, Disjunction(parts));
    if (field_.kind == FieldKind::kCheckbox && !parts.empty()) found = Disjunction(parts);
    if (!blank_) {
      test.cel = negative ? fmt::format("!({})", found) : found;
      test.joined = !negative;
    } else if (parts.empty()) {
      test.cel = negative ? has : "!" + has;
      if (field_.kind != FieldKind::kFullName) {
        test.brief = {field_.attribute, negative ? "{known: true}" : "{known: false}"};
      }
    } else {
      test.cel = negative ? fmt::format("!(!{} || ({}))", has, found)
                          : fmt::format("!{} || ({})", has, found);
      test.joined = !negative;
    }
    if (!blank_ && !negative && brief_) test.brief = {field_.attribute, *brief_};
    test.note = std::move(note_);
    return test;
  }

  static std::string YamlList(const std::vector<std::string>& items) {
    if (items.size() == 1) return items.front();
    return fmt::format("[{}]", fmt::join(items, ", "));
  }

  std::vector<std::string> QuotedValues() const {
    std::vector<std::string> quoted;
    for (const std::string& value : values_) quoted.push_back(YamlQuoted(value));
    return quoted;
  }

  // Values in ASCII as CEL texts, folded; the others as alternatives of patterns.
  void Sort(std::vector<std::string>* plain, std::vector<std::string>* patterns) const {
    std::string pattern;
    for (const std::string& value : values_) {
      std::string folded = Folded(value);
      if (IsAscii(folded)) {
        plain->push_back(CelText(folded));
        continue;
      }
      if (pattern.size() > kPatternBytes) patterns->push_back(std::exchange(pattern, {}));
      if (!pattern.empty()) pattern.push_back('|');
      pattern += EscapedPattern(value);
    }
    if (!pattern.empty()) patterns->push_back(std::move(pattern));
  }

  Status Equals(std::vector<std::string>* parts) {
    if (values_.empty()) return {};
    if (field_.kind == FieldKind::kInteger) return EqualsNumber(parts);
    if (field_.kind == FieldKind::kCheckbox) return EqualsTick(parts);
    std::vector<std::string> plain, patterns;
    Sort(&plain, &patterns);
    const std::string text = field_.TextCel();
    if (plain.size() == 1) parts->push_back(fmt::format("{}.lowerAscii() == {}", text, plain[0]));
    if (plain.size() > 1) {
      parts->push_back(fmt::format("{}.lowerAscii() in [{}]", text, fmt::join(plain, ", ")));
    }
    for (const std::string& pattern : patterns) {
      parts->push_back(fmt::format("{}.matches({})", text, CelText("(?i)^(?:" + pattern + ")$")));
    }
    bool days = false;
    for (const std::string& value : values_) {
      if (!field_.is_date) break;
      const std::optional<std::string> day = ReadDay(value);
      if (!day) continue;
      days = true;
      parts->push_back(DayCel("==", *day));
      NoteDay(value, *day);
    }
    if (field_.kind == FieldKind::kText && !days) brief_ = YamlList(QuotedValues());
    return {};
  }

  Status EqualsNumber(std::vector<std::string>* parts) {
    std::vector<std::string> numbers;
    for (const std::string& value : values_) {
      const std::optional<WrittenAmount> amount = ReadAmount(value);
      if (!amount) return NoNumber(value);
      SB_TRY(CheckCurrency(*amount));
      // A whole number is never 10.5.
      if (amount->fraction.empty()) numbers.push_back(std::to_string(amount->Floor()));
    }
    if (numbers.empty()) {
      parts->push_back("false");
      return {};
    }
    parts->push_back(numbers.size() == 1
                         ? fmt::format("{} == {}", field_.attribute, numbers[0])
                         : fmt::format("{} in [{}]", field_.attribute, fmt::join(numbers, ", ")));
    if (currency_.empty()) brief_ = YamlList(numbers);
    AddCurrency(parts);
    return {};
  }

  // Check boxes are never blank: without a value they are not ticked.
  Status EqualsTick(std::vector<std::string>* parts) {
    const std::string ticked = fmt::format(
        "(has({0}) && {0}.trim().lowerAscii() in [\"true\", \"1\", \"yes\"])", field_.attribute);
    for (const std::string& value : values_) {
      const std::string folded = Folded(value);
      if (folded == "true" || folded == "1") {
        parts->push_back(ticked);
      } else if (folded == "false" || folded == "0") {
        parts->push_back("!" + ticked);
      } else {
        return Unsupported(fmt::format("`{}` is a check box and `{}` neither True nor False",
                                       field_.attribute, value));
      }
    }
    return {};
  }

  // Folded once, in a list of one: a long text in many values would else cost a step for every byte
  // and value.
  void Contains(std::vector<std::string>* parts) const {
    std::vector<std::string> plain, patterns;
    Sort(&plain, &patterns);
    const std::string text = field_.TextCel();
    if (plain.size() == 1) {
      parts->push_back(fmt::format("{}.lowerAscii().contains({})", text, plain[0]));
    } else if (plain.size() > 1) {
      parts->push_back(fmt::format("[{}.lowerAscii()].exists(t, [{}].exists(v, t.contains(v)))",
                                   text, fmt::join(plain, ", ")));
    }
    for (const std::string& pattern : patterns) {
      parts->push_back(fmt::format("{}.matches({})", text, CelText("(?i)" + pattern)));
    }
  }

  void Starts(std::vector<std::string>* parts) {
    if (values_.empty()) return;
    std::vector<std::string> plain, patterns;
    Sort(&plain, &patterns);
    const std::string text = field_.TextCel();
    if (plain.size() == 1) {
      parts->push_back(fmt::format("{}.lowerAscii().startsWith({})", text, plain[0]));
    } else if (plain.size() > 1) {
      parts->push_back(fmt::format("[{}.lowerAscii()].exists(t, [{}].exists(v, t.startsWith(v)))",
                                   text, fmt::join(plain, ", ")));
    }
    for (const std::string& pattern : patterns) {
      parts->push_back(fmt::format("{}.matches({})", text, CelText("(?i)^(?:" + pattern + ")")));
    }
    if (field_.kind == FieldKind::kText) {
      brief_ = fmt::format("{{starts: {}}}", YamlList(QuotedValues()));
    }
  }

  // Multi-select pick lists hold `A;B`; `A;B` in a criterion asks for both.
  void Includes(std::vector<std::string>* parts) const {
    for (const std::string& value : values_) {
      std::vector<std::string> all;
      for (size_t at = 0; at <= value.size();) {
        const size_t end = std::min(value.find(';', at), value.size());
        const std::string_view item = TrimSpaces(std::string_view(value).substr(at, end - at));
        at = end + 1;
        if (item.empty()) continue;
        const std::string pattern = "(?i)(?:^|;)\\s*" + EscapedPattern(item) + "\\s*(?:;|$)";
        all.push_back(fmt::format("{}.matches({})", field_.TextCel(), CelText(pattern)));
      }
      if (all.empty()) all.emplace_back("false");
      parts->push_back(all.size() == 1 ? all[0] : fmt::format("({})", fmt::join(all, " && ")));
    }
  }

  Result<CriterionTest> Ordering() {
    std::vector<std::string> parts;
    for (const std::string& value : values_) {
      const std::optional<WrittenAmount> amount = ReadAmount(value);
      const std::optional<std::string> day = amount ? std::nullopt : ReadDay(value);
      if (amount && field_.kind == FieldKind::kInteger) {
        SB_TRY(CheckCurrency(*amount));
        parts.push_back(IntegerCel(*amount));
      } else if (field_.kind == FieldKind::kInteger) {
        return NoNumber(value);
      } else if (amount && field_.declared) {
        SB_TRY(CheckCurrency(*amount));
        parts.push_back(
            fmt::format("({0}.matches(\"^-?[0-9]{{1,15}}(\\\\.[0-9]+)?$\") && double({0}) {1} {2})",
                        field_.TextCel(), Sign(operation_), amount->Decimal()));
      } else if (day) {
        parts.push_back(DayCel(Sign(operation_), *day));
        NoteDay(value, *day);
      } else {
        parts.push_back(fmt::format("{}.lowerAscii() {} {}", field_.TextCel(), Sign(operation_),
                                    CelText(Folded(value))));
      }
    }
    AddCurrency(&parts);
    // An ordering with nothing to compare with holds for nobody.
    if (parts.empty()) return CriterionTest{.cel = "false"};
    if (parts.size() > 1) brief_.reset();
    blank_ = false;
    return WithBlank(std::move(parts));
  }

  std::string IntegerCel(const WrittenAmount& amount) {
    switch (operation_) {
      case Operation::kLessThan:
        brief_ = fmt::format("..{}", amount.Ceiling() - 1);
        return fmt::format("{} < {}", field_.attribute, amount.Ceiling());
      case Operation::kLessOrEqual:
        brief_ = fmt::format("..{}", amount.Floor());
        return fmt::format("{} <= {}", field_.attribute, amount.Floor());
      case Operation::kGreaterThan:
        brief_ = fmt::format("{}..", amount.Floor() + 1);
        return fmt::format("{} > {}", field_.attribute, amount.Floor());
      default:
        brief_ = fmt::format("{}..", amount.Ceiling());
        return fmt::format("{} >= {}", field_.attribute, amount.Ceiling());
    }
  }

  // Compares the day of a date or time as leads carry them, `2026-01-31...`; any other text is no
  // day and fits nothing.
  std::string DayCel(std::string_view sign, const std::string& day) const {
    return fmt::format(
        "({0}.matches(\"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\") && {0}.substring(0, 10) {1} {2})",
        field_.TextCel(), sign, CelText(day));
  }

  void NoteDay(const std::string& value, const std::string& day) {
    if (value.find('/') != std::string::npos) {
      note_ = fmt::format("`{}` was read as {}, the month first", value, day);
    }
  }

  Error NoNumber(const std::string& value) const {
    return Unsupported(fmt::format("`{}` is a number and `{}` is none", field_.attribute, value));
  }

  Status CheckCurrency(const WrittenAmount& amount) {
    if (amount.currency.empty() || amount.currency == currency_) return {};
    if (!currency_.empty()) return Unsupported("it compares with amounts of two currencies");
    currency_ = amount.currency;
    return {};
  }

  // Amounts of another currency would have to be converted, and we have no rates.
  void AddCurrency(std::vector<std::string>* parts) {
    if (currency_.empty()) return;
    brief_.reset();
    note_ = fmt::format(
        "amounts are compared in {0} and not converted; a lead whose "
        "CurrencyIsoCode is another does not match",
        currency_);
    const std::string same = fmt::format(
        "(!has(lead.CurrencyIsoCode) || lead.CurrencyIsoCode.trim().lowerAscii() == {})",
        CelText(Folded(currency_)));
    const std::string any = Disjunction(*parts);
    *parts = {fmt::format("({} && {})", any, same)};
  }

  const Operation operation_;
  SalesforceField field_;
  std::vector<std::string> values_;
  bool blank_ = false;
  std::optional<std::string> brief_;
  std::string currency_;
  std::string note_;
};

}  // namespace

std::vector<std::string> SplitValues(std::string_view value) {
  std::vector<std::string> values;
  std::string item;
  bool quoted = false, in_quotes = false;
  const auto end_item = [&] {
    std::string trimmed(TrimSpaces(item));
    if (!trimmed.empty() || quoted) values.push_back(std::move(trimmed));
    item.clear();
    quoted = false;
  };
  for (size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (in_quotes) {
      const bool doubled = c == '"' && i + 1 < value.size() && value[i + 1] == '"';
      if (c != '"' || doubled) item.push_back(c);
      if (doubled) ++i;
      if (c == '"' && !doubled) in_quotes = false;
    } else if (c == ',') {
      end_item();
    } else if (c == '"' && TrimSpaces(item).empty() &&
               value.find('"', i + 1) != std::string_view::npos) {
      item.clear();
      quoted = in_quotes = true;
    } else {
      item.push_back(c);
    }
  }
  end_item();
  return values;
}

std::string YamlQuoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

Result<CriterionTest> CompileCriterion(const SalesforceCriterion& criterion,
                                       SalesforceFields* fields) {
  if (!criterion.value_field.empty()) {
    return Err(Code::kUnsupported, fmt::format("`{}` is compared with the field `{}`",
                                               criterion.field, criterion.value_field));
  }
  Result<SalesforceField> field = fields->Find(criterion.field);
  if (!field.ok()) return Err(Code::kUnsupported, field.error().message);
  SalesforceCriterion read = criterion;
  if (criterion.operation == Operation::kWithin) {
    if (MeansDistance(criterion.value)) {
      return Err(Code::kUnsupported, fmt::format("`{} within {}` asks for a distance",
                                                 criterion.field, criterion.value));
    }
    read.operation = Operation::kEquals;
  }
  Result<CriterionTest> test = CriterionCompiler(read, *std::move(field)).Compile();
  if (test.ok() && criterion.operation == Operation::kWithin) {
    test->note = "`within` asks for no distance here and was read as any of its values";
  }
  if (test.ok() && test->cel.find("lead.CurrencyIsoCode") != std::string::npos) {
    SB_TRY(fields->Find("CurrencyIsoCode"));
  }
  return test;
}

}  // namespace signalbox
