#include "api/answer_route.h"

namespace signalbox {

Route AnswerRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                  JsonAnswerer answer) {
  return ResponseRoute(parts, method, std::move(pattern), std::move(summary),
                       [answer = std::move(answer)](const RouteContext& context) {
                         Result<std::string> text = answer(context);
                         if (!text.ok()) return ErrorResponse(text.error(), context.request.path());
                         return JsonResponse(std::move(*text));
                       });
}

Route ResponseRoute(ApiParts& parts, Method method, std::string pattern, std::string summary,
                    Answerer answer) {
  Route route;
  route.method = method;
  route.pattern = std::move(pattern);
  route.summary = std::move(summary);
  route.handler = InPool(parts.pool, std::move(answer));
  return route;
}

}  // namespace signalbox
