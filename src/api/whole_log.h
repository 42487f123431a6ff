// Routes whose answer reads the whole log: one at a time, so that the others keep their threads.
#pragma once

#include <functional>
#include <string>

#include "api/api_parts.h"
#include "api/router.h"
#include "base/result.h"

namespace signalbox {

// The answer is JSON, computed on a thread of the pool while `parts.whole_log` is held; 409 while
// another such request is at work. The caller adds schemas, and the route to the router.
Route WholeLogRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                    std::function<Result<std::string>(const RouteContext&)> answer);

// Adds such a route with its schemas; `request` is empty where there is no body.
void AddWholeLogRoute(ApiParts& parts, Router* router, Permission permission, Method method,
                      std::string pattern, std::string summary, std::string request,
                      std::string response,
                      std::function<Result<std::string>(const RouteContext&)> answer);

}  // namespace signalbox
