// `signalbox policy watch`: what the active policy's own decisions say about it.
#include <cstdio>
#include <memory>

#include "main/control.h"
#include "main/json_text.h"
#include "main/policy.h"
#include "main/whole_number.h"
#include "workspace/coverage_history.h"

namespace signalbox {
namespace {

struct WatchCommand {
  WorkspaceOptions workspace;
  int64_t days = CoverageOptions{}.days;
  bool json = false;
};

struct WatchShown {
  std::string json, text;
};

Result<WatchShown> RunHereOrAsk(const WatchCommand& command) {
  const Result<StoredWorkspace> stored = OpenStored(command.workspace);
  if (stored.ok()) {
    const CoverageOptions options{.now = SystemClock().Now(), .days = command.days};
    SB_ASSIGN(const WatchReport report,
              WatchCoverage(*stored->store, *stored->keys, LoadStoredVersion, options));
    return WatchShown{report.Json(), report.Text()};
  }
  if (stored.error().code != Code::kConflict) return stored.error();
  SB_ASSIGN(std::string answer,
            AskServer(command.workspace, Method::kGet,
                      "/v1/policies/watch?days=" + std::to_string(command.days), ""));
  std::string text = TextMember(answer, "text");
  return WatchShown{std::move(answer), std::move(text)};
}

int RunWatch(const WatchCommand& command) {
  const Result<WatchShown> shown = RunHereOrAsk(command);
  if (!shown.ok()) return Fail(shown.error());
  std::printf("%s%s", (command.json ? shown->json : shown->text).c_str(), command.json ? "\n" : "");
  return kExitDone;
}

}  // namespace

void AddPolicyWatch(CLI::App& policy, int* exit) {
  auto options = std::make_shared<WatchCommand>();
  CLI::App* command = policy.add_subcommand(
      "watch", "what the active policy's decisions say: values without a rule, rules without use");
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_option("--days", options->days, "length of the period (default 90)")
      ->check(WholeNumber())
      ->check(CLI::Range(int64_t{1}, kMaxWatchDays));
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunWatch(*options); });
}

}  // namespace signalbox
