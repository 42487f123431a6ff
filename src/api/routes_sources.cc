// /v1/sources: what `POST /v1/intake/{source}` reads and checks by.
#include <nlohmann/json.hpp>

#include "api/acting_person.h"
#include "api/answer_route.h"
#include "api/source_book.h"
#include "base/json_writer.h"
#include "workspace/source_changes.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// `{"mapping","secret","signature"}`, each a text, null or not there.
Result<SourceSettings> ReadSettings(const RouteContext& context) {
  SourceSettings settings;
  settings.name = context.Path("name");
  const nlohmann::json root = nlohmann::json::parse(context.request.body, nullptr, false);
  if (!root.is_object()) {
    return Err(Code::kInvalid,
               R"(send {"mapping": "columns: {...}", "secret": "...", "signature": "..."})");
  }
  for (const auto& [name, value] : root.items()) {
    std::string* member = name == "mapping"     ? &settings.mapping
                          : name == "secret"    ? &settings.secret
                          : name == "signature" ? &settings.signature
                                                : nullptr;
    if (member == nullptr) {
      return Err(Code::kInvalid, "a source has `mapping`, `secret` and `signature`, no `" +
                                     name.substr(0, 100) + "`");
    }
    if (value.is_null()) continue;
    const auto* text = value.get_ptr<const std::string*>();
    if (text == nullptr) return Err(Code::kInvalid, "`" + name + "` is a text");
    *member = *text;
  }
  return settings;
}

Result<std::string> OneJson(ApiParts& parts, std::string_view name) {
  const auto booked = parts.sources.Find(name);
  if (booked == nullptr) {
    return Err(Code::kNotFound,
               "there is no source of this name; leads sent to it are read by the usual names");
  }
  return SourceJson(parts.workspace.store(), booked->source);
}

Result<std::string> PutSource(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const SourceSettings settings, ReadSettings(context));
  SB_TRY(parts.sources.Set(ActorOf(context), settings));
  return OneJson(parts, settings.name);
}

Result<std::string> AllJson(ApiParts& parts) {
  std::string text = R"({"sources":[)";
  bool first = true;
  for (const auto& booked : parts.sources.All()) {
    SB_ASSIGN(const std::string one, SourceJson(parts.workspace.store(), booked->source));
    text += (std::exchange(first, false) ? "" : ",") + one;
  }
  return text + "]}";
}

}  // namespace

void AddSourceRoutes(ApiParts& parts, Router* router) {
  Route all = AnswerRoute(parts, Method::kGet, "/v1/sources", "Every source that was set",
                          [&parts](const RouteContext&) { return AllJson(parts); });
  all.response_schema = "Sources";
  router->Add(Permission::kReadSetup, std::move(all));
  Route one = AnswerRoute(
      parts, Method::kGet, "/v1/sources/{name}", "One source, without its secret",
      [&parts](const RouteContext& context) { return OneJson(parts, context.Path("name")); });
  one.response_schema = "Source";
  router->Add(Permission::kReadSetup, std::move(one));
  Route set =
      AnswerRoute(parts, Method::kPut, "/v1/sources/{name}",
                  "Set how a source's leads are read and how its requests are signed",
                  [&parts](const RouteContext& context) { return PutSource(parts, context); });
  set.request_schema = "SourceSettings";
  set.response_schema = "Source";
  router->Add(Permission::kWriteSources, std::move(set));
  Route remove;
  remove.method = Method::kDelete;
  remove.pattern = "/v1/sources/{name}";
  remove.summary = "Remove a source; its leads stay";
  remove.success = {204};
  remove.handler = InPool(parts.pool, [&parts](const RouteContext& context) {
    const Status removed =
        parts.sources.Remove(ActorOf(context), std::string(context.Path("name")));
    if (!removed.ok()) return ErrorResponse(removed.error(), context.request.path());
    return HttpResponse{.status = 204, .content_type = {}};
  });
  router->Add(Permission::kWriteSources, std::move(remove));
}

}  // namespace signalbox
