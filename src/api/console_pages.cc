#include "api/console_pages.h"

#include <map>
#include <memory>

#include "api/http_responder.h"
#include "api/router.h"
#include "api/work_pool.h"

namespace signalbox {
namespace {

// Only what the binary carries may run (CSP level 3). Styles that scripts set one property at a
// time are not inline styles; fonts and pictures are the console's own, small ones within its
// style.
constexpr char kContentPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

constexpr char kNoConsole[] =
    "<!doctype html>\n<html lang=\"en\"><head><meta "
    "charset=\"utf-8\"><title>Signalbox</title></head>"
    "<body><h1>Signalbox</h1><p>This build has no console: it was made without npm. The API under "
    "/v1 is there; /openapi.json describes it.</p></body></html>\n";

std::string_view MediaType(std::string_view path) {
  const std::string_view ending = path.substr(path.rfind('.') + 1);
  if (ending == "html") return "text/html; charset=utf-8";
  if (ending == "js") return "text/javascript; charset=utf-8";
  if (ending == "css") return "text/css; charset=utf-8";
  if (ending == "svg") return "image/svg+xml";
  if (ending == "woff2") return "font/woff2";
  return "application/octet-stream";
}

HttpResponse StaticAnswer(std::string_view path, std::string_view cache) {
  HttpResponse answer;
  answer.content_type = MediaType(path);
  answer.headers = {{"Content-Security-Policy", kContentPolicy},
                    {"X-Content-Type-Options", "nosniff"},
                    {"Referrer-Policy", "no-referrer"},
                    {"Vary", "Accept-Encoding"},
                    {"Cache-Control", std::string(cache)}};
  return answer;
}

// Both forms of a file; few clients cannot unpack.
struct Served {
  HttpResponse packed, plain;

  const HttpResponse& For(const HttpRequest& request) const {
    const bool unpacks = request.Header("Accept-Encoding").find("gzip") != std::string_view::npos;
    return unpacks ? packed : plain;
  }
};

Served MakeServed(const ConsoleFile& file, std::string_view cache) {
  Served served;
  served.plain = served.packed = StaticAnswer(file.path, cache);
  served.packed.headers.emplace_back("Content-Encoding", "gzip");
  served.packed.body = file.gzip;
  served.plain.body = file.plain;
  return served;
}

// Everything that the console serves, shared by its routes.
struct Console {
  Served document;
  std::map<std::string, Served, std::less<>> assets;  // by name within assets/
};

constexpr std::string_view kAssets = "assets/";

std::shared_ptr<const Console> MakeConsole(std::span<const ConsoleFile> files) {
  auto console = std::make_shared<Console>();
  console->document = MakeServed({"index.html", kNoConsole, {}}, "no-cache");
  console->document.packed = console->document.plain;
  for (const ConsoleFile& file : files) {
    if (file.path == "index.html") console->document = MakeServed(file, "no-cache");
    if (!file.path.starts_with(kAssets)) continue;
    console->assets.emplace(file.path.substr(kAssets.size()),
                            MakeServed(file, "public, max-age=31536000, immutable"));
  }
  return console;
}

}  // namespace

void AddConsoleRoutes(std::span<const ConsoleFile> files, Router* router) {
  const std::shared_ptr<const Console> console = MakeConsole(files);
  for (const char* pattern : {"/", "/setup", "/console", "/console/{rest}"}) {
    Route route;
    route.pattern = pattern;
    route.summary = "The web console";
    route.response_type = "text/html";
    route.handler = [console](const RouteContext& context, Responder responder) {
      responder.Send(console->document.For(context.request));
    };
    router->Add(Permission::kAnyone, std::move(route));
  }
  Route asset;
  asset.pattern = "/assets/{name}";
  asset.summary = "A file of the web console, named by its content";
  asset.response_type = "application/octet-stream";
  asset.handler = [console](const RouteContext& context, Responder responder) {
    const auto at = console->assets.find(context.Path("name"));
    if (at == console->assets.end()) {
      responder.Send(ErrorResponse(404, "the console has no such file", context.request.path()));
    } else {
      responder.Send(at->second.For(context.request));
    }
  };
  router->Add(Permission::kAnyone, std::move(asset));
}

}  // namespace signalbox
