// `signalbox lead VERB LEAD`: what people do with leads, for a workspace that is served or not.
#include <cstdio>
#include <memory>

#include "api/lead_json_out.h"
#include "base/markup.h"
#include "main/ask_or_do.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/workspace_flags.h"
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
  const AskedOfServer asked{.method = Method::kPost,
                            .target = "/v1/leads/" + UrlEscape(options.lead) + "/" + options.verb,
                            .body = VerbRequestJson(options.request)};
  return AskOrDo(options.workspace, asked, [&](Workspace& workspace) -> Result<std::string> {
    SB_ASSIGN(const LeadAnswer answer,
              ActOnLead(workspace, options.lead, *verb, options.request, "command line"));
    return AnswerJson(answer);
  });
}

int RunLead(const LeadOptions& options) {
  const Result<std::string> answer = Act(options);
  if (!answer.ok()) return FailAsThingsStand(answer.error());
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
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_option("--by", options->request.by, "who did it: a person's id");
  command->add_option("--to", options->request.to, "who gets it (hand_over, decide)");
  command->add_option("--queue", options->request.queue, "into which queue (recall, decide)");
  command->add_option("--reason", options->request.reason,
                      "a reason of the policy (hand_back), or why not (decide)");
  command->add_option("--until", options->request.until,
                      "the day on which it comes back (hand_back)");
  command->add_option("--shown-hash", options->request.shown,
                      "`shown_hash` of the lead as it was shown (decide; `explain --json` has it)");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunLead(*options); });
}

}  // namespace signalbox
