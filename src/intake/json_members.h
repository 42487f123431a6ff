// The members of one JSON object with their values left as text: for requests whose values are read
// by different readers.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace signalbox {

struct JsonMember {
  std::string_view name;   // as written between its quotes; an escape in it stays one
  std::string_view value;  // without white space around it
};

// In order, at most `most` of them: an object with more is refused before it is read to its end,
// since every name is compared with all before it. kInvalid says where `json` is not JSON (line and
// column), that it is no object, or which name is there twice. What it returns points into `json`.
// Nothing is recursive, so depth is the readers' business.
Result<std::vector<JsonMember>> SplitJsonObject(std::string_view json, size_t most);

}  // namespace signalbox
