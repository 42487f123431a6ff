// /v1/cases and /v1/approvals: the exception desk.
#include <charconv>

#include "api/acting_person.h"
#include "api/answer_route.h"
#include "api/problem.h"
#include "api/query_number.h"
#include "api/recorded_reading.h"
#include "workspace/desk_cases.h"
#include "workspace/desk_json.h"

namespace signalbox {
namespace {

DeskCaller CallerOf(const ApiParts& parts, const RouteContext& context,
                    DeskLibrary* library = nullptr) {
  return {ActingPerson(context),
          context.principal.name,
          "",
          library,
          ActingRoles(parts, context),
          [&parts](const std::string& person) { return parts.book.RolesOf(person); }};
}

Result<CaseReader> ReaderOfCases(const ApiParts& parts, const RouteContext& context) {
  return CaseReaderOf(parts.workspace, context.principal, ActingPerson(context),
                      ActingRoles(parts, context));
}

std::string CaseInPath(const RouteContext& context) {
  return std::string(context.Path("id"));
}

// Where they read their own requests alone and are nobody of the roster.
Status CheckHasOwn(const RouteContext& context) {
  if (context.principal.ReachFor(Permission::kReadCases) == Reach::kAll ||
      !ActingPerson(context).empty())
    return {};
  return Err(Code::kForbidden, "you are nobody of the roster, so none is yours");
}

// `me` is whoever asks.
std::string PersonOfQuery(const RouteContext& context, std::string_view name) {
  const std::string* text = context.Query(name);
  if (text == nullptr) return {};
  return *text == "me" ? ActingPerson(context) : *text;
}

Result<CaseOrder> OrderOf(const RouteContext& context) {
  const std::string* order = context.Query("order");
  if (order == nullptr || *order == "newest") return CaseOrder::kNewestFirst;
  if (*order == "oldest") return CaseOrder::kOldestFirst;
  return Err(Code::kInvalid, "`order` is `newest` or `oldest`");
}

Result<CaseFilter> FilterOf(const RouteContext& context) {
  CaseFilter filter;
  if (const std::string* status = context.Query("status"); status != nullptr) {
    filter.open = *status == "open";
    if (!filter.open) {
      SB_ASSIGN(filter.status, CaseStatusByName(*status));
    }
  }
  if (const std::string* priority = context.Query("priority"); priority != nullptr) {
    SB_ASSIGN(filter.priority, CasePriorityByName(*priority));
  }
  SB_ASSIGN(filter.order, OrderOf(context));
  filter.requester = PersonOfQuery(context, "requester");
  filter.approver = PersonOfQuery(context, "current_owner");
  SB_TRY(CheckHasOwn(context));
  if (context.principal.ReachFor(Permission::kReadCases) != Reach::kAll) {
    const std::string me = ActingPerson(context);
    if (filter.approver != me) filter.requester = me;
  }
  SB_ASSIGN(filter.cursor, QueryNumber(context, "cursor", 0, 1));
  SB_ASSIGN(filter.limit, QueryNumber(context, "limit", filter.limit, 1));
  filter.limit = std::min(filter.limit, kMaxCasesListed);
  return filter;
}

// In the words of a case that is not there, where it is nobody's of theirs.
Result<CaseStory> SeenCase(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(CaseStory story, ReadCase(parts.workspace, CaseInPath(context)));
  SB_ASSIGN(const CaseReader reader, ReaderOfCases(parts, context));
  bool own = IsPartOf(story, reader.person);
  // A delegate, or somebody above, looks at what they may decide about.
  if (!own) {
    SB_ASSIGN(own, MayDecideCase(parts.workspace, CaseInPath(context), reader));
  }
  if (!own && context.principal.ReachFor(Permission::kReadCases) != Reach::kAll)
    return Err(Code::kNotFound, "there is no request with this id");
  NarrowStory(reader, own, &story);
  if (ShowsWords(story)) SB_TRY(RecordReading(parts, context, "", 1));
  return story;
}

// Recorded before it is sent; what cannot be recorded is not shown.
Result<std::string> SeenList(ApiParts& parts, const RouteContext& context, CaseList list) {
  if (list.readable > 0) SB_TRY(RecordReading(parts, context, FilterNames(context), list.readable));
  return std::move(list.json);
}

Result<std::string> Listed(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(CaseFilter filter, FilterOf(context));
  SB_ASSIGN(filter.reader, ReaderOfCases(parts, context));
  SB_ASSIGN(CaseList list, ListCases(parts.workspace, filter));
  return SeenList(parts, context, std::move(list));
}

Result<std::string> Approvals(ApiParts& parts, const RouteContext& context) {
  SB_TRY(CheckHasOwn(context));
  SB_ASSIGN(const CaseReader reader, ReaderOfCases(parts, context));
  SB_ASSIGN(CaseList list, ListApprovals(parts.workspace, reader.person, reader));
  return SeenList(parts, context, std::move(list));
}

Result<std::string> SeenFile(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const CaseStory story, SeenCase(parts, context));
  if (story.masked)
    return Err(Code::kForbidden, "the personal fields of this request's record are not for you");
  int64_t number = 0;
  const std::string text(context.Path("number"));
  std::from_chars(text.data(), text.data() + text.size(), number);
  return ReadCaseFile(parts.workspace, CaseInPath(context), number);
}

// A decision that lapsed says what the caller would be shown now.
HttpResponse Lapsed(const CaseStory& story, const RouteContext& context) {
  Problem problem = MakeProblem(
      409,
      "the request or its record changed since it was shown, so nothing was decided; look at "
      "it again and decide with its `shown_hash`");
  problem.instance = context.request.path();
  HttpResponse response = ProblemResponse(problem);
  response.body.pop_back();
  response.body += ",\"shown_hash\":\"" + ShownHash(story) + "\"}";
  return response;
}

Answerer RulingAnswer(ApiParts& parts) {
  return [&parts](const RouteContext& context) {
    Workspace& workspace = parts.workspace;
    const auto fail = [&context](const Error& error) {
      return ErrorResponse(error, context.request.path());
    };
    const Result<RulingRequest> request = ParseRulingRequest(context.request.body);
    if (!request.ok()) return fail(request.error());
    const Result<RulingOutcome> outcome =
        RuleCase(workspace, CallerOf(parts, context), context.Path("id"), *request);
    if (!outcome.ok()) return fail(outcome.error());
    if (outcome->lapsed) return Lapsed(outcome->story, context);
    return JsonResponse(CaseOutputJson(outcome->story));
  };
}

void AddOpening(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route open = ResponseRoute(
      parts, Method::kPost, "/v1/cases", "Make a request about the routing of a record",
      [&parts, &workspace](const RouteContext& context) {
        const Result<CaseRequest> request = ParseCaseRequest(context.request.body);
        if (!request.ok()) return ErrorResponse(request.error(), context.request.path());
        const Result<CaseStory> story =
            OpenCase(workspace, CallerOf(parts, context, &parts.library), *request);
        if (!story.ok()) return ErrorResponse(story.error(), context.request.path());
        return JsonResponse(CaseOutputJson(*story), 201);
      });
  open.request_schema = "CaseRequest";
  open.response_schema = "CaseOutput";
  open.success = {201};
  router->Add(Permission::kOpenCases, std::move(open));
}

void AddReading(ApiParts& parts, Router* router) {
  Route list =
      AnswerRoute(parts, Method::kGet, "/v1/cases", "Requests, one row each",
                  [&parts](const RouteContext& context) { return Listed(parts, context); });
  list.query = {{"status",
                 "New, Triaging, Waiting, Escalated, Completed, Rejected or Closed; open: any of "
                 "the first four"},
                {"priority", "Low, Medium or High"},
                {"order", "newest first unless it says oldest"},
                {"requester", "a person's id, or me"},
                {"current_owner", "who is asked to decide: a person's id, or me"},
                {"limit", "at most 200"},
                {"cursor", "next_cursor of the page before"}};
  list.response_schema = "CaseList";
  router->Add(Permission::kReadCases, std::move(list));
  Route approvals =
      AnswerRoute(parts, Method::kGet, "/v1/approvals",
                  "What waits for a decision; of the caller where one is named",
                  [&parts](const RouteContext& context) { return Approvals(parts, context); });
  approvals.response_schema = "ApprovalList";
  router->Add(Permission::kDecideCases, std::move(approvals));
  Route one = AnswerRoute(parts, Method::kGet, "/v1/cases/{id}", "One request with all about it",
                          [&parts](const RouteContext& context) -> Result<std::string> {
                            SB_ASSIGN(const CaseStory story, SeenCase(parts, context));
                            return CaseDetailJson(story);
                          });
  one.response_schema = "Case";
  router->Add(Permission::kReadCases, std::move(one));
  Route audit = AnswerRoute(parts, Method::kGet, "/v1/cases/{id}/audit", "Its audit log",
                            [&parts](const RouteContext& context) -> Result<std::string> {
                              SB_ASSIGN(const CaseStory story, SeenCase(parts, context));
                              return CaseAuditJson(story);
                            });
  audit.response_schema = "CaseAudit";
  router->Add(Permission::kReadCases, std::move(audit));
  Route file = AnswerRoute(
      parts, Method::kGet, "/v1/cases/{id}/attachments/{number}", "A file that came with it",
      [&parts](const RouteContext& context) { return SeenFile(parts, context); });
  file.response_schema = "CaseFile";
  router->Add(Permission::kReadCases, std::move(file));
}

void AddMoves(ApiParts& parts, Router* router) {
  Workspace& workspace = parts.workspace;
  Route say = AnswerRoute(
      parts, Method::kPost, "/v1/cases/{id}/messages", "Say something in its conversation",
      [&parts, &workspace](const RouteContext& context) -> Result<std::string> {
        SB_ASSIGN(const CaseMessageRequest said, ParseCaseMessage(context.request.body));
        SB_ASSIGN(const CaseStory story,
                  SayInCase(workspace, CallerOf(parts, context, &parts.library),
                            CaseInPath(context), said.text, said.files));
        return CaseOutputJson(story);
      });
  say.request_schema = "CaseMessage";
  say.response_schema = "CaseOutput";
  router->Add(Permission::kOpenCases, std::move(say));
  Route rule = ResponseRoute(parts, Method::kPost, "/v1/cases/{id}/decision",
                             "Approve, reject or return an escalated request", RulingAnswer(parts));
  rule.request_schema = "CaseRuling";
  rule.response_schema = "CaseOutput";
  router->Add(Permission::kDecideCases, std::move(rule));
  Route cancel =
      AnswerRoute(parts, Method::kPost, "/v1/cases/{id}/cancel", "Withdraw an open request",
                  [&parts, &workspace](const RouteContext& context) -> Result<std::string> {
                    SB_ASSIGN(const CaseStory story,
                              CancelCase(workspace, CallerOf(parts, context), CaseInPath(context)));
                    return CaseOutputJson(story);
                  });
  cancel.response_schema = "CaseOutput";
  router->Add(Permission::kOpenCases, std::move(cancel));
}

}  // namespace

void AddCaseRoutes(ApiParts& parts, Router* router) {
  AddOpening(parts, router);
  AddReading(parts, router);
  AddMoves(parts, router);
}

}  // namespace signalbox
