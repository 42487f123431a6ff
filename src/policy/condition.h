// Condition: one compiled `when`, `require` or `forbid`.
//
// Two forms. The short form is a map whose keys must all hold; it compiles to tests over slots that
// evaluate without allocation and without unknowns (a missing value does not match), and to the CEL
// text that means the same. CEL is evaluated by expr/ and may be unknown. Immutable after
// compiling; shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/program.h"
#include "policy/slot_table.h"
#include "policy/yaml_tree.h"

namespace signalbox {

class Findings;

enum class Truth : uint8_t { kFalse, kTrue, kUnknown };

// Whole numbers from `low` to `high`, both included.
struct NumberRange {
  int64_t low = INT64_MIN;
  int64_t high = INT64_MAX;
  bool Contains(int64_t value) const { return value >= low && value <= high; }
  bool operator==(const NumberRange&) const = default;
};
// `50..999`, `1000..`, `..49`. Nothing when it is not a range, or `low > high`.
std::optional<NumberRange> ParseRange(std::string_view text);

class Condition {
 public:
  // `node` is a map in the short form or a text in CEL. `with_person` admits a candidate's
  // attributes. Nothing when it does not compile; then findings say why.
  static std::optional<Condition> Compile(const YamlNode& node, const SlotTable& slots,
                                          bool with_person, std::string_view file,
                                          Findings* findings);

  // `why`, when not null, is set for kUnknown: the attribute that was missing, or the error.
  Truth Evaluate(const SlotValues& values, std::string* why) const;

  // The condition as CEL, as `policy explain` shows it.
  const std::string& cel() const { return cel_; }
  // True for `{}` and for the CEL text `true`.
  bool always() const { return always_; }

  // One test of the short form; parts of one condition all hold, alternatives are any of.
  struct Test {
    enum class Kind : uint8_t { kEquals, kStarts, kKnown, kAnyGroup };
    Kind kind = Kind::kEquals;
    bool negated = false;
    Slot slot;
    std::vector<std::string> texts;         // folded
    std::vector<NumberRange> ranges;        // numbers and yes/no, a single value as low == high
    std::vector<std::vector<Test>> groups;  // of kAnyGroup
  };
  // For static checks: the tests of the short form, or the program; null in the short form.
  const std::vector<Test>& tests() const { return tests_; }
  const cel::Program* program() const { return program_ ? &*program_ : nullptr; }

 private:
  Condition() = default;

  std::string cel_;
  bool always_ = false;
  std::vector<Test> tests_;
  std::optional<cel::Program> program_;
  std::vector<Slot> slots_;  // by slot number, for the program only
};

// Compiles the map of a short form to tests and to CEL text. Public for Condition only.
bool CompileShortForm(const YamlNode& map, const SlotTable& slots, bool with_person,
                      std::string_view file, Findings* findings,
                      std::vector<Condition::Test>* tests, std::string* cel);

// True when every test holds.
bool HoldAll(const std::vector<Condition::Test>& tests, const SlotValues& values);

// A text as a CEL literal.
std::string CelText(std::string_view text);

// `unknown attribute `lead.contry`; did you mean `lead.country`?`, with what to do about it.
std::string UnknownAttributeMessage(std::string_view name, const SlotTable& slots,
                                    bool with_person);

}  // namespace signalbox
