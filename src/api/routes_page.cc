// GET /: the page for people. Open to anybody, because it holds no data: it asks the API with its
// reader's token.
#include "api/api_parts.h"
#include "api/page_text.h"
#include "api/router.h"
#include "base/hash.h"

namespace signalbox {
namespace {

// Only the page's own script and style may run (CSP level 3, hash sources), so that no lead's text
// ever becomes code.
std::string SourceHash(std::string_view text) {
  return "'sha256-" + ToBase64(View(Sha256(text))) + "'";
}

HttpResponse BuildPage() {
  HttpResponse page;
  page.content_type = "text/html; charset=utf-8";
  page.headers = {
      {"Content-Security-Policy",
       "default-src 'none'; script-src " + SourceHash(PageScript()) + "; style-src " +
           SourceHash(PageStyle()) +
           "; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cache-Control", "no-cache"},
  };
  page.body =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\"><title>Signalbox</title><style>";
  page.body += PageStyle();
  page.body += "</style></head><body>\n";
  page.body += PageBody();
  page.body += "\n<script>";
  page.body += PageScript();
  page.body += "</script></body></html>\n";
  return page;
}

}  // namespace

void AddPageRoutes(ApiParts&, Router* router) {
  Route route;
  route.pattern = "/";
  route.summary = "A page that lists leads for people";
  route.needs_token = false;
  route.response_type = "text/html";
  route.handler = [page = BuildPage()](const RouteContext&, Responder responder) {
    responder.Send(page);
  };
  router->Add(std::move(route));
}

}  // namespace signalbox
