#include "workspace/reason_words.h"

#include <algorithm>
#include <iterator>

#include "agents/reasons.h"

namespace signalbox {
namespace {

struct Row {
  std::string_view code, words;
};

constexpr Row kRows[] = {
    {"next_in_pool", "it was their turn in the pool"},
    {"named_person", "the rule names them"},
    {"owner_of_contact", "they own the contact"},
    {"owner_of_account", "they own the account"},
    {"owner_of_opportunity", "they own the open opportunity"},
    {"owner_of_prior", "they had this person before"},
    {"queued_by_rule", "the rule names the queue"},
    {"all_out", "nobody of the pool can take it now"},
    {"behind_requests", "people who asked for contact wait for the same pool and go first"},
    {"kept_owner", "it stays with whoever had it before"},
    {"assigned_anyway", "nobody of the pool was free, and the pool assigns anyway"},
    {"guard_unknown", "a guard could not be evaluated"},
    {"escalated", "the rule asks for a decision by somebody else"},
    {"taken_from_owner", "its owner let it lie"},
    {"decided_by_person", "a person decided"},
    {"claimed", "somebody took it from the queue"},
    {"handed_over", "its owner handed it over"},
    {"recalled", "it was taken back from its owner"},
    {"repaired",
     "the version that is active now decides so, and the one that decided was taken back"},
    {"merged", "it was merged into another record"},
    {"converted", "it was converted"},
    {"deleted", "it was deleted"},
    {"opted_out", "the person opted out"},
    {"opted_in",
     "the person opted out before and agreed again; it waits for them or for somebody who routes "
     "it"},
    {"owner_of_merged", "the owner of a record that was merged into it has it now"},
    {"realigned", "accounts or territories were given to other people"},
    {"reassigned", "whoever had it is away or gone, so it was given to somebody else"},
    {"put_back", "a move was undone"},
    {"routed_again", "it was routed again since"},
    {"owner_changed", "somebody else has it by now"},
    {"changed", "somebody did something with it since"},
    {"accepted", "its owner accepted it"},
    {"contacted", "its owner contacted the person"},
    {"booked", "a meeting is booked"},
    {"worked_on", "its owner worked on it"},
    {"person_gone", "who would get it takes no leads any more"},
    {"no_such_queue", "the policy has no such queue"},
    {"would_be_rejected", "it would be rejected; decide that by hand"},
    {"would_fail", "its run would fail"},
    {"would_wait", "it would be held for somebody to decide; decide it by hand"},
    {"waits", "its run waits for something; cancel the run and route it again"},
    {"nobody_free", "nobody of the pool can take it"},
    {"handed_on", "its owner handed it on"},
    {"forgotten", "the person was forgotten"},
    {"answers_purged", "what agents said of it was purged, so it cannot be decided again"},
    {"held_over", "its owner took it up and keeps it for now"},
    {"open_opportunity", "the account has an open opportunity and stays for now"},
    {"account_gone", "there is no such account any more"},
    {"erased", "the person was forgotten, so it cannot be routed again"},
    {"condition_false", "its condition did not hold"},
    {"condition_unknown", "its condition could not be evaluated"},
    {"no_agent", "no agent can do it now"},
    {"agent_missing", "the agent is not part of this program any more"},
    {"agent_failed", "the agent failed"},
    {"answer_lost", "the program ended before the answer came"},
    {"answer_unknown", "its answer was lost and it may have been carried out; a person must look"},
    {"deadline_passed", "its deadline passed"},
    {"owner_changed_outside", "somebody changed the owner outside, and that was kept"},
    {"replaced_by_a_later_run", "a later run took its place"},
    {"cancelled", "somebody cancelled it"},
    {"join_went_on", "the plan went on without it"},
    {"run_over", "the run was over"},
    {"step_over", "the step had been given up"},
    {"superseded_attempt", "another attempt had taken its place"},
    {"already_answered", "the step had its answer"},
    {"unknown_run", "no such run is known"},
    {"unknown_step", "the run has no such step"},
    {"nothing_decided", "nothing had been decided"},
    {"notified.owner", "the owner was told"},
    {"notified.queue", "the queue was told"},
};

}  // namespace

std::string ReasonWords(std::string_view code) {
  const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                [&](const Row& r) { return r.code == code; });
  if (row != std::end(kRows)) return std::string(row->words);
  if (const auto words = RenderReason(code, Field::kEmail); words.has_value()) return *words;
  // `agent_failed: agent_timeout`: what happened, and how.
  const size_t colon = code.find(": ");
  if (colon == std::string_view::npos) return std::string(code);
  return ReasonWords(code.substr(0, colon)) + ": " + ReasonWords(code.substr(colon + 2));
}

std::string_view TriggerWords(RunTrigger trigger) {
  switch (trigger) {
    case RunTrigger::kCreated:
      return "it was new";
    case RunTrigger::kCameBack:
      return "the person came back";
    case RunTrigger::kByHand:
      return "somebody asked for it";
    case RunTrigger::kChanged:
      return "a watched field changed";
    case RunTrigger::kReturned:
      return "it was handed back";
    case RunTrigger::kReassigned:
      return "its owner let it lie";
    case RunTrigger::kRecycled:
      return "its day came";
    case RunTrigger::kScheduled:
      return "a schedule of the policy looks at such records";
    case RunTrigger::kRefreshed:
      return "values that agents gave are brought up to date";
    case RunTrigger::kContinued:
      return "it had waited so long that its run began anew";
  }
  return "it was new";
}

std::string TimerWords(ev::TimerPurpose purpose, std::string_view step) {
  const std::string name = "step " + std::string(step);
  switch (purpose) {
    case ev::TimerPurpose::kRetry:
      return name + " is tried again";
    case ev::TimerPurpose::kDeadline:
      return name + " must be done";
    case ev::TimerPurpose::kWait:
      return name + " has waited long enough";
    case ev::TimerPurpose::kRouteAgain:
      return name + " looks again who is there";
    case ev::TimerPurpose::kDecideBy:
      return "whoever was asked at " + name + " must decide";
    case ev::TimerPurpose::kJoin:
      return name + " goes on with what is there";
  }
  return name;
}

}  // namespace signalbox
