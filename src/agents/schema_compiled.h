// What a compiled schema holds. Private to schema_compile.cc and schema_check.cc: nlohmann's header
// stays behind agents/schema.h.
#pragma once

#include <re2/re2.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "agents/schema.h"

namespace signalbox {

using Json = nlohmann::json;

struct JsonSchema::Compiled {
  Json root;
  std::map<std::string, std::unique_ptr<RE2>, std::less<>> patterns;  // by their text
  std::map<std::string, const Json*, std::less<>> references;         // by the text of `$ref`
};

// Parses with our limits, and makes every number that is a whole one an integer: in draft 7 `1.0`
// is one.
Result<Json> ParseJson(std::string_view text);

}  // namespace signalbox
