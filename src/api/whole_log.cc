#include "api/whole_log.h"

namespace signalbox {

Route WholeLogRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                    std::function<Result<std::string>(const RouteContext&)> answer) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler =
      InPool(parts.pool, [&parts, answer = std::move(answer)](const RouteContext& context) {
        const std::unique_lock alone(parts.whole_log, std::try_to_lock);
        if (!alone.owns_lock()) {
          return ErrorResponse(
              409, "another request that reads the whole log is at work; ask again when it is done",
              context.request.path());
        }
        Result<std::string> text = answer(context);
        if (!text.ok()) return ErrorResponse(text.error(), context.request.path());
        return JsonResponse(std::move(*text));
      });
  return route;
}

void AddWholeLogRoute(ApiParts& parts, Router* router, Permission permission, Method method,
                      std::string pattern, std::string summary, std::string request,
                      std::string response,
                      std::function<Result<std::string>(const RouteContext&)> answer) {
  Route route =
      WholeLogRoute(parts, method, std::move(pattern), std::move(summary), std::move(answer));
  route.request_schema = std::move(request);
  route.response_schema = std::move(response);
  router->Add(permission, std::move(route));
}

}  // namespace signalbox
