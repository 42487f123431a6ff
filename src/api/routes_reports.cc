// GET /v1/reports, /v1/reports/{name} and /v1/reports/{name}/records: figures beside the period
// before, and the records behind each; `signalbox report` asks them of a running server.

#include "api/answer_route.h"
#include "api/query_number.h"
#include "base/json_writer.h"
#include "workspace/lead_sight.h"
#include "workspace/report_reader.h"
#include "workspace/views_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

constexpr int64_t kDefaultRecords = 100;
// A page of the console, or of a spreadsheet that somebody reads.
constexpr int64_t kMaxRecords = 1'000;
constexpr TimeUs kReportWaitUs = 5 * kSecondUs;
constexpr std::string_view kWeekMessage = "week";

std::string TextIn(const RouteContext& context, std::string_view name) {
  const std::string* text = context.Query(name);
  return text == nullptr ? std::string() : *text;
}

struct AskedReport {
  ReportPeople people;
  ReportPeriod period;
  std::string views;
  TimeUs at = 0;
};

Result<AskedReport> ReadReportAsked(ApiParts& parts, const RouteContext& context) {
  AskedReport asked;
  asked.views = parts.workspace.directory() + "/views.db";
  asked.at = parts.workspace.clock().Now();
  SB_ASSIGN(asked.period,
            ReadPeriod({TextIn(context, "from"), TextIn(context, "to"), TextIn(context, "week")},
                       asked.at));
  SB_ASSIGN(const int64_t at_least, QueryNumber(context, "at_least", -1, 0));
  if (at_least >= 0 && !parts.views_writer.WaitFor(at_least, kReportWaitUs)) {
    return Err(Code::kUnavailable, "the counts have not reached position " +
                                       std::to_string(at_least) + " yet; try again");
  }
  SB_TRY(parts.workspace.Ask([&](const Engine& engine) {
    asked.people = PeopleOf(engine.state(), SightIn(engine.state(), context.principal));
  }));
  return asked;
}

HttpResponse TextResponse(std::string type, std::string text) {
  HttpResponse response = JsonResponse(std::move(text));
  response.content_type = std::move(type);
  return response;
}

Result<HttpResponse> ReportAnswer(ApiParts& parts, const RouteContext& context) {
  const std::string format = TextIn(context, "format");
  if (!format.empty() && format != "json" && format != "csv" && format != "text")
    return Err(Code::kInvalid, "`format` is json, csv or text");
  SB_ASSIGN(const AskedReport asked, ReadReportAsked(parts, context));
  const ReportAsk ask = AskFor(asked.period, asked.people, asked.at);
  if (context.Path("name") == kWeekMessage) {
    SB_ASSIGN(const ReportMessage message, WeekMessage(asked.views, ask));
    if (format == "text") return TextResponse("text/plain; charset=utf-8", message.text);
    if (format == "csv") return Err(Code::kInvalid, "the week is a message; ask for json or text");
    return JsonResponse(MessageJson(message));
  }
  SB_ASSIGN(const ReportSpec* const spec, FindReport(context.Path("name")));
  SB_ASSIGN(const Report report, ReadReport(asked.views, *spec, ask));
  if (format == "csv") return TextResponse("text/csv; charset=utf-8", ReportCsv(report));
  if (format == "text") return TextResponse("text/plain; charset=utf-8", ReportText(report));
  return JsonResponse(ReportJson(report));
}

Result<std::string> RecordsAnswer(ApiParts& parts, const RouteContext& context) {
  SB_ASSIGN(const AskedReport asked, ReadReportAsked(parts, context));
  RecordsAsk ask;
  SB_ASSIGN(ask.spec, FindReport(context.Path("name")));
  ask.figure = FindFigure(TextIn(context, "figure"));
  if (ask.figure == nullptr || ask.figure->Records() == 0)
    return Err(Code::kInvalid, "`figure` is the id of a figure whose `opens` is true");
  if (const std::string* group = context.Query("group"); group != nullptr) {
    for (const GroupSpec& one : ask.spec->groups) {
      if (one.id == *group) ask.group = &one;
    }
    if (ask.group == nullptr)
      return Err(Code::kInvalid, "the report has no group `" + *group + "`");
  }
  ask.key = TextIn(context, "key");
  ask.person = TextIn(context, "person");
  ask.period = asked.period;
  ask.people = asked.people.seen;
  ask.kept = asked.people.kept;
  ask.name_of = [&asked](PersonRef person) { return asked.people.NameOf(person); };
  ask.cursor = TextIn(context, "cursor");
  SB_ASSIGN(ask.limit, QueryNumber(context, "limit", kDefaultRecords, 1, kMaxRecords));
  SB_ASSIGN(const RecordsPage page, ReadRecords(asked.views, ask));
  return RecordsJson(page);
}

std::string NamesJson() {
  std::string text;
  JsonWriter json(&text);
  json.BeginArray();
  for (const ReportSpec& spec : AllReports())
    json.BeginObject().Member("name", spec.name).Member("title", spec.title).EndObject();
  json.EndArray();
  return text;
}

}  // namespace

void AddReportRoutes(ApiParts& parts, Router* router) {
  const std::vector<QueryParameter> period = {
      {"from", "from this hour on; seven days before `to` if not given"},
      {"to", "and before this one; now if not given"},
      {"week", "in place of both: 2026-W47"},
      {"at_least", "wait until the counts hold this position"}};
  Route names = AnswerRoute(parts, Method::kGet, "/v1/reports", "Which reports there are",
                            [](const RouteContext&) -> Result<std::string> { return NamesJson(); });
  names.response_schema = "ReportNames";
  router->Add(Permission::kReadFigures, std::move(names));

  Route report = ResponseRoute(
      parts, Method::kGet, "/v1/reports/{name}",
      "Figures of a period beside the period before; `week` is all of them as one message",
      [&parts](const RouteContext& context) {
        Result<HttpResponse> answer = ReportAnswer(parts, context);
        return answer.ok() ? std::move(*answer)
                           : ErrorResponse(answer.error(), context.request.path());
      });
  report.query = period;
  report.query.push_back({"format", "json, csv or text"});
  report.response_schema = "Report";
  router->Add(Permission::kReadFigures, std::move(report));

  Route records =
      AnswerRoute(parts, Method::kGet, "/v1/reports/{name}/records", "The records behind a figure",
                  [&parts](const RouteContext& context) { return RecordsAnswer(parts, context); });
  records.query = period;
  for (const auto& [name, words] : {std::pair("figure", "its id"),
                                    {"group", "of one line: the group's id"},
                                    {"key", "and the line's key"},
                                    {"person", "and the line's person"},
                                    {"limit", "records of a page, 100 if not given, at most 1000"},
                                    {"cursor", "next_cursor of the page before"}})
    records.query.push_back({name, words});
  records.response_schema = "ReportRecords";
  router->Add(Permission::kReadFigures, std::move(records));
}

}  // namespace signalbox
