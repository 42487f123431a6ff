// `signalbox record VERB RECORD`: what became of a record elsewhere, for a workspace that is served
// or not.
#include <cstdio>
#include <memory>

#include "api/lead_json_out.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "workspace/record_changes.h"

namespace signalbox {
namespace {

struct RecordOptions {
  WorkspaceOptions workspace;
  std::string verb, record;
  RecordRequest request;
  bool json = false;
};

Result<std::string> Say(const RecordOptions& options) {
  const Result<RecordVerb> verb = RecordVerbByName(options.verb);
  if (!verb.ok()) return AsWrongUse(verb.error());
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict)
    return AskServer(options.workspace, Method::kPost,
                     "/v1/records/" + PathSegment(options.record) + "/" + options.verb,
                     RecordRequestJson(options.request));
  if (!workspace.ok()) return workspace.error();
  SB_ASSIGN(const LeadAnswer answer,
            ChangeRecord(**workspace, options.record, *verb, options.request, "command line"));
  std::string text = AnswerJson(answer);
  (*workspace)->Close();
  return text;
}

int RunRecord(const RecordOptions& options) {
  const Result<std::string> answer = Say(options);
  if (!answer.ok()) {
    const int code = Fail(answer.error());
    // Refused as the record stands, which is nobody's failure.
    return answer.error().code == Code::kConflict ? kExitNotSo : code;
  }
  std::printf("%s\n", (options.json ? *answer : TextMember(*answer, "explanation")).c_str());
  return kExitDone;
}

}  // namespace

void AddRecord(CLI::App& app, int* exit) {
  auto options = std::make_shared<RecordOptions>();
  CLI::App* command = app.add_subcommand("record", "say what became of a record in the CRM");
  command->add_option("verb", options->verb, "merge, convert, delete, opt-out, opt-in or owner")
      ->required();
  command->add_option("record", options->record, "lead id, external id or e-mail")->required();
  command->add_option("--workspace", options->workspace.directory, "the workspace")->required();
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
  command->add_option("--into", options->request.into, "the record that stays (merge)");
  command->add_option("--to", options->request.to,
                      "who owns it now (owner); without it nobody does");
  command->add_option("--by", options->request.by, "who did it: a person's id");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunRecord(*options); });
}

}  // namespace signalbox
