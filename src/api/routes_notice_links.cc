// /n/{token}: the links of notices. The token says who acts and what is done, so nobody signs in;
// opening one changes nothing.
#include "api/api_parts.h"
#include "api/notice_page.h"
#include "api/router.h"
#include "workspace/notice_desk.h"

namespace signalbox {
namespace {

HttpResponse LinkAnswer(ApiParts& parts, const RouteContext& context, bool posted) {
  // The path is the secret, so no answer repeats it.
  constexpr std::string_view kWhere = "/n/";
  if (parts.notices == nullptr)
    return ErrorResponse(503, "notices are not kept now; try again later", kWhere);
  NoticeActions& actions = parts.notices->actions();
  Result<LinkView> view = Err(Code::kInvalid, "");
  if (posted) {
    std::string reason;
    const auto form = ParseQuery(context.request.body);
    if (form.ok()) {
      for (const auto& [name, value] : *form) {
        if (name == "reason") reason = value;
      }
    }
    view = actions.Use(context.Path("token"), reason);
  } else {
    view = actions.Look(context.Path("token"));
  }
  if (!view.ok()) return ErrorResponse(view.error(), kWhere);
  if (posted) parts.notices->Wake();
  return NoticePage(*view, posted);
}

}  // namespace

void AddNoticeLinkRoutes(ApiParts& parts, Router* router) {
  for (const bool posts : {false, true}) {
    Route route;
    route.method = posts ? Method::kPost : Method::kGet;
    route.pattern = "/n/{token}";
    route.summary = posts ? "Do what a link of a notice is for, once"
                          : "The page of a link of a notice; changes nothing";
    route.response_type = "text/html";
    if (posts) route.request_types = {"application/x-www-form-urlencoded"};
    route.handler = InPool(parts.pool, [&parts, posts](const RouteContext& context) {
      return LinkAnswer(parts, context, posts);
    });
    router->Add(Permission::kAnyone, std::move(route));
  }
}

}  // namespace signalbox
