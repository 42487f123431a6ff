// `signalbox report`: figures of a period beside the period before (docs/reports.md).
#include <cstdio>
#include <memory>

#include "base/markup.h"
#include "main/control.h"
#include "main/report_command.h"
#include "main/workspace_flags.h"
#include "workspace/report_reader.h"
#include "workspace/stored_state.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

constexpr std::string_view kWeekReport = "week";

struct ReportCommand {
  WorkspaceOptions workspace;
  std::string name;
  PeriodWords period;
  bool json = false, csv = false, text = false;
};

// Of a server: it has the newest counts and the roster of this moment.
Result<std::string> AskForReport(const ReportCommand& command) {
  std::string target = "/v1/reports/" + UrlEscape(command.name) + "?format=" +
                       (command.json  ? "json"
                        : command.csv ? "csv"
                                      : "text");
  for (const auto& [name, text] : {std::pair("from", &command.period.from),
                                   {"to", &command.period.to},
                                   {"week", &command.period.week}}) {
    if (!text->empty()) target += "&" + std::string(name) + "=" + UrlEscape(*text);
  }
  return AskServer(command.workspace, Method::kGet, target, "");
}

Result<std::string> Rendered(const ReportCommand& command, const std::string& views,
                             const ReportAsk& ask) {
  if (command.name == kWeekReport) {
    if (command.csv) return Err(Code::kInvalid, "the week is a message; name a report for --csv");
    SB_ASSIGN(const ReportMessage message, WeekMessage(views, ask));
    return command.json ? MessageJson(message) : message.text;
  }
  SB_ASSIGN(const ReportSpec* const spec, FindReport(command.name));
  SB_ASSIGN(const Report report, ReadReport(views, *spec, ask));
  return command.json ? ReportJson(report) : command.csv ? ReportCsv(report) : ReportText(report);
}

Result<std::string> WrittenReport(const ReportCommand& command) {
  const TimeUs now = SystemClock().Now();
  PeriodWords words = command.period;
  // The message is about whole weeks.
  const bool unsaid = words.from.empty() && words.to.empty() && words.week.empty();
  SB_ASSIGN(ReportPeriod period, ReadPeriod(words, now));
  if (unsaid && command.name == kWeekReport) period = LastWeek(now);
  ReportCommand asked = command;
  asked.period = {FormatTime(period.from), FormatTime(period.to), ""};
  const Result<StoredWorkspace> stored = OpenStored(command.workspace);
  if (!stored.ok() && stored.error().code == Code::kConflict) return AskForReport(asked);
  if (!stored.ok()) return stored.error();
  SB_ASSIGN(const std::unique_ptr<State> state, LoadStored(*stored, LoadStoredVersion));
  const std::string path = command.workspace.directory + "/views.db";
  {
    SB_ASSIGN(const std::unique_ptr<Views> views, Views::Open(path));
    for (bool more = true; more;) {
      SB_ASSIGN(more, views->CatchUp(*stored->store, stored->store->next_position()));
    }
  }
  const ReportPeople people = PeopleOf(*state, Sight::Whole());
  return Rendered(command, path, AskFor(period, people, now));
}

int RunReport(const ReportCommand& command) {
  const Result<std::string> text = WrittenReport(command);
  if (!text.ok())
    return Fail(text.error().code == Code::kNotFound ? AsWrongUse(text.error()) : text.error());
  std::printf("%s%s", text->c_str(), command.json ? "\n" : "");
  return kExitDone;
}

}  // namespace

void AddReport(CLI::App& app, int* exit) {
  auto options = std::make_shared<ReportCommand>();
  CLI::App* command = app.add_subcommand("report", "figures of a period beside the period before");
  options->name = kWeekReport;
  command->add_option("name", options->name,
                      "overview, response-time, conversion, sla, data-quality, triage, misroutes, "
                      "fallback, returned, by-hand, turns, rules, auditability, publish, or week: "
                      "all of them as one message (default)");
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_option("--from", options->period.from, "from this hour on");
  command->add_option("--to", options->period.to, "and before this one");
  command->add_option("--week", options->period.week, "in place of both: 2026-W47");
  CLI::Option* json = command->add_flag("--json", options->json, "as JSON");
  CLI::Option* csv = command->add_flag("--csv", options->csv, "as CSV");
  CLI::Option* text = command->add_flag("--text", options->text, "as text (default)");
  json->excludes(csv)->excludes(text);
  csv->excludes(text);
  command->callback([options, exit] { *exit = RunReport(*options); });
}

}  // namespace signalbox
