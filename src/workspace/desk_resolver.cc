#include "workspace/desk_resolver.h"

namespace signalbox {
namespace {

std::string_view SearchOutcome(const TriageFacts& facts) {
  if (!facts.decided) return "no_decision";
  if (facts.asks_a_person) return "asks_a_person";
  if (facts.holds) return "held";
  if (facts.has_unknowns) return "unknown";
  return facts.assigns && facts.matched ? "matched" : "nothing_matched";
}

class CaseResolver {
 public:
  CaseResolver(Turn& turn, const Id& entity, const CaseFindings& findings,
               const DecidesNothing& decides_nothing)
      : turn_(turn),
        entity_(entity),
        findings_(findings),
        facts_(findings.facts),
        decides_nothing_(decides_nothing) {}

  Status Act() {
    const TriageVerdict verdict = Triage(facts_);
    SB_TRY(SayWhatWasFound());
    switch (verdict.act) {
      case TriageAct::kAsk:
        return Ask(verdict.reason);
      case TriageAct::kCorrect:
        return Correct(verdict.reason);
      case TriageAct::kKeep:
        return Keep(verdict.reason);
      case TriageAct::kEscalate:
        return EscalateFor(verdict.reason);
    }
    return {};
  }

 private:
  const State& state() const { return turn_.state(); }
  const CaseEntry& entry() const { return *state().cases.Find(entity_); }
  bool has_lead() const { return findings_.lead != KeyIndex::kNone; }
  Id lead() const { return has_lead() ? state().leads[findings_.lead].id : Id{}; }
  PersonRef owner() const {
    return has_lead() ? static_cast<PersonRef>(state().leads[findings_.lead].owner) : 0;
  }
  template <typename B>
  Status Feed(const B& body) {
    return turn_.Input(EntityKind::kCase, entity_, B::kType, DeskAgent(), body);
  }

  Status SayWhatWasFound() {
    ev::CaseToolCalled got;
    got.tool = CaseTool::kGetLead;
    got.outcome = !facts_.record_found ? "not_found" : facts_.record_ended ? "ended" : "found";
    got.record = lead();
    if (has_lead()) {
      const LeadEntry& record = state().leads[findings_.lead];
      got.owner = owner();
      got.status = record.status;
      got.rule = state().words.Of(record.rule);
      got.row = state().words.Of(record.row);
      got.policy = state().words.Of(record.policy);
      got.pool = state().words.Of(record.pool);
    }
    SB_TRY(Feed(got));
    if (facts_.record_found && !facts_.record_ended) SB_TRY(SayRules());
    ev::CaseToolCalled searched;
    searched.tool = CaseTool::kSearchDocuments;
    searched.outcome = facts_.has_citation ? "cited" : "nothing";
    searched.citations = findings_.citations;
    searched.reason = findings_.by_meaning ? kByWordsAndMeaning : kByWords;
    return Feed(searched);
  }

  Status SayRules() {
    ev::CaseToolCalled asked;
    asked.tool = CaseTool::kSearchRules;
    asked.outcome = SearchOutcome(facts_);
    asked.record = lead();
    asked.owner = findings_.made.owner;
    asked.policy = findings_.policy;
    asked.rule = findings_.made.rule;
    asked.row = findings_.made.row;
    asked.pool = findings_.made.pool;
    return Feed(asked);
  }

  Status Ask(const std::string& what) {
    ev::CaseMessaged question;
    question.asks = what;
    question.due = CaseDue(CaseStatus::kWaiting, entry().priority, turn_.now());
    return Feed(question);
  }

  Status Decide(CaseDecision decision, const std::string& reason, PersonRef previous,
                PersonRef next) {
    ev::CaseDecided body;
    body.decision = decision;
    body.reason = reason;
    body.record = lead();
    body.previous = previous;
    body.owner = next;
    body.policy = findings_.policy;
    body.rule = findings_.made.rule;
    body.row = findings_.made.row;
    body.citations = findings_.citations;
    return Feed(body);
  }

  Status Correct(const std::string& reason) {
    const PersonRef previous = owner();
    ev::CaseToolCalled tool;
    tool.policy = findings_.policy;
    tool.rule = findings_.made.rule;
    tool.row = findings_.made.row;
    tool.pool = findings_.made.pool;
    tool.reason = reason;
    SB_TRY(GiveRecord(turn_, entity_, findings_.lead, findings_.give, DeskAgent(), tool));
    return Decide(CaseDecision::kApproved, reason, previous, findings_.made.owner);
  }

  Status Keep(const std::string& reason) {
    return Decide(CaseDecision::kRejected, reason, owner(), owner());
  }

  // Whoever answers for the account where the account is what is unclear, else for the people.
  std::string FirstToAsk(const std::string& reason, const std::string& requester) const {
    const bool of_account = reason == "strategic_account" || reason == "named_account_conflict" ||
                            reason == "duplicate_ownership";
    const Person* account_owner = state().roster.FindPerson(facts_.account_owner);
    const bool there = account_owner != nullptr && account_owner->active;
    if (of_account && there && account_owner->id != requester) return account_owner->id;
    const std::string& about = facts_.owner.empty() ? facts_.proposed : facts_.owner;
    return FirstApprover(state().roster, about, requester);
  }

  Status EscalateFor(const std::string& reason) {
    const std::string requester = state().PersonOf(entry().requester);
    const Asked asked =
        AskFrom(state().roster, FirstToAsk(reason, requester), requester, decides_nothing_);
    for (const std::string& person : asked.passed_over) {
      ev::CaseEscalated passed;
      passed.reason = kPassedOver;
      passed.approver = state().RefOf(person);
      passed.record = lead();
      SB_TRY(Feed(passed));
    }
    ev::CaseEscalated body;
    body.reason = reason;
    body.approver = state().RefOf(asked.person);
    body.record = lead();
    body.owner = owner();
    const bool proposes = facts_.assigns && facts_.proposed_active && facts_.can_be_given &&
                          findings_.made.owner != owner();
    if (proposes) body.proposed = findings_.made.owner;
    body.policy = findings_.policy;
    body.rule = findings_.made.rule;
    body.row = findings_.made.row;
    body.citations = findings_.citations;
    body.due = CaseDue(CaseStatus::kEscalated, entry().priority, turn_.now());
    return Feed(body);
  }

  Turn& turn_;
  const Id entity_;
  const CaseFindings& findings_;
  const TriageFacts& facts_;
  const DecidesNothing& decides_nothing_;
};

}  // namespace

Status ActOnFindings(Turn& turn, const Id& entity, const CaseFindings& findings,
                     const DecidesNothing& decides_nothing) {
  return CaseResolver(turn, entity, findings, decides_nothing).Act();
}

Status GiveRecord(Turn& turn, const Id& entity, uint32_t lead, const ev::LeadActed& give,
                  const Actor& actor, ev::CaseToolCalled tool) {
  const Id record = turn.state().leads[lead].id;
  tool.tool = CaseTool::kUpdateOwner;
  tool.outcome = "done";
  tool.record = record;
  tool.previous = static_cast<PersonRef>(turn.state().leads[lead].owner);
  tool.owner = give.verb == Verb::kClaim ? give.by : give.to;
  SB_TRY(turn.Act(record, give, actor));
  return turn.Input(EntityKind::kCase, entity, EventType::kCaseToolCalled, DeskAgent(), tool);
}

}  // namespace signalbox
