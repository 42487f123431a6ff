// POST /v1/decide: what would happen to leads, with the full explanation and without any effect.
#include <nlohmann/json.hpp>

#include "api/api_parts.h"
#include "api/lead_json_out.h"
#include "api/problem.h"
#include "api/router.h"
#include "base/limits.h"
#include "intake/json_members.h"
#include "intake/lead_json.h"
#include "workspace/personal_limits.h"
#include "workspace/what_if.h"

namespace signalbox {
namespace {

// Each is told in full, about 10 KB of answer; `signalbox route --dry-run` takes files of any size.
constexpr size_t kMaxLeadsToDecide = 1'000;

// One more than a request may have, so that the one too many is named.
constexpr size_t kMaxDecideMembers = 5;

// What a request asks, or the one problem that it has.
struct DecideRequest {
  WhatIfQuestion question;
  bool many = false;
  std::vector<LeadItem> items;
};

Problem At(std::string_view pointer, std::string detail) {
  Problem problem = MakeProblem(400, std::move(detail));
  problem.pointer = pointer;
  return problem;
}

// A JSON string's text; nothing for any other value.
std::optional<std::string> JsonText(std::string_view value) {
  const nlohmann::json parsed = nlohmann::json::parse(value, nullptr, false);
  const auto* text = parsed.get_ptr<const std::string*>();
  return text == nullptr ? std::nullopt : std::optional<std::string>(*text);
}

std::optional<Problem> ReadLeads(std::string_view value, DecideRequest* request) {
  if (!value.starts_with('[')) return At("/leads", "`leads` is an array of leads");
  Result<ParsedLeads> leads = ParseLeads(value);
  if (!leads.ok()) {
    const int status = leads.error().code == Code::kExhausted ? 413 : 400;
    return MakeProblem(status, leads.error().message);
  }
  if (leads->items.size() > kMaxLeadsToDecide) {
    return MakeProblem(413,
                       "more than 1000 leads to decide in one request; send them in parts, or "
                       "use `signalbox route --dry-run`");
  }
  request->items = std::move(leads->items);
  request->many = true;
  return std::nullopt;
}

std::optional<Problem> ReadMember(const JsonMember& member, DecideRequest* request) {
  if (member.name == "lead") {
    request->items.push_back({0, 1, member.value, ParseLeadJson(member.value)});
    return std::nullopt;
  }
  if (member.name == "leads") return ReadLeads(member.value, request);
  if (member.name != "policy_version" && member.name != "now") {
    return At("/" + std::string(member.name.substr(0, 100)),
              "send `lead` or `leads`, and if you like `policy_version` and `now`");
  }
  if (member.value == "null") return std::nullopt;
  const std::optional<std::string> text = JsonText(member.value);
  if (!text) return At("/" + std::string(member.name), "expected a text");
  if (member.name == "policy_version") {
    request->question.policy_version = *text;
    return std::nullopt;
  }
  const Result<TimeUs> now = ParseTime(*text);
  if (!now.ok()) return At("/now", now.error().message);
  request->question.now = *now;
  return std::nullopt;
}

std::optional<Problem> ReadRequest(std::string_view body, DecideRequest* request) {
  const Result<std::vector<JsonMember>> members = SplitJsonObject(body, kMaxDecideMembers);
  if (!members.ok()) return MakeProblem(400, members.error().message);
  int given = 0;
  for (const JsonMember& member : *members) {
    given += member.name == "lead" || member.name == "leads";
    if (std::optional<Problem> problem = ReadMember(member, request)) return problem;
  }
  if (given != 1) return MakeProblem(400, "send either `lead`, an object, or `leads`, an array");
  return std::nullopt;
}

Problem ProblemOfItem(const DecideRequest& request, const LeadItem& item) {
  const std::string place = request.many ? "/leads/" + std::to_string(item.index) : "/lead";
  if (item.raw.size() > kMaxLeadBytes) return MakeProblem(413, item.lead.error().message);
  return At(place + item.lead.error().pointer, item.lead.error().message);
}

void AppendRefused(const Problem& problem, JsonWriter* json) {
  json->BeginObject().Member("status", "rejected").Key("error");
  AppendProblem(problem, json);
  json->EndObject();
}

HttpResponse Decide(Workspace& workspace, const RouteContext& context) {
  const HttpRequest& http = context.request;
  const auto refuse = [&](Problem problem) {
    problem.instance = http.path();
    return ProblemResponse(problem);
  };
  DecideRequest request;
  if (auto problem = ReadRequest(http.body, &request)) return refuse(*std::move(problem));
  std::vector<Attributes> leads;
  for (LeadItem& item : request.items) {
    if (item.lead.has_value())
      leads.push_back(std::move(*item.lead));
    else if (!request.many)
      return refuse(ProblemOfItem(request, item));
  }
  const Result<bool> may_look_up = MayLookUp(workspace, context.principal);
  if (!may_look_up.ok()) return refuse(ProblemFrom(may_look_up.error()));
  // What is told of a record is its history, and that takes the right to personal fields.
  const bool sees_history = context.principal.ReachFor(Permission::kReadPersonal) == Reach::kAll;
  request.question.as_strangers = !*may_look_up || (context.principal.IsPerson() && !sees_history);
  const auto answers = AskWhatIf(workspace, leads, request.question);
  if (!answers.ok()) return refuse(ProblemFrom(answers.error()));
  std::string text = request.many ? "[" : "";
  size_t next = 0;
  for (const LeadItem& item : request.items) {
    if (item.index > 0) text.push_back(',');
    JsonWriter json(&text);
    if (!item.lead.has_value()) {
      AppendRefused(ProblemOfItem(request, item), &json);
      continue;
    }
    const Result<WhatIfAnswer>& answer = (*answers)[next++];
    if (!answer.ok() && !request.many) return refuse(ProblemFrom(answer.error()));
    if (!answer.ok()) {
      AppendRefused(ProblemFrom(answer.error()), &json);
      continue;
    }
    json.BeginObject();
    AppendAnswerMembers(answer->lead, &json, answer->explanation.Json());
    json.EndObject();
  }
  if (request.many) text.push_back(']');
  return JsonResponse(std::move(text));
}

}  // namespace

void AddDecideRoutes(ApiParts& parts, Router* router) {
  Route route;
  route.method = Method::kPost;
  route.pattern = "/v1/decide";
  route.summary = "What would happen to a lead, or to each of several; nothing is changed";
  route.request_schema = "DecideInput";
  route.response_schema = "DecideAnswer";
  route.handler = InPool(parts.pool, [&parts](const RouteContext& context) {
    return Decide(parts.workspace, context);
  });
  router->Add(Permission::kTryDecisions, std::move(route));
}

}  // namespace signalbox
