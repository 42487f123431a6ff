// A whole number among the parameters of a request.
#pragma once

#include <cstdint>
#include <string_view>

#include "api/router.h"
#include "base/result.h"

namespace signalbox {

// `otherwise` where the parameter was not given; kInvalid, in words for whoever asked, for what is
// no whole number from `low` to `high`.
Result<int64_t> QueryNumber(const RouteContext& context, std::string_view name, int64_t otherwise,
                            int64_t low, int64_t high = INT64_MAX);

}  // namespace signalbox
