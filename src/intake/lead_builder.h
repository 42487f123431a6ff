// Puts named values of one outside lead into Attributes: the rules that files, forms and JSON
// share. Recognised names become fields of the right type, all else stays an extra.
//
// When two names mean one field, the field's own name wins over an alias and, among equals, the
// first that is not empty; the other value is kept as an extra under its own name, so nothing is
// lost. Text of spaces alone counts as missing. Text is kept as received, never trimmed or cut.
//
// One builder per lead, on one thread; `out` must outlive it and start empty.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/columns.h"
#include "lead/attributes.h"

namespace signalbox {

// A name longer than this is no field name of any system we read.
inline constexpr size_t kMaxExtraNameBytes = 256;

// How strictly a value is read.
enum class Strictness : uint8_t {
  kTyped,  // JSON: the sender had types, so `employees` must be a number
  kText,   // CSV and forms: all is text, and `1,200` is how people write
};

class LeadBuilder {
 public:
  // What is wrong with a value, without the field's name; nothing when it was taken.
  using Fault = std::optional<std::string>;

  explicit LeadBuilder(Attributes* out) : out_(out) {}

  // `name` is as spelled, `target` what it means (nullptr: an extra). The text must be UTF-8; a NUL
  // in it is refused here.
  Fault AddText(std::string_view name, const ColumnTarget* target, std::string_view text,
                Strictness strictness);
  // `written` is the number as its sender wrote it, or an equal form.
  Fault AddNumber(std::string_view name, const ColumnTarget* target, std::string_view written);
  Fault AddBool(std::string_view name, const ColumnTarget* target, bool value);
  // A form's repeated name: the values of an extra are joined by `|`.
  Fault AppendExtra(std::string_view name, std::string_view text);

 private:
  // Fields that have an alias are the first of the numbering (lead/field.h, as received).
  static constexpr size_t kFields = static_cast<size_t>(Field::kConsentAt) + 1;

  struct AliasUse {
    Field field;
    std::string name;
  };

  // True when the value of `name` may be set; moves an alias's earlier value to the extras.
  // Otherwise the value itself goes to the extras.
  bool Claim(std::string_view name, const ColumnTarget& target, std::string_view text);
  void AddExtra(std::string_view name, std::string_view text);
  Fault AddConverted(std::string_view name, const ColumnTarget& target, std::string_view text);
  std::string ValueAsText(Field field) const;

  Attributes* out_;
  std::array<uint8_t, kFields> rank_{};  // 1 + rank of the name that set the field, 0 for none
  std::vector<AliasUse> aliases_;
};

}  // namespace signalbox
