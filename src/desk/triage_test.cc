#include "desk/triage.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

TriageFacts Clear() {
  TriageFacts facts;
  facts.record_found = facts.can_be_given = facts.decided = facts.assigns = facts.matched = true;
  facts.has_citation = facts.proposed_active = true;
  facts.owner = "lena";
  facts.proposed = "jonas";
  return facts;
}

TEST(Triage, AnUnambiguousMatchCorrectsTheOwner) {
  EXPECT_EQ(Triage(Clear()).act, TriageAct::kCorrect);
  EXPECT_EQ(Triage(Clear()).reason, "owner_corrected");
}

TEST(Triage, AnOwnerWhomTheRulesGiveItToKeepsIt) {
  TriageFacts facts = Clear();
  facts.proposed = "lena";
  EXPECT_EQ(Triage(facts).act, TriageAct::kKeep);
  facts = Clear();
  facts.same_pool = true;
  EXPECT_EQ(Triage(facts).act, TriageAct::kKeep) << "whose turn it is now is nobody's mistake";
}

TEST(Triage, WhichRecordIsAskedTwiceAndThenAPersonLooks) {
  TriageFacts facts;
  EXPECT_EQ(Triage(facts).act, TriageAct::kAsk);
  facts.questions = 1;
  EXPECT_EQ(Triage(facts).act, TriageAct::kAsk);
  facts.questions = 2;
  EXPECT_EQ(Triage(facts).act, TriageAct::kEscalate);
  EXPECT_EQ(Triage(facts).reason, "unclear");
}

TEST(Triage, EachUnclearThingEscalatesByItself) {
  const std::vector<std::pair<std::string, void (*)(TriageFacts*)>> unclear = {
      {"record_ended", [](TriageFacts* f) { f->record_ended = true; }},
      {"strategic_account", [](TriageFacts* f) { f->strategic_account = true; }},
      {"duplicate_ownership", [](TriageFacts* f) { f->duplicate_ownership = true; }},
      {"named_account_conflict",
       [](TriageFacts* f) { f->named_account = true, f->account_owner = "lena"; }},
      {"missing_firmographics", [](TriageFacts* f) { f->missing = {"company"}; }},
      {"record_waits", [](TriageFacts* f) { f->can_be_given = false; }},
      {"approval_required", [](TriageFacts* f) { f->asks_a_person = true; }},
      {"held_by_rule", [](TriageFacts* f) { f->holds = true; }},
      {"rule_unknown", [](TriageFacts* f) { f->has_unknowns = true; }},
      {"rule_unknown", [](TriageFacts* f) { f->decided = false; }},
      {"no_rule_matched", [](TriageFacts* f) { f->matched = false; }},
      {"no_rule_matched", [](TriageFacts* f) { f->assigns = false; }},
      {"no_citation", [](TriageFacts* f) { f->has_citation = false; }},
      {"owner_unavailable", [](TriageFacts* f) { f->proposed_active = false; }},
  };
  for (const auto& [reason, change] : unclear) {
    TriageFacts facts = Clear();
    change(&facts);
    EXPECT_EQ(Triage(facts).act, TriageAct::kEscalate) << reason;
    EXPECT_EQ(Triage(facts).reason, reason);
    EXPECT_NE(CaseReasonWords(reason), reason) << "it is said in words";
  }
}

TEST(Triage, ANamedAccountWhoseOwnerTheRulesGiveItToIsNoConflict) {
  TriageFacts facts = Clear();
  facts.named_account = true;
  facts.account_owner = "jonas";
  EXPECT_EQ(Triage(facts).act, TriageAct::kCorrect);
}

// Whatever else is known: one of these, and the owner stays.
RC_GTEST_PROP(Triage, NothingUnclearEverChangesAnOwner, ()) {
  const auto bit = [] { return *rc::gen::arbitrary<bool>(); };
  TriageFacts facts;
  facts.record_found = bit(), facts.record_ended = bit(), facts.can_be_given = bit();
  facts.duplicate_ownership = bit(), facts.named_account = bit(), facts.strategic_account = bit();
  facts.decided = bit(), facts.assigns = bit(), facts.asks_a_person = bit(), facts.holds = bit();
  facts.has_unknowns = bit(), facts.matched = bit(), facts.same_pool = bit();
  facts.proposed_active = bit(), facts.has_citation = bit();
  facts.owner = bit() ? "lena" : "";
  facts.proposed = bit() ? "jonas" : "lena";
  facts.account_owner = bit() ? "jonas" : "mona";
  if (bit()) facts.missing = {"country"};
  const TriageVerdict verdict = Triage(facts);
  if (verdict.act == TriageAct::kAsk || verdict.act == TriageAct::kEscalate) return;
  RC_ASSERT(facts.record_found && !facts.record_ended && facts.missing.empty());
  RC_ASSERT(!facts.strategic_account && !facts.duplicate_ownership);
  RC_ASSERT(!facts.named_account || facts.account_owner == facts.proposed);
  RC_ASSERT(facts.decided && facts.assigns && facts.matched && !facts.has_unknowns);
  RC_ASSERT(facts.has_citation && !facts.asks_a_person && !facts.holds);
}

}  // namespace
}  // namespace signalbox
