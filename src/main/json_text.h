// Texts out of a JSON object, for commands that show what a server answered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// The text under `key` at the top; empty when there is none, or `json` is no object.
std::string TextMember(std::string_view json, std::string_view key);

// The whole number under `key` at the top; 0 when there is none.
int64_t NumberMember(std::string_view json, std::string_view key);

// The `detail` of each of a problem document's `errors`, in order.
std::vector<std::string> ErrorDetails(std::string_view problem);

}  // namespace signalbox
