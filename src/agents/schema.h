// JSON Schema, draft 7 (json-schema.org), for what crosses the boundary to HTTP agents.
//
// Our own, and not valijson: valijson matches `pattern` with std::regex, whose stack and time a
// crafted answer can exhaust; here patterns run in RE2, in linear time. docs/decisions/ has the
// reasons. Left out, and refused when compiled: references to anything but a place in the same
// document (`#`, `#/definitions/x`), and patterns that RE2 does not have (look-around,
// backreferences). `format` is checked for email, date, date-time, time, uri, uuid, ipv4, hostname;
// other formats are annotations.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

// Immutable; copies share; thread safe.
class JsonSchema {
 public:
  // kInvalid for what is no schema, kUnsupported for what is left out; the message names the place
  // in the schema as a JSON pointer.
  static Result<JsonSchema> Compile(std::string_view text);

  // kInvalid names the place in the document and what is wrong with it; the document's own values
  // are not repeated. kExhausted for a check that would go round in circles or without end.
  Status Check(std::string_view document) const;

  struct Compiled;

 private:
  explicit JsonSchema(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

// True when brackets open deeper than `limit`; a cheap look before a parser runs.
bool NestsDeeperThan(std::string_view json, int limit);

}  // namespace signalbox
