// Which field of a lead a column header or a JSON key means: one table for files, forms and JSON.
//
// Names compare without case and without anything but letters and digits, so `First Name`,
// `first_name`, `FirstName` and `first-name` are one name (interfaces.md, "The lead"). The table
// holds our own names, the standard names of Salesforce's Lead (API names and report labels) and
// HubSpot's Contact (internal names and export labels), and what forms usually say. A name in front
// (`lead.`, `contact.`, `company.`, `address.`, `properties.`) is taken off when the whole is not
// known, so a nested JSON lead and a flat one read alike; only `lead.id` is then an id of the lead.
//
// Constant after start; thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "lead/field.h"

namespace signalbox {

// How a value is read.
enum class ColumnKind : uint8_t {
  kText,
  kDigitsText,  // text that honest senders also give as a JSON number: an id, a phone, a zip
  kInteger,
  kMoney,    // whole units of currency; a fraction is rounded
  kTime,     // RFC 3339, kept in microseconds UTC
  kFlag,     // may be contacted on this channel
  kOptOut,   // the opposite: must not be contacted
  kConsent,  // one of the four words of interfaces.md
};

// Beyond the ranks of the table of names. A target that is named nowhere but there yields by it to
// one that a map names.
inline constexpr uint8_t kUnmappedRank = 4;

struct ColumnTarget {
  Field field;
  ColumnKind kind;
  // 0 is the field's own name. It wins over an alias of the same lead, wherever it stands.
  uint8_t rank;
  // A value that does not read as the kind is kept as an extra; otherwise it is an error. For names
  // that some systems use for free text (`Company Size`: `51-200`).
  bool loose;
};

// Nullptr when nothing is known by that name: the value stays an extra under the name as spelled.
const ColumnTarget* RecogniseColumn(std::string_view name);

// The name as it is compared: lower-case letters and digits, bytes beyond ASCII as they are.
std::string ComparableName(std::string_view name);

}  // namespace signalbox
