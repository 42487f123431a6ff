#include "main/json_text.h"

#include <nlohmann/json.hpp>

namespace signalbox {

std::string TextMember(std::string_view json, std::string_view key) {
  const auto document = nlohmann::json::parse(json, nullptr, false);
  if (!document.is_object()) return {};
  const auto at = document.find(key);
  return at != document.end() && at->is_string() ? at->get<std::string>() : std::string();
}

int64_t NumberMember(std::string_view json, std::string_view key) {
  const auto document = nlohmann::json::parse(json, nullptr, false);
  if (!document.is_object()) return 0;
  const auto at = document.find(key);
  return at != document.end() && at->is_number_integer() ? at->get<int64_t>() : 0;
}

std::vector<std::string> ErrorDetails(std::string_view problem) {
  std::vector<std::string> details;
  const auto document = nlohmann::json::parse(problem, nullptr, false);
  const auto errors = document.is_object() ? document.find("errors") : document.end();
  if (!document.is_object() || errors == document.end() || !errors->is_array()) return details;
  for (const auto& one : *errors) details.push_back(TextMember(one.dump(), "detail"));
  return details;
}

}  // namespace signalbox
