// Leads from JSON text (RFC 8259) and from form encoding, into Attributes.
//
// A lead is one JSON object. Names are recognised by intake/columns.h; nested objects read as
// dotted names (`contact.email`, `company.name`, `consent.basis`), so the nested lead and the flat
// one are the same to us. A field of ours has its type: `employees` is an integer, and a wrong type
// is a fault with the JSON pointer (RFC 6901) of the value. What is not known stays an extra as
// text, an array as its JSON text. null is the same as absent. `consent` is a word or an object
// `{email, phone, basis, ts}`; its booleans say whether that channel may be used.
//
// Refused: the same name twice in one object (two spellings of one field are not that: see
// intake/lead_builder.h); nesting deeper than kMaxNesting; invalid UTF-8; a NUL, raw or escaped; a
// field longer than kMaxFieldBytes; a lead longer than kMaxLeadBytes; integers beyond 64 bits.
//
// Thread safe: each thread keeps a parser of its own (about 200 KB once used).
#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lead/attributes.h"

namespace signalbox {

class FieldMap;

// Why one lead could not be read.
struct LeadFault {
  std::string pointer;  // RFC 6901 within the lead, empty for the whole
  std::string message;  // what is wrong there: `expected an integer, got `many``
  bool operator==(const LeadFault&) const = default;
};

using LeadOrFault = std::expected<Attributes, LeadFault>;

// With a map, names are first looked for there (intake/field_map.h), and texts read as people write
// them, as in a form: form services send numbers as texts.
LeadOrFault ParseLeadJson(std::string_view json, const FieldMap* map = nullptr);

// application/x-www-form-urlencoded (WHATWG URL, section 5.1). Numbers and booleans are read as
// people write them. A repeated name of a field keeps the first; of an extra, all, joined by `|`.
LeadOrFault ParseLeadForm(std::string_view body, const FieldMap* map = nullptr);

struct LeadItem {
  size_t index = 0;      // place in the array or among the lines with content, from 0
  size_t line = 1;       // line of the body on which the item begins, from 1
  std::string_view raw;  // the item's bytes within the body, without white space around them
  LeadOrFault lead;
};

struct ParsedLeads {
  bool many = false;  // an array or several lines: the answer is an array too
  std::vector<LeadItem> items;
};

// A body of POST /v1/leads: one object, an array, or newline-delimited JSON (one object a line).
// Told apart by the text: an array begins with `[`; NDJSON has a second line that begins with `{`.
// One item's fault leaves the others. The error is for the whole body: nothing in it, not an object
// or array, an array that does not end (kInvalid), more than kMaxLeadsPerRequest items
// (kExhausted).
Result<ParsedLeads> ParseLeads(std::string_view body, const FieldMap* map = nullptr);

}  // namespace signalbox
