#include <algorithm>

#include "base/check.h"
#include "engine/core_emit.h"

namespace signalbox {

void Core::Advance(Run& run) {
  const Id id = run.id;
  for (bool moved = true; moved;) {
    moved = false;
    for (size_t i = 0; i < run.steps.size(); ++i) {
      if (run.steps[i].phase != StepPhase::kPending) continue;
      if (!IsReady(run, i)) {
        SetJoinTimer(run, i);
        continue;
      }
      const bool joins = run.plan->steps[i].join != JoinRule::kAll;
      if (joins) CloseJoinTimer(run, i);
      StartStep(run, i);
      moved = true;
      // The step may have ended the run, and with it the object.
      if (state_->FindRun(id) != &run || run.finished) return;
      if (joins) CancelBranches(run);
    }
  }
  const bool over =
      std::all_of(run.steps.begin(), run.steps.end(), [](const StepState& s) { return s.over(); });
  if (!over) return;
  ev::RunFinished body;
  body.status = LeadStatus::kRouted;
  if (run.decided) {
    body.owner = run.decision.owner;
    body.queue = run.decision.queue;
    body.rule = run.decision.rule;
    body.row = run.decision.row;
    body.reason = run.decision.reason;
    if (run.decision.disposition == Disposition::kQueue) body.status = LeadStatus::kQueued;
  }
  // Whoever owns the record in the CRM owns it, whatever was decided (design, "Ground state").
  if (run.record.Text(Field::kCrmStatus) == "owner_changed_outside") {
    body.owner = state_->leads[run.lead].owner;
    body.reason = "owner_changed_outside";
  }
  FinishRun(run, body);
}

void Core::StartStep(Run& run, size_t step) {
  const PlanStep& spec = run.plan->steps[step];
  if (spec.when) {
    const std::optional<bool> holds = spec.when(run.record);
    if (!holds.has_value()) return SkipStep(run, step, "condition_unknown");
    if (!*holds) return SkipStep(run, step, "condition_false");
  }
  switch (spec.kind) {
    case StepKind::kAgent:
      return StartAgent(run, step);
    case StepKind::kLookup:
      return LookUp(run, step);
    case StepKind::kDecide:
      return spec.needs == "assign" ? Assign(run, step) : DecideOwner(run, step);
    case StepKind::kEffect:
      return spec.needs == "notify" ? Notify(run, step) : WriteBack(run, step);
    case StepKind::kWait:
      return SetTimer(run, ev::TimerPurpose::kWait, step, now_ + spec.wait_us);
    case StepKind::kPerson:
      return FinishRun(
          run, {LeadStatus::kHeld, 0, spec.queue, "", "", "waits_for_person: " + spec.id, true});
  }
}

void Core::SkipStep(Run& run, size_t step, std::string_view reason) {
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.skipped = true;
  body.reason = reason;
  FinishStep(run, body, {});
}

void Core::FinishStep(Run& run, const ev::StepFinished& body, const Attributes& output) {
  ev::StepFinished complete = body;
  complete.output = output;
  EmitRun(run, complete, &output);
  EndStep(run, complete, output);
  if (body.outcome == Outcome::kReject) {
    return FinishRun(run, {LeadStatus::kRejected, 0, "", "", "", body.reason, false});
  }
  if (body.outcome == Outcome::kNeedsHuman) {
    return FinishRun(
        run, {LeadStatus::kHeld, 0, run.plan->steps[static_cast<size_t>(body.step)].queue, "", "",
              body.reason, true});
  }
}

void Core::EndStep(Run& run, const ev::StepFinished& body, const Attributes& output) {
  const int64_t deadline = run.steps[static_cast<size_t>(body.step)].deadline_timer;
  if (deadline >= 0) {
    const RunTimer& timer = run.timers[static_cast<size_t>(deadline)];
    if (timer.open)
      effects_->timers.push_back({run.id, deadline, timer.generation, timer.due, true});
  }
  ApplyStepFinished(now_, body, output, state_, &run);
}

namespace {

// The account, its owner, and who has its open opportunity.
template <typename IsActive>
void TellAccount(const Account& account, const Directory& directory, const IsActive& active,
                 Attributes* out) {
  out->SetText(Field::kAccountId, account.id);
  out->SetText(Field::kAccountName, account.name);
  out->SetText(Field::kAccountType, account.type);
  out->SetText(Field::kAccountOwner, account.owner);
  out->SetBool(Field::kAccountOwnerActive, active(account.owner));
  const Opportunity* open = directory.OpenOpportunity(account.id);
  if (open == nullptr) return;
  out->SetBool(Field::kOpportunityOpen, true);
  out->SetText(Field::kOpportunityOwner, open->owner);
  out->SetBool(Field::kOpportunityOwnerActive, active(open->owner));
}

}  // namespace

// Duplicates, contact, account, opportunity and the owner before, as facts true at this position.
void Core::LookUp(Run& run, size_t step) {
  const Directory& directory = state_->directory;
  const LeadEntry& entry = state_->leads[run.lead];
  const auto active = [&](std::string_view person) {
    const Person* found = state_->roster.FindPerson(person);
    return found != nullptr && found->active;
  };
  Attributes out;
  out.SetInt(Field::kTouches, entry.touches);
  const std::string& prior = state_->PersonOf(entry.owner);
  if (!prior.empty()) {
    out.SetText(Field::kPriorOwner, prior);
    out.SetBool(Field::kPriorOwnerActive, active(prior));
  }
  const Account* account = nullptr;
  std::string_view outcome = "none";
  if (const Contact* contact = directory.ContactByEmail(run.record.Text(Field::kEmail));
      contact != nullptr && run.record.Has(Field::kEmail)) {
    out.SetText(Field::kContactId, contact->id);
    out.SetText(Field::kContactOwner, contact->owner);
    out.SetBool(Field::kContactOwnerActive, active(contact->owner));
    account = directory.FindAccount(contact->account);
    out.SetText(Field::kMatchBy, "email");
    outcome = "match";
  } else if (run.trigger == RunTrigger::kCameBack && !prior.empty()) {
    // Nobody's contact, but somebody talks with them already: coming back moves them to nobody
    // else.
    out.SetText(Field::kContactOwner, prior);
    out.SetBool(Field::kContactOwnerActive, active(prior));
  }
  if (account == nullptr) {
    const auto* by_domain = run.record.Has(Field::kDomain) && !run.record.Bool(Field::kFreeMail)
                                ? directory.AccountsByDomain(run.record.Text(Field::kDomain))
                                : nullptr;
    const auto* by_name = by_domain == nullptr && run.record.Has(Field::kCompanyKey)
                              ? directory.AccountsByName(run.record.Text(Field::kCompanyKey))
                              : nullptr;
    const auto* found = by_domain != nullptr ? by_domain : by_name;
    if (found != nullptr) {
      out.SetText(Field::kMatchBy, by_domain != nullptr ? "domain" : "name");
      outcome = found->size() == 1 ? "match" : "ambiguous";
      if (found->size() == 1) account = directory.FindAccount(found->front());
    }
  }
  // What an agent matched counts where no key is the same; it may be gone since.
  if (account == nullptr && run.record.Text(Field::kMatchBy) == kMatchedByModel) {
    account = directory.FindAccount(run.record.Text(Field::kAccountId));
    const bool several = run.record.Text(Field::kMatchOutcome) == "ambiguous";
    if (account != nullptr || several) {
      outcome = account != nullptr ? "match" : "ambiguous";
      out.SetText(Field::kMatchBy, kMatchedByModel);
    }
  }
  out.SetText(Field::kMatchOutcome, outcome);
  if (account != nullptr) TellAccount(*account, directory, active, &out);
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.confidence_e4 = 10000;
  body.as_of = state_->next_position;
  FinishStep(run, body, out);
}

// Exactly one owner: what was decided becomes the claim that write-back carries out.
void Core::Assign(Run& run, size_t step) {
  Attributes out;
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.confidence_e4 = 10000;
  if (!run.decided) {
    body.outcome = Outcome::kNeedsHuman;
    body.reason = "nothing_decided";
  } else if (run.decision.disposition == Disposition::kAssign) {
    out.SetText(Field::kOwner, state_->PersonOf(run.decision.owner));
  } else {
    out.SetText(Field::kQueue, run.decision.queue);
  }
  FinishStep(run, body, out);
}

void Core::WriteBack(Run& run, size_t step) {
  const LeadEntry& entry = state_->leads[run.lead];
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.confidence_e4 = 10000;
  Attributes out;
  const bool assigns = run.decision.disposition == Disposition::kAssign && run.decision.owner != 0;
  if (!assigns && entry.owner == 0) {
    out.SetText(Field::kCrmStatus, "unassigned");
  } else if (entry.owner != static_cast<uint32_t>(run.owner_seen)) {
    // Compare-and-set failed: somebody moved the record since the decision looked.
    body.outcome = Outcome::kAbstain;
    body.reason = "owner_changed_outside";
    out.SetText(Field::kCrmStatus, "owner_changed_outside");
  } else if (!assigns) {
    // A queue has it now, and nobody beside it.
    GiveTurnBack(run.lead, false);
    AssignOwner(run.lead, 0, "", {run.lead, 0, run.policy->policy.get(), {}, "", false, ""});
    out.SetText(Field::kCrmStatus, "unassigned");
  } else {
    Assignment assignment{run.lead,
                          run.decision.owner,
                          run.policy->policy.get(),
                          run.decision.slas,
                          std::string(run.record.Text(Field::kTimeZone)),
                          run.trigger == RunTrigger::kCameBack,
                          run.sla};
    AssignOwner(run.lead, run.decision.owner, run.decision.role, assignment);
    out.SetText(Field::kCrmStatus, "written");
  }
  FinishStep(run, body, out);
}

// The notice is the event itself: the owner's list and the event stream read it from the log.
void Core::Notify(Run& run, size_t step) {
  ev::StepFinished body;
  body.step = static_cast<int64_t>(step);
  body.confidence_e4 = 10000;
  if (run.decision.owner != 0)
    body.evidence.push_back({"notified.owner", static_cast<int64_t>(Field::kOwner), 0});
  else if (!run.decision.queue.empty())
    body.evidence.push_back({"notified.queue", static_cast<int64_t>(Field::kQueue), 0});
  FinishStep(run, body, {});
}

}  // namespace signalbox
