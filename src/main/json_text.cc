#include "main/json_text.h"

#include <nlohmann/json.hpp>

namespace signalbox {

std::string TextMember(std::string_view json, std::string_view key) {
  const auto document = nlohmann::json::parse(json, nullptr, false);
  if (!document.is_object()) return {};
  const auto at = document.find(key);
  return at != document.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace signalbox
