#include "workspace/what_if.h"

#include <algorithm>

#include "intake/identity.h"
#include "workspace/policy_versions.h"
#include "workspace/run_history.h"

namespace signalbox {
namespace {

// Leads decided between two commits: about a millisecond of the engine's time.
constexpr size_t kLeadsAtOnce = 16;

// What the engine said of one lead, until it is told in words.
struct Foreseen {
  Result<WhatIfOutcome> outcome = Err(Code::kUnavailable, "");
  LeadEntry entry;  // of the record that the person is already
  LeadHistory history;
};

// What would be stored follows on what is.
void Continue(const std::vector<Emitted>& events, LeadHistory* history) {
  for (const Emitted& emitted : events) {
    const Event& event = emitted.event;
    OpenedEvent opened{event, emitted.sealed, false};
    if (event.entity_kind == EntityKind::kLead) {
      history->lead = event.entity;
      history->events.push_back(std::move(opened));
    } else if (event.entity_kind == EntityKind::kRun) {
      const auto same = [&](const RunHistory& run) { return run.run == event.entity; };
      auto at = std::find_if(history->runs.begin(), history->runs.end(), same);
      if (at == history->runs.end())
        at = history->runs.insert(history->runs.end(), {event.entity, {}});
      at->events.push_back(std::move(opened));
    }
  }
}

Status Foresee(Workspace& workspace, const std::vector<Submission>& submissions,
               const WhatIfQuestion& question, std::vector<Foreseen>* out) {
  Status status;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    WhatIfOptions options;
    options.now = question.now;
    if (!question.policy_version.empty()) {
      const Result<Digest> version = FindPolicyVersion(engine.state(), question.policy_version);
      if (!version.ok()) {
        status = version.error();
        return;
      }
      options.policy = *version;
    }
    for (const Submission& submission : submissions) {
      Foreseen& one = out->emplace_back();
      one.outcome = engine.WhatIf(submission, options);
      if (!one.outcome.ok() || !one.outcome->answer.duplicate_of.has_value()) continue;
      const State& state = engine.state();
      one.entry = state.leads[state.lead_by_id.at(*one.outcome->answer.duplicate_of)];
    }
  }));
  return status;
}

Status Tell(Workspace& workspace, std::vector<Foreseen>& foreseen,
            std::vector<Result<WhatIfAnswer>>* out) {
  for (Foreseen& one : foreseen) {
    if (!one.outcome.ok()) continue;
    if (!one.entry.id.IsZero()) {
      SB_ASSIGN(one.history, ReadLeadHistory(workspace.store(), workspace.keys(), one.entry));
    }
    Continue(one.outcome->events, &one.history);
  }
  return workspace.Ask([&](const Engine& engine) {
    for (Foreseen& one : foreseen) {
      if (!one.outcome.ok()) {
        out->push_back(one.outcome.error());
        continue;
      }
      WhatIfAnswer answer{std::move(one.outcome->answer), Compose(one.history, engine.state())};
      // Ids that stand for what does not exist are good for nothing outside.
      if (answer.lead.lead.IsZero()) answer.explanation.lead_id.clear();
      if (answer.lead.run.IsZero()) answer.explanation.run_id.clear();
      answer.explanation.position = answer.lead.position;
      answer.explanation.text =
          "This is what would happen; nothing was done.\n" + ExplanationText(answer.explanation);
      out->push_back(std::move(answer));
    }
  });
}

}  // namespace

Result<std::vector<Result<WhatIfAnswer>>> AskWhatIf(Workspace& workspace,
                                                    const std::vector<Attributes>& leads,
                                                    const WhatIfQuestion& question) {
  std::vector<Result<WhatIfAnswer>> answers;
  for (size_t begin = 0; begin < leads.size(); begin += kLeadsAtOnce) {
    std::vector<Submission> submissions;
    for (size_t i = begin; i < std::min(begin + kLeadsAtOnce, leads.size()); ++i) {
      const auto identities =
          question.as_strangers ? std::vector<std::string>() : IdentityKeys(leads[i]);
      submissions.push_back(
          MakeSubmission(workspace.keys(), leads[i], identities, ContentForm(leads[i]), "", ""));
    }
    std::vector<Foreseen> foreseen;
    SB_TRY(Foresee(workspace, submissions, question, &foreseen));
    SB_TRY(Tell(workspace, foreseen, &answers));
  }
  return answers;
}

}  // namespace signalbox
