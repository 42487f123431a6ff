// POST /v1/mail: a message that somebody wrote to the desk, as the mail server has it.
#include "access/access_book.h"
#include "api/act_refused.h"
#include "api/answer_route.h"
#include "api/problem.h"
#include "workspace/desk_mail.h"

namespace signalbox {
namespace {

constexpr std::string_view kMessageType = "message/rfc822";

HttpResponse Delivered(ApiParts& parts, const RouteContext& context) {
  const std::string_view type = context.request.Header("Content-Type");
  if (!EqualsIgnoreCase(type.substr(0, type.find(';')), kMessageType))
    return ErrorResponse(415, "send the message as " + std::string(kMessageType),
                         context.request.path());
  const Result<MailDelivery> done =
      DeliverMail(parts.workspace, context.principal.name, context.request.body, &parts.library,
                  [&parts](const std::string& person) { return parts.book.RolesOf(person); });
  if (!done.ok()) {
    const Status refused = NoteRefusal(parts, context, done.error());
    return ErrorResponse(refused.error(), context.request.path());
  }
  return JsonResponse(done->Json(), done->outcome == MailOutcome::kOpened ? 201 : 200);
}

}  // namespace

void AddMailRoutes(ApiParts& parts, Router* router) {
  Route route = ResponseRoute(
      parts, Method::kPost, "/v1/mail", "A message to the desk: opens a request, or answers in one",
      [&parts](const RouteContext& context) { return Delivered(parts, context); });
  route.request_types = {std::string(kMessageType)};
  route.request_schema = "MailMessage";
  route.response_schema = "MailDelivery";
  route.success = {200, 201};
  router->Add(Permission::kDeliverMail, std::move(route));
}

}  // namespace signalbox
