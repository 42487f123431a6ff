#include "api/query_number.h"

#include <charconv>
#include <string>

namespace signalbox {

Result<int64_t> QueryNumber(const RouteContext& context, std::string_view name, int64_t otherwise,
                            int64_t low, int64_t high) {
  const std::string* text = context.Query(name);
  if (text == nullptr) return otherwise;
  int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto read = std::from_chars(text->data(), end, number);
  if (read.ec == std::errc() && read.ptr == end && number >= low && number <= high) return number;
  std::string message = "`" + std::string(name) + "` is a whole number from " + std::to_string(low);
  if (high < INT64_MAX) message += " to " + std::to_string(high);
  return Err(Code::kInvalid, std::move(message));
}

}  // namespace signalbox
