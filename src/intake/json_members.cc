#include "intake/json_members.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "intake/json_place.h"
#include "intake/written_value.h"

namespace signalbox {
namespace {

// What begins at `at` and is one value.
std::string_view ValueAt(std::string_view json, size_t at) {
  return json.substr(at, JsonValueEnd().Feed(json.substr(at)));
}

}  // namespace

Result<std::vector<JsonMember>> SplitJsonObject(std::string_view json, size_t most) {
  if (const size_t bad = FirstBadUtf8(json); bad != std::string_view::npos) {
    return Err(Code::kInvalid, "not JSON, " + LineAndColumn(json, bad) + ": invalid UTF-8");
  }
  if (const std::optional<JsonFault> fault = FindJsonFault(json); fault) {
    return Err(Code::kInvalid, "not JSON, " + fault->words);
  }
  json = TrimBlanks(json);
  if (!json.starts_with('{')) return Err(Code::kInvalid, "expected a JSON object");
  std::vector<JsonMember> members;
  // From here on the text is known to be one object, so every search below finds something.
  for (size_t at = json.find_first_not_of(kJsonSpace, 1); json[at] != '}';) {
    if (members.size() >= most)
      return Err(Code::kInvalid, "more than " + std::to_string(most) + " members");
    const std::string_view quoted = ValueAt(json, at);
    const std::string_view name = quoted.substr(1, quoted.size() - 2);
    at = json.find(':', at + quoted.size());
    at = json.find_first_not_of(kJsonSpace, at + 1);
    const std::string_view value = ValueAt(json, at);
    const auto same = [&](const JsonMember& other) { return other.name == name; };
    if (std::any_of(members.begin(), members.end(), same)) {
      return Err(Code::kInvalid, "`" + std::string(name.substr(0, 100)) + "` is there twice");
    }
    members.push_back({name, value});
    at = json.find_first_not_of(kJsonSpace, at + value.size());
    if (json[at] == ',') at = json.find_first_not_of(kJsonSpace, at + 1);
  }
  return members;
}

}  // namespace signalbox
