// `signalbox policy hand-backs`: what came back of what people and rules gave out.
#include <cstdio>
#include <memory>

#include "base/markup.h"
#include "main/control.h"
#include "main/policy.h"
#include "workspace/hand_backs.h"

namespace signalbox {
namespace {

struct HandBackCommand {
  WorkspaceOptions workspace;
  std::string since, until;
  bool json = false;
};

Result<HandBackReport> HandBackReportOf(const HandBackCommand& command) {
  HandBackOptions options;
  std::string query;
  for (const auto& [name, text, to] : {std::tuple("since", &command.since, &options.since),
                                       {"until", &command.until, &options.until}}) {
    if (text->empty()) continue;
    const Result<TimeUs> time = ParseTime(*text);
    if (!time.ok()) return Err(Code::kInvalid, time.error().message);
    *to = *time;
    query += (query.empty() ? "?" : "&") + std::string(name) + "=" + UrlEscape(*text);
  }
  const Result<StoredWorkspace> stored = OpenStored(command.workspace);
  if (!stored.ok() && stored.error().code == Code::kConflict) {
    SB_ASSIGN(const std::string answer,
              AskServer(command.workspace, Method::kGet, "/v1/reports/hand-backs" + query, ""));
    return ReadHandBackReport(answer);
  }
  if (!stored.ok()) return stored.error();
  return CountHandBacks(*stored->store, *stored->keys, LoadStoredVersion, options);
}

int RunHandBacks(const HandBackCommand& command) {
  const Result<HandBackReport> report = HandBackReportOf(command);
  if (!report.ok()) return Fail(report.error());
  std::printf("%s%s", (command.json ? report->Json() : report->Text()).c_str(),
              command.json ? "\n" : "");
  return kExitDone;
}

}  // namespace

void AddPolicyHandBacks(CLI::App& policy, int* exit) {
  auto options = std::make_shared<HandBackCommand>();
  CLI::App* command =
      policy.add_subcommand("hand-backs", "rates of hand-backs by person, rule and reason");
  command->add_option("--since", options->since, "from this time on");
  command->add_option("--until", options->until, "and before this one");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunHandBacks(*options); });
}

}  // namespace signalbox
