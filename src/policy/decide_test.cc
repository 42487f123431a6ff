#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

// The ladder of the example, in what this version supports.
constexpr char kLadder[] = R"(
policy: ladder
record: lead
triggers: [created, came_back, by_hand, {changed: [lead.country, lead.employees]}]
fields:
  lead.Product_Interest__c: {type: text, values: [core, analytics]}
guards:
  - name: lawful-basis
    require: {lead.consent: [given, legitimate_interest]}
    else: {reject: no_lawful_basis}
  - name: licensed-sellers-only
    when: {lead.industry: insurance}
    forbid: '!("insurance" in person.skills)'
rules:
  - name: known-person
    when: {contact.owner.active: true}
    assign: {owner_of: contact}
  - name: two-accounts-fit
    when: {match.outcome: ambiguous}
    hold: {queue: conflicts, reason: more than one account fits}
  - name: strategic
    when: 'lead.score >= 80 && lead.employees >= 5000'
    assign: {person: mara@acme.example}
  - name: territory
    assign: {table: territories}
nothing_matched: {queue: unrouted, reason: no rule matched}
tables:
  territories:
    file: tables/territories.csv
    match: {country: lead.country, postal: lead.postal_code, employees: lead.employees}
    gives: {to: target}
    hit: priority
    prefer: most_specific
pools:
  dach-south: {members: {team: dach-south}, strategy: weighted, turn: own, all_out: hold}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  conflicts: {owner: {team: revops}, empty_within: 8h}
  partner-desk: {owner: {team: partners}, empty_within: 8h}
)";

constexpr char kTerritories[] =
    "id,country,postal,employees,to,valid_from,valid_to,note\n"
    "dach-ent,DE|AT|CH,*,1000..,person:mara@acme.example,,,\n"
    "de-south,DE,8*|9*,1..999,pool:dach-south,,,\n"
    "ch-partner,CH,*,1..999,queue:partner-desk,,2026-12-31,partner until year end\n"
    "ch-own,CH,*,1..999,pool:dach-south,2027-01-01,,\n";

class DecideTest : public testing::Test {
 protected:
  DecideTest()
      : policy_(MustCompile({{"policy.yaml", kLadder}, {"tables/territories.csv", kTerritories}})) {
    pools_["dach-south"] =
        StateWithNext(PoolsOf(*policy_).at("dach-south"), roster_, "lena@acme.example");
  }

  Attributes Munich() {
    return Lead(
        {{Field::kConsent, "given"}, {Field::kCountry, "de "}, {Field::kPostalCode, "80331"}}, 240);
  }
  Decision DecideAt(const Attributes& lead, std::string_view now,
                    std::vector<std::string> exclude = {}) {
    return Decide(*policy_, {lead, roster_, pools_, At(now), std::move(exclude)});
  }

  Roster roster_ = ExampleRoster();
  std::shared_ptr<const Policy> policy_;
  PoolStates pools_;
};

constexpr char kFriday[] = "2026-11-20T16:40:00+01:00";
constexpr char kMonday[] = "2026-11-23T10:00:00+01:00";

TEST_F(DecideTest, MunichOnFridayGoesToTheNextInTurn) {
  Decision decision = DecideAt(Munich(), kFriday);
  EXPECT_EQ(decision.disposition, Disposition::kAssign);
  EXPECT_EQ(decision.owner, "lena@acme.example");
  EXPECT_EQ(decision.rule, "territory");
  EXPECT_EQ(decision.row, "territories/de-south");
  EXPECT_EQ(decision.pool, "dach-south");
  EXPECT_EQ(decision.reason, "next_in_pool");
  EXPECT_EQ(decision.pointer_before, "lena@acme.example");
  ASSERT_TRUE(decision.turn.has_value());
  EXPECT_THAT(decision.considered,
              testing::ElementsAre(Considered{"jonas@acme.example", "not in turn", ""}));
  EXPECT_EQ(decision.roster_revision, roster_.revision());
}

TEST_F(DecideTest, TheSameLeadWhileLenaIsAwayGoesToJonasAndSaysWhy) {
  Person lena = *roster_.FindPerson("lena@acme.example");
  lena.leaves.push_back({At("2026-11-23T00:00:00+01:00"), At("2026-11-24T00:00:00+01:00")});
  roster_.Upsert(lena);
  Decision decision = DecideAt(Munich(), kMonday);
  EXPECT_EQ(decision.owner, "jonas@acme.example");
  EXPECT_THAT(decision.considered,
              testing::ElementsAre(Considered{"lena@acme.example", "away", ""}));
}

