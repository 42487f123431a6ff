#include "desk/triage.h"

namespace signalbox {
namespace {

struct CodeWords {
  std::string_view code, words;
};
constexpr CodeWords kReasons[] = {
    {"which_record", "no record fits what the request names, so the requester was asked"},
    {"unclear", "it stays unclear which record is meant"},
    {"record_ended", "the record was merged, converted, deleted or opted out"},
    {"record_waits", "the record waits for something else, so its owner cannot be changed now"},
    {"strategic_account", "the record belongs to a strategic account"},
    {"named_account_conflict",
     "the record belongs to a named account whose owner is somebody else than the rules give"},
    {"duplicate_ownership", "records of one company name different owners"},
    {"missing_firmographics", "data about the company is missing, so no rule can be relied on"},
    {"approval_required", "the policy asks a person before such a record is given to anybody"},
    {"held_by_rule", "the policy holds such a record now"},
    {"rule_unknown", "a rule of the policy could not be evaluated"},
    {"no_rule_matched", "no rule of the policy fits the record"},
    {"owner_unavailable", "whom the rules give it to is not active"},
    {"no_citation", "no policy document speaks about it"},
    {"passed_over", "their roles decide no requests, so the next one up the chain is asked"},
    {"owner_corrected", "the rules give the record to somebody else, who has it now"},
    {"owner_is_right", "the owner is who the rules give the record to"},
    {"approved", "an approver approved it"},
    {"declined", "an approver rejected it"},
    {"withdrawn", "the requester withdrew it"},
    {"duplicate", "the same was asked before, and that request is open"},
    {"never_answered", "the requester never answered"},
    {"requester_forgotten", "the requester was forgotten"},
    {"archived", "it was over long enough"},
};
constexpr CodeWords kQuestions[] = {
    {"which_record",
     "Which record is this about? Please give its lead id, its id in your CRM or the person's "
     "e-mail address."},
    {"more_information", "The approver needs more information; please answer their message."},
};

std::string WordsFor(const CodeWords* all, size_t count, std::string_view code) {
  for (size_t i = 0; i < count; ++i) {
    if (all[i].code == code) return std::string(all[i].words);
  }
  return std::string(code);
}

TriageVerdict Escalate(std::string_view reason) {
  return {TriageAct::kEscalate, std::string(reason)};
}

}  // namespace

TriageVerdict Triage(const TriageFacts& facts) {
  if (!facts.record_found) {
    if (facts.questions < kMaxQuestions) return {TriageAct::kAsk, "which_record"};
    return Escalate("unclear");
  }
  if (facts.record_ended) return Escalate("record_ended");
  if (facts.strategic_account) return Escalate("strategic_account");
  if (facts.duplicate_ownership) return Escalate("duplicate_ownership");
  if (facts.named_account && facts.account_owner != facts.proposed)
    return Escalate("named_account_conflict");
  if (!facts.missing.empty()) return Escalate("missing_firmographics");
  if (!facts.can_be_given) return Escalate("record_waits");
  if (facts.asks_a_person) return Escalate("approval_required");
  if (facts.holds) return Escalate("held_by_rule");
  if (!facts.decided || facts.has_unknowns) return Escalate("rule_unknown");
  if (!facts.assigns || !facts.matched) return Escalate("no_rule_matched");
  if (!facts.has_citation) return Escalate("no_citation");
  if (facts.proposed == facts.owner || facts.same_pool) return {TriageAct::kKeep, "owner_is_right"};
  if (!facts.proposed_active) return Escalate("owner_unavailable");
  return {TriageAct::kCorrect, "owner_corrected"};
}

std::string CaseReasonWords(std::string_view code) {
  return WordsFor(kReasons, std::size(kReasons), code);
}
std::string CaseQuestionWords(std::string_view code) {
  return WordsFor(kQuestions, std::size(kQuestions), code);
}

}  // namespace signalbox
