// `signalbox explain LEAD`: what happened to a lead and why, in plain words.
#include "workspace/explain.h"

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/markup.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/workspace_flags.h"
#include "workspace/lead_lookup.h"
#include "workspace/stored_state.h"
#include "workspace/why_not_lead.h"

namespace signalbox {
namespace {

struct ExplainOptions {
  WorkspaceOptions workspace;
  std::string lead;
  std::string why_not;
  bool json = false;
};

Result<Explanation> ExplainStored(const ExplainOptions& options) {
  SB_ASSIGN(const StoredWorkspace stored, OpenStored(options.workspace));
  SB_ASSIGN(const std::unique_ptr<State> state, LoadStored(stored, LoadStoredVersion));
  SB_ASSIGN(const uint32_t lead, FindLead(*state, *stored.keys, options.lead));
  SB_ASSIGN(const LeadHistory history,
            ReadLeadHistory(*stored.store, *stored.keys, state->leads[lead]));
  Explanation told = Compose(history, *state);
  if (options.why_not.empty()) return told;
  SB_ASSIGN(told.why_not,
            WhyNotOf(*stored.store, *stored.keys, LoadStoredVersion, history, options.why_not));
  told.text = WhyNotText(*told.why_not);
  return told;
}

// Whom nobody knows cannot have got it, which the text says; the question was about nobody.
int PrintExplanation(const ExplainOptions& options, const std::string& json,
                     const std::string& text, bool wanted_is_known) {
  std::printf("%s%s", (options.json ? json : text).c_str(), options.json ? "\n" : "");
  return wanted_is_known ? kExitDone : kExitNotSo;
}

// What a server answered about `--why-not`.
bool WantedIsKnown(const std::string& answer) {
  const nlohmann::json read = nlohmann::json::parse(answer, nullptr, false);
  const nlohmann::json::json_pointer known("/why_not/known");
  return !read.is_object() || !read.contains(known) || read[known] != false;
}

int RunExplain(const ExplainOptions& options) {
  const Result<Explanation> told = ExplainStored(options);
  if (told.ok()) {
    const bool known = !told->why_not.has_value() || told->why_not->known;
    return PrintExplanation(options, options.json ? told->Json() : "", told->text, known);
  }
  if (told.error().code != Code::kConflict) return Fail(told.error());
  const std::string query = options.why_not.empty() ? "" : "?why_not=" + UrlEscape(options.why_not);
  const Result<std::string> answer =
      AskServer(options.workspace, Method::kGet,
                "/v1/leads/" + UrlEscape(options.lead) + "/explanation" + query, "");
  if (!answer.ok()) return Fail(answer.error());
  return PrintExplanation(options, *answer, TextMember(*answer, "text"), WantedIsKnown(*answer));
}

}  // namespace

void AddExplain(CLI::App& app, int* exit) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand("explain", "say what happened to a lead and why");
  command->add_option("lead", options->lead, "lead id, external id or e-mail")->required();
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_option("--why-not", options->why_not,
                      "a person or queue: what would have had to be otherwise for them to get it");
  command->add_flag("--json", options->json, "as JSON");
  command->callback([options, exit] { *exit = RunExplain(*options); });
}

}  // namespace signalbox