TEST_F(DecideTest, ZurichBelongsToThePartnerUntilTheYearEnds) {
  Attributes lead = Lead(
      {{Field::kConsent, "given"}, {Field::kCountry, "CH"}, {Field::kPostalCode, "8001"}}, 240);
  Decision before = DecideAt(lead, "2026-12-31T11:00:00+01:00");
  EXPECT_EQ(before.disposition, Disposition::kQueue);
  EXPECT_EQ(before.queue, "partner-desk");
  EXPECT_EQ(before.row, "territories/ch-partner");
  EXPECT_EQ(DecideAt(lead, "2027-01-04T11:00:00+01:00").row, "territories/ch-own");
}

TEST_F(DecideTest, NorwayIsNobodysYetAndThatIsNeverSilent) {
  Attributes lead = Lead({{Field::kConsent, "given"}, {Field::kCountry, "NO"}}, 240);
  Decision decision = DecideAt(lead, kMonday);
  EXPECT_EQ(decision.disposition, Disposition::kQueue);
  EXPECT_EQ(decision.queue, "unrouted");
  EXPECT_EQ(decision.rule, "nothing_matched");
  EXPECT_EQ(decision.reason, "no rule matched");
}

TEST_F(DecideTest, AFailedGuardWinsOverEveryRule) {
  Attributes lead = Munich();
  lead.SetText(Field::kConsent, "refused");
  lead.SetBool(Field::kContactOwnerActive, true);
  lead.SetText(Field::kContactOwner, "mara@acme.example");
  Decision decision = DecideAt(lead, kMonday);
  EXPECT_EQ(decision.disposition, Disposition::kReject);
  EXPECT_EQ(decision.reason, "no_lawful_basis");
  EXPECT_EQ(decision.rule, "lawful-basis");
}

TEST_F(DecideTest, AMissingValueDoesNotSatisfyARequirement) {
  Attributes lead = Munich();
  lead.Remove(Field::kConsent);
  EXPECT_EQ(DecideAt(lead, kMonday).disposition, Disposition::kReject);
}

TEST_F(DecideTest, AForbiddenCandidateIsNamedWithTheGuard) {
  Person jonas = *roster_.FindPerson("jonas@acme.example");
  jonas.skills = {"insurance"};
  roster_.Upsert(jonas);
  Attributes lead = Munich();
  lead.SetText(Field::kIndustry, "Insurance");
  Decision decision = DecideAt(lead, kMonday);
  EXPECT_EQ(decision.owner, "jonas@acme.example");
  EXPECT_THAT(decision.considered, testing::ElementsAre(Considered{"lena@acme.example", "forbidden",
                                                                   "licensed-sellers-only"}));
}

TEST_F(DecideTest, AForbiddenOwnerOfAContactIsPassedOver) {
  Attributes lead = Munich();
  lead.SetText(Field::kIndustry, "insurance");
  lead.SetBool(Field::kContactOwnerActive, true);
  lead.SetText(Field::kContactOwner, "mara@acme.example");
  Decision decision = DecideAt(lead, kMonday);
  EXPECT_EQ(decision.rule, "territory");
  ASSERT_FALSE(decision.considered.empty());
  EXPECT_EQ(decision.considered[0],
            (Considered{"mara@acme.example", "forbidden", "licensed-sellers-only"}));
}

TEST_F(DecideTest, WhenAllAreOutTheLeadIsHeldForThePool) {
  Decision decision = DecideAt(Munich(), "2026-11-22T12:00:00+01:00");
  EXPECT_EQ(decision.disposition, Disposition::kHold);
  EXPECT_EQ(decision.reason, "all_out");
  EXPECT_EQ(decision.pool, "dach-south");
  EXPECT_FALSE(decision.turn.has_value());
  EXPECT_THAT(decision.considered,
              testing::ElementsAre(Considered{"jonas@acme.example", "off hours", ""},
                                   Considered{"lena@acme.example", "off hours", ""}));
}

TEST_F(DecideTest, WhoHadItBeforeIsExcluded) {
  Decision decision = DecideAt(Munich(), kMonday, {"lena@acme.example"});
  EXPECT_EQ(decision.owner, "jonas@acme.example");
  EXPECT_EQ(decision.considered[0].lost, "excluded");
}

