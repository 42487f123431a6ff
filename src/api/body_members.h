// Names that stand twice in one object of a request's body: the readers of JSON would take the last
// of them and say nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signalbox {

// The first such name, with those of the objects around it (`rules.name`); none where there is
// none, and where the text is no JSON object or array, which its reader says better.
std::optional<std::string> RepeatedMember(std::string_view json);

}  // namespace signalbox
