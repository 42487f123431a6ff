// Requests whose members are all texts: one table of names says how each is read and written.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "base/result.h"

namespace signalbox {

template <typename Request>
struct NamedText {
  std::string_view name;
  std::string Request::*text;
};

// What an object says by name; empty where it says null.
using TextsByName = std::map<std::string, std::optional<std::string>, std::less<>>;

// An object of texts and nulls, or nothing at all, which says nothing. kInvalid names what is not
// among `names`, or no text.
Result<TextsByName> ReadTexts(std::string_view json, std::span<const std::string_view> names);

// The same with one member that is a number, which must be there: its value as JSON has it, where
// it is a whole one that fits; else -1.
struct TextsAndNumber {
  TextsByName texts;
  int64_t number = 0;
};
Result<TextsAndNumber> ReadTextsAndNumber(std::string_view json,
                                          std::span<const std::string_view> names,
                                          std::string_view number);

template <typename Request, size_t N>
Result<TextsByName> ReadNamedTexts(std::string_view json, const NamedText<Request> (&members)[N],
                                   Request* request) {
  std::string_view names[N];
  for (size_t i = 0; i < N; ++i) names[i] = members[i].name;
  SB_ASSIGN(TextsByName texts, ReadTexts(json, names));
  for (const NamedText<Request>& member : members) {
    const auto said = texts.find(member.name);
    if (said != texts.end() && said->second) request->*member.text = *said->second;
  }
  return texts;
}

// The same request as an object: null for what it does not say.
template <typename Request, size_t N>
std::string NamedTextsJson(const Request& request, const NamedText<Request> (&members)[N]) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const NamedText<Request>& member : members)
    json.MemberOrNull(member.name, request.*member.text);
  json.EndObject();
  return text;
}

}  // namespace signalbox