TEST_F(DecideTest, AnInactiveOwnerIsPassedOverAndSaid) {
  Person mara = *roster_.FindPerson("mara@acme.example");
  mara.active = false;
  roster_.Upsert(mara);
  Attributes lead = Munich();
  lead.SetInt(Field::kEmployees, 4000);
  Decision decision = DecideAt(lead, kMonday);
  EXPECT_EQ(decision.rule, "nothing_matched");
  EXPECT_EQ(decision.row, "");
  EXPECT_THAT(decision.considered,
              testing::ElementsAre(Considered{"mara@acme.example", "inactive", "territory"}));
}

TEST_F(DecideTest, AnUnknownRuleIsPassedOverAndSaid) {
  Attributes lead = Munich();
  lead.SetInt(Field::kEmployees, 5000);
  Decision decision = DecideAt(lead, kMonday);  // no score
  EXPECT_EQ(decision.rule, "territory");
  ASSERT_EQ(decision.unknowns.size(), 1u);
  EXPECT_EQ(decision.unknowns[0].rule, "strategic");
  EXPECT_THAT(decision.unknowns[0].attribute, testing::HasSubstr("lead.score"));
}

TEST_F(DecideTest, ANewValueOfAListedFieldIsSaid) {
  Attributes lead = Munich();
  lead.SetExtra("Product_Interest__c", "robots");
  EXPECT_THAT(DecideAt(lead, kMonday).unknowns,
              testing::Contains(Unknown{"fields", "lead.Product_Interest__c has a new value"}));
  lead.SetExtra("Product_Interest__c", " Core");
  EXPECT_THAT(DecideAt(lead, kMonday).unknowns,
              testing::Not(testing::Contains(testing::Field(&Unknown::rule, "fields"))));
}

TEST_F(DecideTest, TwoAccountsHoldTheLeadInAQueue) {
  Attributes lead = Munich();
  lead.SetText(Field::kMatchOutcome, "ambiguous");
  Decision decision = DecideAt(lead, kMonday);
  EXPECT_EQ(decision.disposition, Disposition::kHold);
  EXPECT_EQ(decision.queue, "conflicts");
  EXPECT_EQ(decision.reason, "more than one account fits");
}

TEST(Decide, AnUnknownGuardHoldsTheRecord) {
  auto policy = MustCompile({{"policy.yaml", PolicyText("  - {name: all, queue: unrouted}\n",
                                                        "guards:\n  - name: big\n"
                                                        "    require: 'lead.employees > 10'\n"
                                                        "    else: {reject: small}\n")}});
  Roster roster;
  PoolStates pools;
  Attributes lead;
  Decision decision = Decide(*policy, {lead, roster, pools, 0, {}});
  EXPECT_EQ(decision.disposition, Disposition::kHold);
  EXPECT_EQ(decision.reason, "guard_unknown");
  EXPECT_EQ(decision.rule, "big");
  EXPECT_THAT(decision.unknowns, testing::SizeIs(1));
}

TEST(Decide, AnUnknownForbidDropsTheCandidate) {
  auto policy = MustCompile({{"policy.yaml", PolicyText("  - {name: ann, assign: {person: ann}}\n",
                                                        "guards:\n  - name: rank\n"
                                                        "    forbid: 'lead.score > 3'\n")}});
  Roster roster;
  roster.Upsert(Seller("ann", "a"));
  PoolStates pools;
  Attributes lead;
  Decision decision = Decide(*policy, {lead, roster, pools, 0, {}});
  EXPECT_EQ(decision.rule, "nothing_matched");
  EXPECT_THAT(decision.considered, testing::ElementsAre(Considered{"ann", "forbidden", "rank"}));
  EXPECT_THAT(decision.unknowns, testing::SizeIs(1));
}

TEST(Decide, ADeclaredIntegerThatIsNoNumberIsMissing) {
  auto policy = MustCompile(
      {{"policy.yaml", PolicyText("  - {name: many, when: {lead.Seats: 10..}, queue: unrouted}\n",
                                  "fields: {lead.Seats: {type: integer}}\n")}});
  Roster roster;
  PoolStates pools;
  Attributes lead;
  lead.SetExtra("Seats", " 12 ");
  EXPECT_EQ(Decide(*policy, {lead, roster, pools, 0, {}}).rule, "many");
  lead.SetExtra("Seats", "a dozen");
  EXPECT_EQ(Decide(*policy, {lead, roster, pools, 0, {}}).rule, "nothing_matched");
}

}  // namespace
}  // namespace signalbox
