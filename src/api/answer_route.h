// Routes that answer with JSON or with a problem: what most of them are.
#pragma once

#include <functional>
#include <string>

#include "api/api_parts.h"
#include "api/router.h"
#include "base/result.h"

namespace signalbox {

// The answer's body; an error becomes its problem document.
using JsonAnswerer = std::function<Result<std::string>(const RouteContext&)>;

// `answer` is computed on a thread of the pool. The caller adds schemas, and the route to the
// router.
Route AnswerRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                  JsonAnswerer answer);
// The same where whoever answers has a status or problems of their own.
Route ResponseRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                    Answerer answer);

}  // namespace signalbox
