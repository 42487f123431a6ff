// `signalbox record VERB RECORD`: what became of a record elsewhere, for a workspace that is served
// or not.
#include <cstdio>
#include <memory>

#include "api/lead_json_out.h"
#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/workspace_flags.h"
#include "workspace/record_changes.h"

namespace signalbox {
namespace {

struct RecordOptions {
  WorkspaceOptions workspace;
  std::string verb, record;
  RecordRequest request;
  bool json = false;
};

Result<std::string> SayOfRecord(const RecordOptions& options) {
  const Result<RecordVerb> verb = RecordVerbByName(options.verb);
  if (!verb.ok()) return AsWrongUse(verb.error());
  const AskedOfServer asked{
      .method = Method::kPost,
      .target = "/v1/records/" + UrlEscape(options.record) + "/" + options.verb,
      .body = RecordRequestJson(options.request)};
  return AskOrDo(options.workspace, asked, [&](Workspace& workspace) -> Result<std::string> {
    SB_ASSIGN(const LeadAnswer answer,
              ChangeRecord(workspace, options.record, *verb, options.request, "command line",
                           Sight::Whole()));
    return AnswerJson(answer);
  });
}

int RunRecord(const RecordOptions& options) {
  const Result<std::string> answer = SayOfRecord(options);
  if (!answer.ok()) return FailAsThingsStand(answer.error());
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
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_option("--into", options->request.into, "the record that stays (merge)");
  command->add_option("--to", options->request.to,
                      "who owns it now (owner); without it nobody does");
  command->add_option("--by", options->request.by, "who did it: a person's id");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunRecord(*options); });
}

}  // namespace signalbox
