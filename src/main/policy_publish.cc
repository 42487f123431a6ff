// `signalbox policy publish`, `promote`, `approve` and `approval`: versions on their way.
#include <cstdio>
#include <memory>

#include "base/json_writer.h"
#include "base/markup.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/policy.h"
#include "workspace/policy_changes.h"

namespace signalbox {
namespace {

struct ChangeOptions {
  WorkspaceOptions workspace;
  std::string bundle;   // of publish
  std::string version;  // of promote and approve
  std::string setting;  // of approval
  StageRequest stage;
  bool json = false;
};

// What became of a change; `reached` is false where nobody was asked to make it.
struct ChangeResult {
  Result<VersionStanding> standing;
  bool reached = false;
};

// That a version may not go where it should is an answer about it; so is, of one that is
// published, that it does not compile.
int Refused(const ChangeResult& outcome, bool published = false) {
  const Error& error = outcome.standing.error();
  const int exit = Fail(error);
  const bool answer = error.code == Code::kConflict || (published && error.code == Code::kInvalid);
  return outcome.reached && answer ? kExitNotSo : exit;
}

int PrintStanding(const VersionStanding& standing, bool json, const char* verb) {
  if (json) {
    std::printf("%s\n", standing.Json().c_str());
    return kExitDone;
  }
  const bool plain = standing.stage == PolicyStage::kActive;
  std::printf("%s policy version %s%s\n", verb, standing.version.c_str(),
              plain ? "" : (", now " + standing.Words()).c_str());
  return kExitDone;
}

// `act` on a workspace of one's own, or `target` asked of the server that has it.
template <typename Act>
ChangeResult ActOrAsk(const ChangeOptions& options, const std::string& target,
                      const std::string& body, Act act) {
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (workspace.ok()) return {act(**workspace), true};
  if (workspace.error().code != Code::kConflict) return {workspace.error(), false};
  const Result<std::string> answer = AskServer(options.workspace, Method::kPost, target, body);
  if (!answer.ok()) return {answer.error(), true};
  return {ReadStanding(*answer), true};
}

std::string VersionPath(const ChangeOptions& options, const char* verb) {
  return "/v1/policies/" + UrlEscape(options.version) + "/" + verb;
}

int RunPublish(const ChangeOptions& options) {
  const Result<BundleFiles> files = ReadGivenBundle(options.bundle);
  if (!files.ok()) return Fail(files.error());
  const ChangeResult done = ActOrAsk(
      options, "/v1/policies", BundleJson(*files, &options.stage), [&](Workspace& workspace) {
        std::vector<Finding> findings;
        auto standing = PublishPolicy(workspace, "", *files, options.stage, &findings);
        PrintFindings(findings, stderr);
        return standing;
      });
  if (!done.standing.ok()) return Refused(done, true);
  return PrintStanding(*done.standing, options.json, "published");
}

int RunPromote(const ChangeOptions& options) {
  const ChangeResult done =
      ActOrAsk(options, VersionPath(options, "promote"), StageRequestJson(options.stage, "to"),
               [&](Workspace& workspace) {
                 return PromotePolicy(workspace, "", options.version, options.stage);
               });
  if (!done.standing.ok()) return Refused(done);
  if (options.json || done.standing->stage != PolicyStage::kActive)
    return PrintStanding(*done.standing, options.json, "moved");
  std::printf("policy version %s is active\n", done.standing->version.c_str());
  return kExitDone;
}

std::string ByJson(const ChangeOptions& options, const bool* required) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().MemberOrNull("by", options.stage.by);
  if (required != nullptr) json.Member("required", *required);
  json.EndObject();
  return text;
}

int RunApprove(const ChangeOptions& options) {
  const ChangeResult done =
      ActOrAsk(options, VersionPath(options, "approve"), ByJson(options, nullptr),
               [&](Workspace& workspace) {
                 return ApprovePolicy(workspace, "", options.version, options.stage.by);
               });
  if (!done.standing.ok()) return Refused(done);
  if (options.json) return PrintStanding(*done.standing, true, "approved");
  std::printf("%s approved policy version %s\n", options.stage.by.c_str(),
              done.standing->version.c_str());
  return kExitDone;
}

int RunApproval(const ChangeOptions& options) {
  const bool required = options.setting == "required";
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    const Result<std::string> answer = AskServer(
        options.workspace, Method::kPost, "/v1/policies/approval", ByJson(options, &required));
    if (!answer.ok()) return Fail(answer.error());
  } else {
    if (!workspace.ok()) return Fail(workspace.error());
    const Status set = SetPolicyApproval(**workspace, "", required, options.stage.by);
    if (!set.ok()) return Fail(set.error());
  }
  std::printf("approval of policy versions is %s\n", required ? "required" : "off");
  return kExitDone;
}

