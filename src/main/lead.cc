// `signalbox lead VERB LEAD`: what people do with leads, for a workspace that is served or not.
#include <cstdio>
#include <memory>

#include "api/lead_json_out.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "workspace/lead_verbs.h"

namespace signalbox {
namespace {

struct LeadOptions {
  WorkspaceOptions workspace;
  std::string verb, lead;
  VerbRequest request;
  bool json = false;
};

Result<std::string> Act(const LeadOptions& options) {
  Result<Verb> verb = VerbByName(options.verb);
  if (!verb.ok()) return AsWrongUse(verb.error());
  const Result<std::unique_ptr<Workspace>> workspace = Workspace::Open(options.workspace);
  if (!workspace.ok() && workspace.error().code == Code::kConflict) {
    return AskServer(options.workspace, Method::kPost,
                     "/v1/leads/" + PathSegment(options.lead) + "/" + options.verb,
                     VerbRequestJson(options.request));
  }
  if (!workspace.ok()) return workspace.error();
  SB_ASSIGN(const LeadAnswer answer,
            ActOnLead(**workspace, options.lead, *verb, options.request, "command line"));
  std::string text = AnswerJson(answer);
  (*workspace)->Close();
  return text;
}

int RunLead(const LeadOptions& options) {
  const Result<std::string> answer = Act(options);
  if (!answer.ok()) {
    const int code = Fail(answer.error());
    // Refused as the lead stands, which is nobody's failure.
    return answer.error().code == Code::kConflict ? kExitNotSo : code;
  }
  std::printf("%s\n", (options.json ? *answer : TextMember(*answer, "explanation")).c_str());
  return kExitDone;
}

}  // namespace

void AddLead(CLI::App& app, int* exit) {
  auto options = std::make_shared<LeadOptions>();
  CLI::App* command = app.add_subcommand("lead", "say what somebody did with a lead");
  command
      ->add_option("verb", options->verb,
                   "accept, contacted, book, met, activity, wait, resume, hand_back, hand_over, "
                   "recall, claim or decide")
      ->required();
  command->add_option("lead", options->lead, "lead id, external id or e-mail")->required();
  command->add_option("--workspace", options->workspace.directory, "the workspace")->required();
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
  command->add_option("--by", options->request.by, "who did it: a person's id");
  command->add_option("--to", options->request.to, "who gets it (hand_over, decide)");
  command->add_option("--queue", options->request.queue, "into which queue (recall, decide)");
  command->add_option("--reason", options->request.reason,
                      "a reason of the policy (hand_back), or why not (decide)");
  command->add_option("--until", options->request.until,
                      "the day on which it comes back (hand_back)");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunLead(*options); });
}

}  // namespace signalbox
