#include "workspace/request_texts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

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

Error NotAmong(std::string_view name, std::span<const std::string_view> names) {
  return Err(Code::kInvalid, "`" + std::string(name) +
                                 "` is nothing that is known here; there are " + Listed(names));
}

Status TakeText(const std::string& name, const nlohmann::json& value, TextsByName* texts) {
  const auto* text = value.get_ptr<const std::string*>();
  if (text == nullptr && !value.is_null()) return Err(Code::kInvalid, "`" + name + "` is a text");
  (*texts)[name] = text == nullptr ? std::optional<std::string>() : *text;
  return {};
}

int64_t WholeNumber(const nlohmann::json& value) {
  const bool fits = value.is_number_integer() &&
                    !(value.is_number_unsigned() && value.get<uint64_t>() > INT64_MAX);
  return fits ? value.get<int64_t>() : -1;
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
    if (std::ranges::find(names, name) == names.end()) return NotAmong(name, names);
    SB_TRY(TakeText(name, value, &texts));
  }
  return texts;
}

Result<TextsAndNumber> ReadTextsAndNumber(std::string_view json,
                                          std::span<const std::string_view> names,
                                          std::string_view number) {
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object() || !root.contains(number))
    return Err(Code::kInvalid,
               "send an object with a whole number, as {\"" + std::string(number) + "\": 3}");
  TextsAndNumber read;
  std::vector<std::string_view> known = {number};
  known.insert(known.end(), names.begin(), names.end());
  for (const auto& [name, value] : root.items()) {
    if (std::ranges::find(known, name) == known.end()) return NotAmong(name, known);
    if (name == number)
      read.number = WholeNumber(value);
    else
      SB_TRY(TakeText(name, value, &read.texts));
  }
  return read;
}

}  // namespace signalbox