// What is wrong with a share, nothing when it is one.
std::string CheckShareText(const std::string& text) {
  const Result<int64_t> share = ParseShare(text, "share");
  return share.ok() ? std::string() : share.error().message;
}

void AddCanaryOptions(CLI::App& command, StageRequest* stage) {
  command.add_option("--share", stage->share, "of the leads, for a canary: 5%, 0.5%")
      ->check(CheckShareText);
  command
      .add_option("--halt-margin", stage->halt_margin,
                  "a canary is halted when a rate exceeds the active version's by more "
                  "(default: 10%)")
      ->check(CheckShareText);
  command.add_option("--halt-after", stage->halt_after,
                     "and it has decided this many leads (default: 50)");
}

CLI::App* AddVersionVerb(CLI::App& policy, const char* name, const char* what,
                         const std::shared_ptr<ChangeOptions>& options, int* exit,
                         int (*run)(const ChangeOptions&)) {
  CLI::App* command = policy.add_subcommand(name, what);
  AddWorkspaceOption(*command, &options->workspace, true);
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit, run] { *exit = run(*options); });
  return command;
}

}  // namespace

void AddPolicyPublish(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ChangeOptions>();
  CLI::App* command = AddVersionVerb(
      policy, "publish", "store a bundle, and make it active or try it", options, exit, RunPublish);
  command->add_option("bundle", options->bundle, "the bundle's directory")->required();
  command
      ->add_option("--stage", options->stage.stage,
                   "draft, shadow, canary, active (default: active at once)")
      ->check(CLI::IsMember({"draft", "shadow", "canary", "active"}));
  command->add_option("--by", options->stage.by, "who publishes it, a person of the roster");
  AddCanaryOptions(*command, &options->stage);
}

void AddPolicyPromote(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ChangeOptions>();
  CLI::App* command = AddVersionVerb(policy, "promote", "move a version to its next stage", options,
                                     exit, RunPromote);
  command->add_option("version", options->version, "as `policy versions` lists it")->required();
  command
      ->add_option("--to", options->stage.stage,
                   "shadow, canary, active, retired (default: the next one)")
      ->check(CLI::IsMember({"shadow", "canary", "active", "retired"}));
  command->add_option("--by", options->stage.by, "who moves it, a person of the roster");
  AddCanaryOptions(*command, &options->stage);
}

void AddPolicyApprove(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ChangeOptions>();
  CLI::App* command = AddVersionVerb(
      policy, "approve", "approve of a version that somebody published", options, exit, RunApprove);
  command->add_option("version", options->version, "as `policy versions` lists it")->required();
  command->add_option("--by", options->stage.by, "who approves, a person of the roster")
      ->required();
}

void AddPolicyApproval(CLI::App& policy, int* exit) {
  auto options = std::make_shared<ChangeOptions>();
  CLI::App* command =
      AddVersionVerb(policy, "approval", "whether versions need an approval before they see a lead",
                     options, exit, RunApproval);
  command->add_option("setting", options->setting, "required or off")
      ->required()
      ->check(CLI::IsMember({"required", "off"}));
  command->add_option("--by", options->stage.by, "who says so, a person of the roster");
}

}  // namespace signalbox
