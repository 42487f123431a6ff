// POST /v1/leads/{id}/accept and its like: what people do with leads.
#include "api/api_parts.h"
#include "api/lead_json_out.h"
#include "api/problem.h"
#include "api/router.h"
#include "workspace/lead_sight.h"
#include "workspace/lead_verbs.h"

namespace signalbox {
namespace {

std::string_view Summary(Verb verb) {
  switch (verb) {
    case Verb::kAccept:
      return "Say that its owner takes a lead up";
    case Verb::kContacted:
      return "Say that the person was contacted";
    case Verb::kBook:
      return "Say that a meeting was booked";
    case Verb::kMet:
      return "Say that the meeting took place";
    case Verb::kActivity:
      return "Say that there was an activity in the CRM";
    case Verb::kWait:
      return "Say that a lead waits for the customer";
    case Verb::kResume:
      return "Say that a lead waits no longer";
    case Verb::kHandBack:
      return "Hand a lead back, with a reason of the policy that decides what follows";
    case Verb::kHandOver:
      return "Hand a lead over to somebody else";
    case Verb::kRecall:
      return "Take a lead back from an owner who has not taken it up";
    case Verb::kClaim:
      return "Take a lead from its queue";
    case Verb::kDecide:
      return "Decide about a lead that waits for it: give it an owner or a queue, or reject it";
  }
  return "";
}

Permission PermissionOf(Verb verb) {
  switch (verb) {
    case Verb::kRecall:
      return Permission::kRecallLeads;
    case Verb::kClaim:
      return Permission::kClaimLeads;
    case Verb::kDecide:
      return Permission::kDecideLeads;
    default:
      return Permission::kWorkLeads;
  }
}

// A decision that lapsed says what changed, and what the caller would be shown now.
HttpResponse LapsedDecision(const Error& error, const LeadLapse& lapse,
                            const RouteContext& context) {
  Problem problem = ProblemFrom(error);
  problem.instance = context.request.path();
  HttpResponse response = ProblemResponse(problem);
  response.body.pop_back();
  std::string members;
  JsonWriter json(&members);
  json.BeginObject().Key("changed").BeginArray();
  for (const std::string& name : lapse.changed) json.String(name);
  json.EndArray().Member("shown_hash", lapse.shown_hash).EndObject();
  response.body += "," + members.substr(1);
  return response;
}

}  // namespace

void AddVerbRoutes(ApiParts& parts, Router* router) {
  for (int number = 0; number < kVerbCount; ++number) {
    const auto verb = static_cast<Verb>(number);
    Route route;
    route.method = Method::kPost;
    route.pattern = "/v1/leads/{id}/" + std::string(VerbName(verb));
    route.summary = Summary(verb);
    route.request_schema = "VerbRequest";
    route.response_schema = "LeadState";
    route.handler = InPool(parts.pool, [&parts, verb](const RouteContext& context) {
      const std::string lead(context.Path("id"));
      const Status may =
          CheckActOnLead(parts.workspace, context.principal, PermissionOf(verb), lead);
      if (!may.ok()) return ErrorResponse(may.error(), context.request.path());
      Result<VerbRequest> request = ParseVerbRequest(context.request.body);
      if (!request.ok()) return ErrorResponse(request.error(), context.request.path());
      Result<std::string> by = WhoDid(context.principal, request->by, false);
      if (!by.ok()) return ErrorResponse(by.error(), context.request.path());
      request->by = std::move(*by);
      LeadLapse lapse;
      const Result<LeadAnswer> answer =
          ActOnLead(parts.workspace, lead, verb, *request, context.principal.name, &lapse);
      if (!answer.ok() && !lapse.shown_hash.empty())
        return LapsedDecision(answer.error(), lapse, context);
      if (!answer.ok()) return ErrorResponse(answer.error(), context.request.path());
      return JsonResponse(AnswerJson(*answer));
    });
    router->Add(PermissionOf(verb), std::move(route));
  }
}

}  // namespace signalbox
