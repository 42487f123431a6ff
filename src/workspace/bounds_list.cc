#include "workspace/bounds_list.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "access/personal_rules.h"

namespace signalbox {

Result<nlohmann::json> ReadBoundsList(std::string_view json, std::string_view name, size_t most) {
  if (json.size() > kMaxAccessRuleBytes)
    return Err(Code::kInvalid,
               fmt::format("the bounds are longer than {} KB", kMaxAccessRuleBytes >> 10));
  nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  const auto list = root.is_object() && root.size() == 1 ? root.find(name) : root.end();
  if (list == root.end() || !list->is_array())
    return Err(Code::kInvalid, fmt::format(R"(the bounds are JSON as {{"{}": [...]}})", name));
  if (list->size() > most)
    return Err(Code::kInvalid, fmt::format("there are at most {} bounds", most));
  return std::move(*list);
}

}  // namespace signalbox
