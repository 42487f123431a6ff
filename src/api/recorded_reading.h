// Answers that show personal data to somebody: what they may see, and the record of it before it is
// sent ("who read what", access/reading_log.h).
#pragma once

#include <functional>
#include <string>

#include "access/sight.h"
#include "api/api_parts.h"
#include "api/router.h"
#include "base/result.h"

namespace signalbox {

// An answer's text, and of how many records it shows personal fields.
struct SeenAnswer {
  std::string text;
  int64_t personal = 0;
};

// `render` is given the sight of who asks. What shows personal fields is recorded first; when it
// cannot be, `render` is asked again with a sight that has none. `filter` names what was asked by,
// never its values.
Result<std::string> AnswerSeen(ApiParts& parts, const RouteContext& context, std::string filter,
                               const std::function<Result<SeenAnswer>(const Sight&)>& render);

// For answers that cannot be given without personal fields: an error where it cannot be recorded.
Status RecordReading(ApiParts& parts, const RouteContext& context, std::string filter,
                     int64_t records);

// The names of the request's query parameters, `email,status`.
std::string FilterNames(const RouteContext& context);

}  // namespace signalbox
