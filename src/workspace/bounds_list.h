// The list in a text of access rules that is an object with one list: what table_bounds.h and
// weight_bounds.h read their entries from.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "base/result.h"

namespace signalbox {

// The value of `name` in `{"NAME": [...]}`, which has at most `most` entries. kInvalid for a text
// that is too long, or is anything else.
Result<nlohmann::json> ReadBoundsList(std::string_view json, std::string_view name, size_t most);

}  // namespace signalbox
