// /v1/people/{id}/availability and what changes it, /weight, /holdings and /reassign: when people
// are there, how many turns they take, and what they have in hand. What `signalbox person` asks of
// a running server.
#include "access/permissions.h"
#include "api/act_refused.h"
#include "api/acting_person.h"
#include "api/answer_route.h"
#include "api/leads_owned.h"
#include "workspace/availability.h"
#include "workspace/leave_import.h"
#include "workspace/person_weight.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

MoveOptions OptionsOf(const RouteContext& context) {
  MoveOptions options;
  options.by = ActingPerson(context);
  options.most = MostAtOnce(context.principal.roles);
  return options;
}

Status MayAct(ApiParts& parts, const RouteContext& context, Permission permission) {
  return NoteRefusal(parts, context,
                     CheckActOnPerson(parts.workspace, context.principal, permission,
                                      std::string(context.Path("id"))));
}

// Leads that leave somebody's hands are a change of availability only for whoever may set it; of
// somebody who left they are a reassignment.
Permission PermissionFor(AvailabilityVerb verb) {
  const bool for_good =
      verb == AvailabilityVerb::kDeactivate || verb == AvailabilityVerb::kActivate;
  return for_good ? Permission::kDeactivatePeople : Permission::kSetAvailability;
}

void AddChange(ApiParts& parts, const AvailabilityVerbSpec& spec, Router* router) {
  const Permission permission = PermissionFor(spec.verb);
  Route route = AnswerRoute(
      parts, Method::kPost, "/v1/people/{id}/" + std::string(spec.name), std::string(spec.summary),
      [&parts, verb = spec.verb, permission](const RouteContext& context) -> Result<std::string> {
        SB_TRY(MayAct(parts, context, permission));
        SB_ASSIGN(const AvailabilityRequest request,
                  ParseAvailabilityRequest(verb, context.request.body));
        return ChangeAvailability(parts.workspace, LeadsOwnedByViews(parts),
                                  std::string(context.Path("id")), verb, request,
                                  OptionsOf(context), ActorOf(context));
      });
  route.request_schema = "AvailabilityRequest";
  route.response_schema = "AvailabilityChanged";
  router->Add(permission, std::move(route));
}

Result<std::string> WeightAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(WeightRequest request, ParseWeightRequest(context.request.body));
  SB_ASSIGN(request.by, WhoDid(context.principal, request.by, false));
  if (request.by.empty()) request.by = ActingPerson(context);
  Result<std::string> set = SetWeight(parts.workspace, context.principal,
                                      std::string(context.Path("id")), request, ActorOf(context));
  if (!set.ok()) SB_TRY(NoteRefusal(parts, context, set.error()));
  return set;
}

void AddWeight(ApiParts& parts, Router* router) {
  Route route = AnswerRoute(
      parts, Method::kPost, "/v1/people/{id}/weight",
      "Set how many turns a person takes beside others; a manager within the bounds of their team",
      [&parts](const RouteContext& context) { return WeightAnswer(parts, context); });
  route.request_schema = "WeightRequest";
  route.response_schema = "WeightAnswer";
  router->Add(Permission::kSetWeights, std::move(route));
}

Result<std::string> HoldingsAnswer(ApiParts& parts, const RouteContext& context) {
  SB_TRY(MayAct(parts, context, Permission::kReassignHoldings));
  GiveOn how;
  if (const std::string* then = context.Query("then"); then != nullptr) {
    SB_ASSIGN(how.then, InHandThenByName(*then));
  }
  if (const std::string* to = context.Query("to"); to != nullptr) how.to = *to;
  SB_ASSIGN(const Holdings holdings,
            HoldingsOf(parts.workspace, LeadsOwnedByViews(parts), std::string(context.Path("id"))));
  if (how.then == InHandThen::kKeep) return HoldingsJson(holdings, nullptr);
  SB_ASSIGN(const MovePreview preview, PreviewGiveOn(parts.workspace, holdings, how));
  return HoldingsJson(holdings, &preview);
}

void AddHoldings(ApiParts& parts, Router* router) {
  Route holdings =
      AnswerRoute(parts, Method::kGet, "/v1/people/{id}/holdings",
                  "What a person has in hand, and who would get each of their leads",
                  [&parts](const RouteContext& context) { return HoldingsAnswer(parts, context); });
  holdings.response_schema = "Holdings";
  holdings.query = {{"then", "route_again (if not given) or delegate; keep: no preview"},
                    {"to", "of delegate: a person's id; their delegate if not given"}};
  router->Add(Permission::kReassignHoldings, std::move(holdings));
  Route reassign = AnswerRoute(
      parts, Method::kPost, "/v1/people/{id}/reassign",
      "Give what a person has in hand to others; as a dry run, what would move",
      [&parts](const RouteContext& context) -> Result<std::string> {
        SB_TRY(MayAct(parts, context, Permission::kReassignHoldings));
        SB_ASSIGN(const ReassignRequest request, ParseReassignRequest(context.request.body));
        return ReassignHoldings(parts.workspace, LeadsOwnedByViews(parts),
                                std::string(context.Path("id")), request, OptionsOf(context),
                                ActorOf(context));
      });
  reassign.request_schema = "ReassignRequest";
  reassign.response_schema = "Reassigned";
  router->Add(Permission::kReassignHoldings, std::move(reassign));
}

// Rows of people who are not theirs to set are reported as such; that is no denial, because a file
// of HR has everybody.
Result<std::string> ImportAnswer(ApiParts& parts, const RouteContext& context) {
  const std::string* person = context.Query("person");
  const std::string* dry_run = context.Query("dry_run");
  const Principal& principal = context.principal;
  const MaySetLeave may = [&principal](const State& state, const std::string& id) {
    return MayActOnPerson(state, principal, Permission::kSetAvailability, id);
  };
  SB_ASSIGN(const LeaveImport import, ImportLeave(parts.workspace, context.request.body,
                                                  person == nullptr ? std::string() : *person,
                                                  dry_run != nullptr && *dry_run == "true", may,
                                                  OptionsOf(context), ActorOf(context)));
  return import.Json();
}

void AddImport(ApiParts& parts, Router* router) {
  Route route = AnswerRoute(
      parts, Method::kPost, "/v1/leave-imports",
      "Leave from a calendar or from rows of `person,from,to[,then]`; bad lines are reported",
      [&parts](const RouteContext& context) { return ImportAnswer(parts, context); });
  route.query = {{"person", "whose leave all of it is; without it each entry names its people"},
                 {"dry_run", "true: say what would change"}};
  route.request_types = {"text/calendar", "text/csv"};
  route.request_schema = "LeaveFile";
  route.response_schema = "LeaveImported";
  router->Add(Permission::kSetAvailability, std::move(route));
}

}  // namespace

void AddAvailabilityRoutes(ApiParts& parts, Router* router) {
  Route read =
      AnswerRoute(parts, Method::kGet, "/v1/people/{id}/availability",
                  "When a person is there, and who stands in",
                  [&parts](const RouteContext& context) -> Result<std::string> {
                    SB_TRY(MayAct(parts, context, Permission::kReadAvailability));
                    return AvailabilityJson(parts.workspace, std::string(context.Path("id")),
                                            context.principal);
                  });
  read.response_schema = "Availability";
  router->Add(Permission::kReadAvailability, std::move(read));
  for (const AvailabilityVerbSpec& spec : AvailabilityVerbs()) AddChange(parts, spec, router);
  AddWeight(parts, router);
  AddImport(parts, router);
  AddHoldings(parts, router);
}

}  // namespace signalbox
