// Members of a request's JSON object, each read as what it is. Where one is something else the
// answer is kInvalid and names it; null says nothing, and a text or a time is then left as it was.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

Status ReadText(const nlohmann::json& value, const std::string& name, std::string* out);
Status ReadFlag(const nlohmann::json& value, const std::string& name, bool* out);
// `30d`, `10m`; an empty text says nothing either.
Status ReadSpan(const nlohmann::json& value, const std::string& name, TimeUs* out);
// A whole number from `least` to `most`.
Status ReadWholeNumber(const nlohmann::json& value, const std::string& name, int64_t least,
                       int64_t most, int64_t* out);

}  // namespace signalbox
