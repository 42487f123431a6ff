// /v1/queues, /v1/queues/{name} and /v1/bulk: what waits for people, and one action on many of it.

#include "access/permissions.h"
#include "api/act_refused.h"
#include "api/acting_person.h"
#include "api/answer_route.h"
#include "api/lead_rows.h"
#include "api/query_number.h"
#include "api/recorded_reading.h"
#include "api/views_wait.h"
#include "workspace/bulk_actions.h"
#include "workspace/desk_cases.h"
#include "workspace/lead_queues.h"
#include "workspace/views_writer.h"

namespace signalbox {
namespace {

constexpr int64_t kDefaultRows = 50;
// Each row costs a read of the log.
constexpr int64_t kMaxRows = 200;

// With whom the request acts for, which the workspace's own token says by a header.
Principal AskerOf(const RouteContext& context) {
  Principal principal = context.principal;
  principal.person = ActingPerson(context);
  return principal;
}

Result<std::string> CountsAnswer(ApiParts& parts, const RouteContext& context) {
  SB_TRY(WaitForViews(parts, context));
  const int64_t as_of = parts.views_writer.applied() - 1;
  SB_ASSIGN(const QueueReach reach, QueueReachOf(parts.workspace, AskerOf(context)));
  SB_ASSIGN(const std::vector<QueueLine> queues,
            CountQueues(parts.workspace, reach, parts.workspace.clock().Now()));
  return QueuesJson(queues, as_of);
}

Result<SeenAnswer> RowsJson(ApiParts& parts, const LeadFilter& filter, const std::string& name,
                            const Sight& sight) {
  const int64_t as_of = parts.views_writer.applied() - 1;
  LeadFilter asked = filter;
  // One more than asked for tells whether there is a next page.
  const auto limit = static_cast<size_t>(asked.limit++);
  SB_ASSIGN(std::vector<LeadViewRow> rows, parts.views.List(asked));
  const bool more = rows.size() > limit;
  if (more) rows.resize(limit);
  std::vector<ShownLead> shown;
  SB_TRY(parts.workspace.Ask([&](const Engine& engine) {
    for (const LeadViewRow& row : rows) shown.push_back(ShownOfRow(row, engine.state()));
  }));
  SeenAnswer answer;
  JsonWriter json(&answer.text);
  json.BeginObject().Member("queue", name).Key("items").BeginArray();
  for (ShownLead& one : shown)
    SB_TRY(AppendLeadRow(parts.workspace, sight, &one, &json, &answer.personal));
  json.EndArray();
  json.MemberOrNull("next_cursor", more ? std::to_string(rows.back().number) : std::string());
  json.Member("as_of", as_of).EndObject();
  return answer;
}

// Requests of the desk have a list of their own; what of them is open is told by their numbers.
Result<std::string> ExceptionsJson(ApiParts& parts, const RouteContext& context,
                                   const QueueReach& reach) {
  CaseFilter filter;
  filter.open = true;
  if (!reach.all_cases) filter.concerns = reach.person;
  if (!reach.all_cases && reach.person.empty())
    return Err(Code::kForbidden, "you are nobody of the roster, so none is yours");
  SB_ASSIGN(filter.cursor, QueryNumber(context, "cursor", 0, 1));
  SB_ASSIGN(filter.reader, CaseReaderOf(parts.workspace, context.principal, ActingPerson(context),
                                        ActingRoles(parts, context)));
  SB_ASSIGN(CaseList list, ListCases(parts.workspace, filter));
  if (list.readable > 0) SB_TRY(RecordReading(parts, context, FilterNames(context), list.readable));
  return std::move(list.json);
}

Result<std::string> RowsAnswer(ApiParts& parts, const RouteContext& context) {
  SB_TRY(WaitForViews(parts, context));
  SB_ASSIGN(const QueueReach reach, QueueReachOf(parts.workspace, AskerOf(context)));
  const std::string name(context.Path("name"));
  SB_ASSIGN(std::optional<LeadFilter> filter, FilterOfQueue(parts.workspace, reach, name));
  if (!filter.has_value()) return ExceptionsJson(parts, context, reach);
  SB_ASSIGN(filter->limit, QueryNumber(context, "limit", kDefaultRows, 1));
  filter->limit = std::min(filter->limit, kMaxRows);
  SB_ASSIGN(filter->before, QueryNumber(context, "cursor", 0, 1));
  return AnswerSeen(parts, context, FilterNames(context),
                    [&](const Sight& sight) { return RowsJson(parts, *filter, name, sight); });
}

// The leads of the queue that the request names, the oldest first.
Status NameLeads(ApiParts& parts, const Principal& asker, BulkRequest* request) {
  if (request->queue.empty()) return {};
  SB_TRY(WaitForAllViews(parts));
  SB_ASSIGN(const QueueReach reach, QueueReachOf(parts.workspace, asker));
  SB_ASSIGN(std::optional<LeadFilter> filter,
            FilterOfQueue(parts.workspace, reach, request->queue));
  if (!filter.has_value())
    return Err(Code::kInvalid, "`exceptions` are requests, which are decided one by one");
  filter->limit = static_cast<int64_t>(kMaxBulkLeads) + 1;
  SB_ASSIGN(std::vector<LeadViewRow> rows, parts.views.List(*filter));
  request->more = rows.size() > kMaxBulkLeads;
  if (request->more) rows.pop_back();
  for (const LeadViewRow& row : rows) request->leads.push_back(FormatId("lead", row.id));
  return {};
}

Result<std::string> BulkAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(BulkRequest request, ParseBulkRequest(context.request.body));
  const Principal asker = AskerOf(context);
  const Result<std::string> by = WhoDid(context.principal, request.verb.by, false);
  if (!by.ok()) return NoteRefusal(parts, context, by.error()).error();
  request.verb.by = by->empty() ? asker.person : *by;
  if (!asker.May(PermissionOf(request.action))) {
    return NoteRefusal(parts, context,
                       Err(Code::kForbidden,
                           "this needs the right `" +
                               std::string(PermissionName(PermissionOf(request.action))) + "`"))
        .error();
  }
  SB_TRY(NameLeads(parts, asker, &request));
  const Result<BulkOutcome> outcome =
      ActOnMany(parts.workspace, asker, request, MostAtOnce(context.principal.roles));
  if (!outcome.ok()) return NoteRefusal(parts, context, outcome.error()).error();
  // Whoever looks at the queue next finds what they did. It is done also where the lists are
  // behind.
  if (!request.dry_run)
    parts.views_writer.WaitFor(parts.workspace.store().next_position() - 1, kViewsWaitUs);
  return outcome->Json(request.action);
}

}  // namespace

