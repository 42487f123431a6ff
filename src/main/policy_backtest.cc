// `signalbox policy backtest A B`: which leads another version would have sent elsewhere.
#include <sys/stat.h>

#include <cstdio>

#include "base/json_writer.h"
#include "base/limits.h"
#include "intake/lead_file.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/policy.h"
#include "plans/plan_loader.h"
#include "workspace/backtest_history.h"
#include "workspace/backtest_leads.h"
#include "workspace/event_json.h"

namespace signalbox {
namespace {

struct BacktestCommand {
  WorkspaceOptions workspace;
  LeadFileOptions file;
  std::string before, after, since, until, at, report;
  std::string mode = "both";
  std::vector<std::string> flags;
  bool json = false;
};

bool IsDirectory(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// A bundle's directory, published or not; else a published version.
Result<std::shared_ptr<const PolicyVersion>> FindGivenVersion(const StoredWorkspace& stored,
                                                              const std::string& name) {
  if (!IsDirectory(name)) return FindStoredVersion(*stored.store, LoadStoredVersion, name);
  SB_ASSIGN(const BundleFiles files, ReadGivenBundle(name));
  std::vector<Finding> findings;
  std::shared_ptr<const PolicyVersion> version = LoadVersion(files, nullptr, &findings);
  if (version != nullptr) return version;
  PrintFindings(findings, stderr);
  return Err(Code::kInvalid, "bundle `" + name + "` does not compile");
}

Result<FlagOverrides> ReadFlags(const BacktestCommand& command) {
  FlagOverrides flags;
  for (const std::string& text : command.flags) {
    const size_t equals = text.find('=');
    const std::string to = equals == std::string::npos ? "" : text.substr(equals + 1);
    if (to != "on" && to != "off")
      return Err(Code::kInvalid, "`--flag " + text + "` is not NAME=on or NAME=off");
    flags[text.substr(0, equals)] = to == "on";
  }
  return flags;
}

Result<BacktestOptions> ReadBacktestOptions(const BacktestCommand& command) {
  BacktestOptions options;
  SB_ASSIGN(options.flags, ReadFlags(command));
  SB_ASSIGN(options.mode, ParseBacktestMode(command.mode));
  if (!command.since.empty()) {
    SB_ASSIGN(options.since, ParseTime(command.since));
  }
  if (!command.until.empty()) {
    SB_ASSIGN(options.until, ParseTime(command.until));
  }
  if (options.since >= options.until)
    return Err(Code::kInvalid, "`--since` is not before `--until`");
  if (command.file.path.empty() && command.since.empty()) {
    return Err(Code::kInvalid,
               "say which leads: `--leads FILE`, or `--since TIME` for those that were recorded");
  }
  return options;
}

Result<BacktestReport> RunOnFile(const BacktestCommand& command, const BacktestOptions& options,
                                 const StoredWorkspace& stored) {
  Result<std::unique_ptr<LeadFile>> file = OpenLeadFile(command.file);
  if (!file.ok()) return AsWrongUse(file.error());
  TimeUs now = SystemClock().Now();
  if (!command.at.empty()) {
    SB_ASSIGN(now, ParseTime(command.at));
  }
  SB_ASSIGN(std::unique_ptr<State> state, LoadStored(stored, LoadStoredVersion));
  int64_t unreadable = 0;
  LeadRow row;
  const auto next = [&](Attributes* lead) -> Result<bool> {
    for (;;) {
      row = LeadRow{};
      SB_ASSIGN(const bool more, (*file)->Next(&row));
      if (!more) return false;
      if (row.good) break;
      if (unreadable++ < 5)
        std::fprintf(stderr, "line %lu: %s\n", row.fault.line, row.fault.error.c_str());
    }
    *lead = std::move(row.lead);
    return true;
  };
  SB_ASSIGN(BacktestReport report, BacktestLeads(std::move(state), next, options, now));
  report.unreadable = unreadable;
  for (const std::string& note : (*file)->notes()) std::fprintf(stderr, "note: %s\n", note.c_str());
  return report;
}

Result<BacktestReport> RunHere(const BacktestCommand& command) {
  SB_ASSIGN(BacktestOptions options, ReadBacktestOptions(command));
  Result<StoredWorkspace> stored = OpenStored(command.workspace);
  if (!stored.ok()) return AsWrongUse(stored.error());
  SB_ASSIGN(options.before, FindGivenVersion(*stored, command.before));
  SB_ASSIGN(options.after, FindGivenVersion(*stored, command.after));
  SB_TRY(
      CheckOverrides(options.flags, {options.before->policy.get(), options.after->policy.get()}));
  if (!command.file.path.empty()) return RunOnFile(command, options, *stored);
  return BacktestHistory(*stored->store, *stored->keys, LoadStoredVersion, options);
}

// What the running server is asked; files are read here, because it reads none for others.
Result<std::string> BacktestBody(const BacktestCommand& command) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject();
  for (const auto& [key, name] : {std::pair("before", command.before), {"after", command.after}}) {
    json.Key(key);
    if (!IsDirectory(name)) {
      json.String(name);
      continue;
    }
    SB_ASSIGN(const BundleFiles files, ReadGivenBundle(name));
    json.BeginObject().Key("files").BeginObject();
    for (const auto& [path, content] : files) json.Member(path, content);
    json.EndObject().EndObject();
  }
  json.Member("mode", command.mode).Member("html", !command.report.empty());
  for (const auto& [key, time] :
       {std::pair("since", command.since), {"until", command.until}, {"at", command.at}}) {
    if (!time.empty()) json.Member(key, time);
  }
  SB_ASSIGN(const FlagOverrides flags, ReadFlags(command));
  json.Key("flags").BeginObject();
  for (const auto& [name, on] : flags) json.Member(name, on);
  json.EndObject();
  if (!command.file.path.empty()) {
    Result<std::unique_ptr<LeadFile>> file = OpenLeadFile(command.file);
    if (!file.ok()) return AsWrongUse(file.error());
    json.Key("leads").BeginArray();
    for (LeadRow row;; row = LeadRow{}) {
      SB_ASSIGN(const bool more, (*file)->Next(&row));
      if (!more) break;
      if (row.good) json.Raw(AttributesJson(row.lead));
    }
    json.EndArray();
  }
  json.EndObject();
  if (body.size() > kMaxBodyBytes) {
    return Err(Code::kExhausted,
               "too many leads to hand to a running server; stop it, or split the file");
  }
  return body;
}

struct BacktestShown {
  std::string json, text, html;
};

Result<BacktestShown> AskForBacktest(const BacktestCommand& command) {
  SB_TRY(ReadBacktestOptions(command));
  SB_ASSIGN(const std::string body, BacktestBody(command));
  SB_ASSIGN(std::string answer,
            AskServer(command.workspace, Method::kPost, "/v1/policies/backtest", body));
  BacktestShown shown;
  shown.text = TextMember(answer, "text");
  shown.html = TextMember(answer, "html");
  shown.json = std::move(answer);
  return shown;
}

Result<BacktestShown> RunAnywhere(const BacktestCommand& command) {
  const Result<BacktestReport> report = RunHere(command);
  if (!report.ok() && report.error().code == Code::kConflict) return AskForBacktest(command);
  if (!report.ok()) return report.error();
  BacktestShown shown;
  (command.json ? shown.json : shown.text) = command.json ? report->Json() : report->Text();
  if (!command.report.empty()) shown.html = report->Html();
  return shown;
}

int RunBacktest(const BacktestCommand& command) {
  const Result<BacktestShown> shown = RunAnywhere(command);
  if (!shown.ok()) return Fail(shown.error());
  if (!command.report.empty()) {
    const Status written = WriteWhole(command.report, shown->html);
    if (!written.ok()) return Fail(written.error());
  }
  std::printf("%s%s", (command.json ? shown->json : shown->text).c_str(), command.json ? "\n" : "");
  return kExitDone;
}

}  // namespace

void AddPolicyBacktest(CLI::App& policy, int* exit) {
  auto options = std::make_shared<BacktestCommand>();
  CLI::App* command =
      policy.add_subcommand("backtest", "try two versions on the same leads and compare");
  command->add_option("before", options->before, "A: a bundle, a version, or `active`")->required();
  command->add_option("after", options->after, "B: a bundle (also a draft), or a version")
      ->required();
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_option("--leads", options->file.path, "a file of leads, as `route` takes it");
  command->add_option("--map", options->file.map_path, "YAML that maps the file's columns");
  command->add_option("--join", options->file.join, "FILE:COLUMN, another file's columns");
  command->add_option("--at", options->at, "when leads of the file arrive that do not say");
  command->add_option("--since", options->since, "recorded leads from this time on");
  command->add_option("--until", options->until, "and before this one");
  command->add_option("--mode", options->mode, "open, closed or both (default)");
  command->add_option("--flag", options->flags, "NAME=on or NAME=off, whatever was set");
  command->add_option("--report", options->report, "also write a page with charts, F.html");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunBacktest(*options); });
}

}  // namespace signalbox
