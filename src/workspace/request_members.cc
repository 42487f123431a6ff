#include "workspace/request_members.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace signalbox {

Status ReadText(const nlohmann::json& value, const std::string& name, std::string* out) {
  if (value.is_null()) return {};
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr) return Err(Code::kInvalid, "`" + name + "` is a text");
  *out = *text;
  return {};
}

Status ReadFlag(const nlohmann::json& value, const std::string& name, bool* out) {
  if (!value.is_boolean()) return Err(Code::kInvalid, "`" + name + "` is true or false");
  *out = value.get<bool>();
  return {};
}

Status ReadSpan(const nlohmann::json& value, const std::string& name, TimeUs* out) {
  std::string text;
  SB_TRY(ReadText(value, name, &text));
  if (text.empty()) return {};
  const Result<TimeUs> span = ParseDuration(text);
  if (!span.ok()) return Err(span.error().code, "`" + name + "`: " + span.error().message);
  *out = *span;
  return {};
}

Status ReadWholeNumber(const nlohmann::json& value, const std::string& name, int64_t least,
                       int64_t most, int64_t* out) {
  // One beyond 64 bits is read with its sign, so it is below `least`.
  const bool fits =
      value.is_number_integer() && value.get<int64_t>() >= least && value.get<int64_t>() <= most;
  if (!fits)
    return Err(Code::kInvalid,
               fmt::format("`{}` is a whole number from {} to {}", name, least, most));
  *out = value.get<int64_t>();
  return {};
}

}  // namespace signalbox
