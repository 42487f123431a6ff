// The members of a request's JSON body: names that stand twice in one object, of which the readers
// of JSON would take the last and say nothing, and which member a refusal is about.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/http_message.h"

namespace signalbox {

// The first such name, with those of the objects around it (`rules.name`); none where there is
// none, and where the text is no JSON object or array, which its reader says better.
std::optional<std::string> RepeatedMember(std::string_view json);

// Where in `json` what `detail` says is wrong, as RFC 6901 has it: the first member that the words
// name in backticks (`name`, or `rules.name` within another), else all of it.
std::string PointerOfDetail(std::string_view json, std::string_view detail);

// Completes the problem document of a refused body (400): its `pointer`, and where the body is not
// JSON also the line and column. Other answers, those that have a pointer, and bodies that are not
// meant to be JSON stay as they are.
void PlaceProblem(const HttpRequest& request, HttpResponse* response);

}  // namespace signalbox