void AddQueueRoutes(ApiParts& parts, Router* router) {
  Route counts =
      AnswerRoute(parts, Method::kGet, "/v1/queues", "What waits for people, by queue",
                  [&parts](const RouteContext& context) { return CountsAnswer(parts, context); });
  counts.response_schema = "Queues";
  counts.query = {{"at_least", "wait until the lists hold this position"}};
  router->Add(Permission::kReadLeads, std::move(counts));
  Route rows =
      AnswerRoute(parts, Method::kGet, "/v1/queues/{name}", "The leads of a queue, oldest first",
                  [&parts](const RouteContext& context) { return RowsAnswer(parts, context); });
  rows.response_schema = "QueueItems";
  rows.query = {{"limit", "items of a page, 50 if not given, at most 200"},
                {"cursor", "next_cursor of the page before"},
                {"at_least", "wait until the lists hold this position"}};
  router->Add(Permission::kReadLeads, std::move(rows));
}

void AddBulkRoutes(ApiParts& parts, Router* router) {
  Route route = AnswerRoute(
      parts, Method::kPost, "/v1/bulk",
      "One action on many leads; as a dry run, what it would do and what it cannot, and why",
      [&parts](const RouteContext& context) { return BulkAnswer(parts, context); });
  route.request_schema = "BulkRequest";
  route.response_schema = "BulkOutcome";
  router->Add(Permission::kActOnMany, std::move(route));
}

}  // namespace signalbox
