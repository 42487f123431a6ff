#include "workspace/request_texts.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace signalbox {
namespace {

std::string Listed(std::span<const std::string_view> names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += "`" + std::string(names[i]) + "`";
  }
  return text;
}

}  // namespace

Result<TextsByName> ReadTexts(std::string_view json, std::span<const std::string_view> names) {
  TextsByName texts;
  if (json.empty()) return texts;
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object())
    return Err(Code::kInvalid,
               "send an object such as {\"by\": \"lena@acme.example\"}, or nothing");
  for (const auto& [name, value] : root.items()) {
    if (std::ranges::find(names, name) == names.end())
      return Err(Code::kInvalid,
                 "`" + name + "` is nothing that is known here; there are " + Listed(names));
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr && !value.is_null()) return Err(Code::kInvalid, "`" + name + "` is a text");
    texts[name] = text == nullptr ? std::optional<std::string>() : *text;
  }
  return texts;
}

}  // namespace signalbox
