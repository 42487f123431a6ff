#include "workspace/explain_sight.h"

#include <algorithm>

#include "workspace/event_mask.h"
#include "workspace/lead_lookup.h"
#include "workspace/lead_sight.h"

namespace signalbox {
namespace {

// Only those whom the sight knows; who got it is known to whoever sees the lead.
void NameOnly(const Sight& sight, Explanation* told) {
  std::erase_if(told->considered,
                [&](const ExplainedLoser& one) { return !sight.NamesColleague(one.owner); });
  for (std::string* pointer : {&told->pointer_before, &told->pointer_after}) {
    if (!sight.NamesColleague(*pointer)) pointer->clear();
  }
  told->narrowed = true;
}

// `lead_... is not among your leads. Rule germany decided. jonas did not get it: not in turn.`
std::string OthersText(const Explanation& told) {
  std::string text = told.lead_id + " is not among your leads.";
  if (!told.rule.empty()) text += " Rule " + told.rule + " decided.";
  for (const ExplainedLoser& one : told.considered) {
    text += " " + one.owner + " did not get it: " + one.lost +
            (one.by.empty() ? "." : " (by " + one.by + ").");
  }
  return text + "\n";
}

// Of a lead that is somebody else's: the decision, and nothing of what happened to it since.
void DecisionOnly(Explanation* told) {
  told->owner.clear();
  told->owner_name.clear();
  told->queue.clear();
  told->reason.clear();
  told->moments.clear();
  told->slas.clear();
  std::erase_if(told->steps, [](const ExplainedStep& step) { return step.event != "decided"; });
}

Error MayNotDiffer() {
  return Err(Code::kForbidden,
             "what would have had to differ names fields of the lead, which you may not see");
}

}  // namespace

Result<SeenExplanation> ExplainFor(Workspace& workspace, const std::string& lead,
                                   const Sight& sight) {
  Result<LeadEntry> entry = NoSuchLead();
  std::string owner;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Result<uint32_t> found = FindLeadFor(state, engine.keys(), sight, lead);
    if (!found.ok()) return;
    entry = state.leads[*found];
    owner = OwnerOf(state, *entry);
  }));
  if (!entry.ok()) return entry.error();
  const bool theirs = sight.SeesLead(owner);
  // By an address one would learn who is there.
  if (!theirs && !ParseId("lead", lead).ok()) return NoSuchLead();
  SB_ASSIGN(LeadHistory history, ReadLeadHistory(workspace.store(), workspace.keys(), *entry));
  SeenExplanation seen;
  seen.hidden = theirs ? sight.HiddenOf(owner) : PersonalFields();
  MaskHistory(seen.hidden, &history);
  SB_TRY(workspace.Ask(
      [&](const Engine& engine) { seen.explanation = Compose(history, engine.state()); }));
  if (sight.SeesAllLeads()) return seen;
  Explanation& told = seen.explanation;
  NameOnly(sight, &told);
  if (!theirs && told.considered.empty()) return NoSuchLead();
  if (!theirs) DecisionOnly(&told);
  told.text = theirs ? ExplanationText(told) : OthersText(told);
  return seen;
}

Status CheckWhyNot(const SeenExplanation& seen, const Sight& sight, const std::string& wanted) {
  if (seen.personal() && (sight.SeesAllLeads() || sight.NamesColleague(wanted))) return {};
  return MayNotDiffer();
}

Status CheckWays(const SeenExplanation& seen, const WhyNot& answer) {
  for (const WhyNotWay& way : answer.ways) {
    for (const WhyNotChange& change : way.changes) {
      const std::optional<Field> field = FieldByName(change.attribute);
      // What has no number is a free field of the lead.
      const size_t place = field ? PlaceOf(*field) : kFreeFields;
      if (seen.hidden.test(place)) return MayNotDiffer();
    }
  }
  return {};
}

}  // namespace signalbox
