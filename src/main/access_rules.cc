// `signalbox access-rules tables|personal-fields|weights [FILE]`: who edits which tables of the
// policy, whose personal fields are seen by whom, and within which bounds managers set weights.
#include "workspace/access_rules.h"

#include <cstdio>
#include <memory>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "main/access_command.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/json_text.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

struct AccessRulesOptions {
  WorkspaceOptions workspace;
  std::string kind, file;
  bool none = false, json = false;
};

Result<std::string> SetOrShow(const AccessRulesOptions& options) {
  SB_ASSIGN(const AccessRuleKind kind, AccessRuleKindByName(options.kind));
  const std::string target = "/v1/access-rules/" + options.kind;
  if (options.file.empty() && !options.none) {
    return AskOrDo(options.workspace, {Method::kGet, target},
                   [&](Workspace& workspace) { return AccessRulesJson(workspace, kind); });
  }
  std::string text;
  if (!options.none) {
    Result<std::string> read = ReadWhole(options.file);
    if (!read.ok()) return read.error();
    text = std::move(*read);
    if (TrimBlanks(text).empty())
      return Err(Code::kInvalid, "`" + options.file + "` is empty; `--none` takes the rules away");
  }
  std::string body;
  JsonWriter(&body).BeginObject().Member("text", text).EndObject();
  Result<std::string> set = AskOrDo(options.workspace, {Method::kPut, target, body},
                                    [&](Workspace& workspace) -> Result<std::string> {
                                      SB_TRY(SetAccessRules(workspace, "", kind, text, ""));
                                      return AccessRulesJson(workspace, kind);
                                    });
  const bool wrong = !set.ok() && set.error().code == Code::kInvalid && !options.file.empty();
  if (wrong) return Within(options.file, set.error());
  return set;
}

int RunAccessRules(const AccessRulesOptions& options) {
  const Result<std::string> shown = SetOrShow(options);
  if (!shown.ok()) return Fail(shown.error());
  const std::string text = TextMember(*shown, "text");
  const std::string warning = TextMember(*shown, "warning");
  if (options.json)
    std::printf("%s\n", shown->c_str());
  else if (text.empty())
    std::printf("there are no access rules of %s\n", options.kind.c_str());
  else
    std::printf("%s%s", text.c_str(), text.ends_with('\n') ? "" : "\n");
  if (!options.json && !warning.empty()) std::fprintf(stderr, "warning: %s\n", warning.c_str());
  return kExitDone;
}

}  // namespace

void AddAccessRules(CLI::App& app, int* exit) {
  auto options = std::make_shared<AccessRulesOptions>();
  CLI::App* command = app.add_subcommand(
      "access-rules",
      "who edits which tables, whose personal fields are seen by whom, bounds of weights");
  command->add_option("kind", options->kind, "tables, personal-fields or weights")
      ->required()
      ->check(CLI::IsMember({"tables", "personal-fields", "weights"}));
  command->add_option("file", options->file,
                      "JSON, in place of the rules there are; without it they are shown");
  command->add_flag("--none", options->none, "take the rules away");
  AddWorkspaceFlags(*command, &options->workspace, &options->json);
  command->callback([options, exit] { *exit = RunAccessRules(*options); });
}

}  // namespace signalbox
