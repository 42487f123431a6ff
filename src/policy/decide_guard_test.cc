// Guards that ask somebody, and the turn after a turn.
#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

class DecideGuards : public testing::Test {
 protected:
  DecideGuards() {
    for (const char* id : {"ann", "bert", "vera"}) roster_.Upsert(Seller(id, "t"));
  }
  // A guard that asks vera about leads without consent; `otherwise` follows, `more` guards after
  // it.
  void Use(const std::string& otherwise, const std::string& more = "") {
    policy_ = MustCompile(
        {{"policy.yaml",
          PolicyText("  - {name: all, assign: {pool: p, role: sdr}, reason: by turn}\n",
                     "guards:\n  - name: legal\n    require: {lead.consent: given}\n"
                     "    else: {escalate: {person: vera, decide_within: 4h, otherwise: " +
                         otherwise + "}}\n" + more + "pools:\n  p: {members: {team: t}}\n")}});
  }
  Decision Ask(const Attributes& lead, const std::string& rule = "", const std::string& node = "",
               const std::string& pool = "") {
    DecideInput input{lead, roster_, pools_, At("2026-11-20T10:00:00Z"), {}};
    input.rule = rule;
    input.node = node;
    input.pool = pool;
    return Decide(*policy_, input);
  }
  void Leave(const std::string& id) {
    Person person = *roster_.FindPerson(id);
    person.leaves.push_back({At("2026-11-01T00:00:00Z"), At("2026-12-01T00:00:00Z")});
    roster_.Upsert(person);
  }

  std::shared_ptr<const Policy> policy_;
  Roster roster_;
  PoolStates pools_;
  const Attributes refused_ = Lead({{Field::kConsent, "refused"}}, 5000);
};

TEST_F(DecideGuards, AnEscalationThatNobodyAnsweredEndsAsItSaysAndIsNotAskedAgain) {
  Use("{queue: unrouted}");
  const Decision asked = Ask(refused_);
  EXPECT_EQ(asked.disposition, Disposition::kEscalate);
  EXPECT_EQ(asked.asked, "vera");
  const Decision after = Ask(refused_, asked.rule, asked.node);
  EXPECT_EQ(after.disposition, Disposition::kQueue);
  EXPECT_EQ(after.queue, "unrouted");
  EXPECT_EQ(after.rule, "legal");
}

TEST_F(DecideGuards, AGuardAfterTheOneThatAskedStillWins) {
  const std::string small =
      "  - name: small\n    require: {lead.employees: ..999}\n    else: {reject: too_large}\n";
  Use("{assign: {person: ann}}", small);
  const Decision asked = Ask(refused_);
  EXPECT_EQ(asked.rule, "legal");
  EXPECT_EQ(Ask(refused_, asked.rule, asked.node).reason, "too_large");
  const Attributes few = Lead({{Field::kConsent, "refused"}}, 50);
  EXPECT_EQ(Ask(few, asked.rule, asked.node).owner, "ann");
}

TEST_F(DecideGuards, WhoeverAnEscalationNamesIsForbiddenAsFromARule) {
  Use("{assign: {person: ann}}", "  - {name: not-ann, forbid: 'person.id == \"ann\"'}\n");
  const Decision after = Ask(refused_, "legal", "guard legal/");
  EXPECT_EQ(after.owner, "");
  EXPECT_THAT(after.considered, testing::Contains(Considered{"ann", "forbidden", "not-ann"}));
}

TEST_F(DecideGuards, AGuardThatFailsNeverLetsTheRecordThroughToTheRules) {
  Use("{assign: {person: gone}}");
  Leave("vera");
  const Decision decision = Ask(refused_);
  EXPECT_EQ(decision.disposition, Disposition::kQueue);
  EXPECT_EQ(decision.queue, "unrouted");
  EXPECT_EQ(decision.rule, "legal");
}

TEST_F(DecideGuards, TheNextTurnOfAPoolKeepsTheRoleAndTheReasonOfItsRule) {
  Use("{queue: unrouted}");
  const Attributes lead = Lead({{Field::kConsent, "given"}}, 5);
  const Decision first = Ask(lead), next = Ask(lead, "all", "", "p");
  EXPECT_EQ(first.role, "sdr");
  EXPECT_EQ(next.role, "sdr");
  EXPECT_EQ(next.reason, first.reason);
  EXPECT_EQ(next.rule, "all");
}

}  // namespace
}  // namespace signalbox
