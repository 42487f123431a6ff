#include "policy/why_not.h"

#include <gtest/gtest.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

const std::string kBundle = R"(policy: test
record: lead
guards:
  - name: lawful
    require: {lead.consent: [given, legitimate_interest]}
    else: {reject: no_lawful_basis}
rules:
  - name: partner
    when: {lead.source: partner}
    queue: partners
  - name: enterprise
    when: {lead.employees: 1000..}
    assign: {person: eve}
  - name: hot
    when: 'lead.score >= 80 && lead.country == "FR"'
    assign: {person: fay}
  - name: territory
    assign: {table: places}
nothing_matched: {queue: unrouted, reason: no rule matched}
tables:
  places:
    file: tables/places.csv
    match: {country: lead.country, postal: lead.postal_code, employees: lead.employees}
    gives: {to: target}
    hit: priority
    prefer: most_specific
pools:
  desk: {members: {team: desk}, strategy: rotation}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  partners: {owner: {team: revops}, empty_within: 4h}
)";

const std::string kPlaces =
    "id,country,postal,employees,to\n"
    "south,DE,8*,*,person:lena\n"
    "south-large,DE,8*,200..999,person:max\n"
    "north,DE,2*,*,pool:desk\n"
    "austria,AT,*,*,pool:desk\n";

class WhyNotTest : public testing::Test {
 protected:
  WhyNotTest() {
    for (const char* id : {"eve", "fay", "lena", "max", "zoe"}) roster_.Upsert(Seller(id, "other"));
    for (const char* id : {"ada", "bob", "cyd"}) roster_.Upsert(Seller(id, "desk"));
    lead_ = Lead({{Field::kCountry, "DE"},
                  {Field::kPostalCode, "80331"},
                  {Field::kConsent, "given"},
                  {Field::kSource, "web"}},
                 50);
  }
  WhyNot Ask(std::string_view wanted) {
    return ExplainWhyNot(*policy_, {lead_, roster_, pools_, At("2026-05-04T10:00:00Z"), {}},
                         wanted);
  }

  std::shared_ptr<const Policy> policy_ =
      MustCompile({{"policy.yaml", kBundle}, {"tables/places.csv", kPlaces}});
  Roster roster_;
  PoolStates pools_;
  Attributes lead_;
};

TEST_F(WhyNotTest, ItWentToTheWantedOwner) {
  EXPECT_TRUE(Ask("lena").got_it);
}

TEST_F(WhyNotTest, TheBoundaryOfARowIsTheSmallestChange) {
  const WhyNot answer = Ask("max");
  ASSERT_EQ(answer.ways.size(), 1u) << WhyNotText(answer);
  EXPECT_EQ(answer.ways[0].changes, (std::vector<WhyNotChange>{{"lead.employees", "50", "200"}}));
  EXPECT_EQ(answer.ways[0].row, "places/south-large");
}

TEST_F(WhyNotTest, TheBoundaryOfAConditionIsTheSmallestChange) {
  const WhyNot answer = Ask("eve");
  ASSERT_FALSE(answer.ways.empty());
  ASSERT_EQ(answer.ways[0].changes.size(), 1u);
  EXPECT_EQ(answer.ways[0].changes[0].to, "1000");
  EXPECT_EQ(answer.ways[0].rule, "enterprise");
}

TEST_F(WhyNotTest, TwoAttributesOfACelConditionAreFound) {
  const WhyNot answer = Ask("fay");
  ASSERT_FALSE(answer.ways.empty()) << WhyNotText(answer);
  ASSERT_EQ(answer.ways[0].changes.size(), 2u);
  EXPECT_EQ(answer.ways[0].changes[0], (WhyNotChange{"lead.country", "DE", "FR"}));
  EXPECT_EQ(answer.ways[0].changes[1].attribute, "lead.score");
}

TEST_F(WhyNotTest, AGuardAndARuleInTheWayAreChangedToo) {
  lead_.SetText(Field::kConsent, "refused");
  lead_.SetText(Field::kSource, "partner");
  const WhyNot answer = Ask("lena");
  ASSERT_FALSE(answer.ways.empty()) << WhyNotText(answer);
  std::vector<std::string> attributes;
  for (const WhyNotChange& change : answer.ways[0].changes) attributes.push_back(change.attribute);
  EXPECT_EQ(attributes, (std::vector<std::string>{"lead.consent", "lead.source"}));
}

TEST_F(WhyNotTest, AQueueIsReachedThroughItsRule) {
  const WhyNot answer = Ask("partners");
  ASSERT_FALSE(answer.ways.empty()) << WhyNotText(answer);
  EXPECT_EQ(answer.ways[0].changes, (std::vector<WhyNotChange>{{"lead.source", "web", "partner"}}));
}

TEST_F(WhyNotTest, OnlyTheTurnWasAgainstHer) {
  lead_.SetText(Field::kPostalCode, "20095");
  const WhyNot answer = Ask("cyd");
  EXPECT_EQ(answer.lost, "not in turn");
  ASSERT_FALSE(answer.ways.empty());
  EXPECT_TRUE(answer.ways[0].changes.empty());
  EXPECT_EQ(answer.ways[0].turns, 2);
  EXPECT_EQ(WhyNotText(answer),
            "cyd was considered and lost: not in turn\n"
            "it would have gone to cyd\n"
            "  after 2 more turns of pool desk, by territory, row places/north\n");
}

TEST_F(WhyNotTest, OnlyTheHoursWereAgainstThem) {
  Person ada = Seller("ada", "desk");
  ada.hours = WorkingWeek();
  ada.leaves.push_back({At("2026-05-01"), At("2026-06-01")});
  roster_.Upsert(ada);
  lead_.SetText(Field::kPostalCode, "20095");
  const WhyNot answer = Ask("ada");
  EXPECT_EQ(answer.lost, "away");
  ASSERT_EQ(answer.ways.size(), 1u);
  EXPECT_EQ(answer.ways[0].absence, "away");
  EXPECT_EQ(answer.ways[0].turns, 0);
}

TEST_F(WhyNotTest, AChangeThatLeadsToTheirPoolSaysTheTurn) {
  const WhyNot answer = Ask("bob");
  ASSERT_FALSE(answer.ways.empty()) << WhyNotText(answer);
  EXPECT_EQ(answer.ways[0].changes.size(), 1u);
  EXPECT_EQ(answer.ways[0].turns, 1);
}

TEST_F(WhyNotTest, WhoeverNoRuleLeadsToIsSaidSo) {
  const WhyNot answer = Ask("zoe");
  EXPECT_TRUE(answer.known);
  EXPECT_FALSE(answer.reachable);
  EXPECT_EQ(WhyNotText(answer), "nothing in this policy leads to zoe\n");
  EXPECT_FALSE(Ask("nobody@nowhere").known);
}

// Everything that is told was decided: here it is decided once more, from what was told alone.
TEST_F(WhyNotTest, EveryChangeThatIsToldLeadsThere) {
  for (const char* wanted : {"max", "eve", "fay", "ada", "bob", "cyd", "unrouted", "partners"}) {
    const WhyNot answer = Ask(wanted);
    for (const WhyNotWay& way : answer.ways) {
      if (way.turns > 0 || !way.absence.empty()) continue;
      Attributes changed = lead_;
      for (const WhyNotChange& change : way.changes) {
        const Field field = *FieldByName(change.attribute);
        if (change.to.empty())
          changed.Remove(field);
        else if (SpecOf(field).type == FieldType::kInt)
          changed.SetInt(field, std::stoll(change.to));
        else
          changed.SetText(field, change.to);
      }
      const Decision decision =
          Decide(*policy_, {changed, roster_, pools_, At("2026-05-04T10:00:00Z"), {}});
      EXPECT_EQ(answer.is_person ? decision.owner : decision.queue, wanted);
    }
  }
}

// A policy of `pools` pools, one a country; `wanted` is in all of them and has hardly any weight,
// so that no turn that is looked ahead at is theirs.
class WhyNotBudgetTest : public testing::Test {
 protected:
  static BundleFiles PoolsByCountry(int pools, int rows) {
    std::string text = "pools:\n", table = "id,country,postal,to\n";
    for (int pool = 0; pool < pools; ++pool)
      text += "  p" + std::to_string(pool) + ": {members: {team: desk}, strategy: weighted}\n";
    for (int row = 0; row < rows; ++row) {
      table += "r" + std::to_string(row) + ",DE," + std::to_string(10'000 + row) + ",pool:p" +
               std::to_string(row % pools) + "\n";
    }
    text +=
        "tables:\n  t: {file: tables/t.csv, match: {country: lead.country, postal: "
        "lead.postal_code}, gives: {to: target}}\n";
    return {{"policy.yaml", PolicyText("  - {name: territory, assign: {table: t}}\n", text)},
            {"tables/t.csv", table}};
  }

  WhyNot Ask(const BundleFiles& files, int64_t most) {
    Roster roster;
    roster.Upsert(Seller("seldom", "desk", 1));
    roster.Upsert(Seller("always", "desk", 100'000));
    const Attributes lead = Lead({{Field::kCountry, "FR"}, {Field::kPostalCode, "1"}});
    const PoolStates pools;
    const auto policy = MustCompile(files);
    return ExplainWhyNot(*policy, {lead, roster, pools, At("2026-05-04T10:00:00Z"), {}}, "seldom",
                         most);
  }
};

TEST_F(WhyNotBudgetTest, APoolWithoutAHitIsLookedAheadAtOnce) {
  const WhyNot answer = Ask(PoolsByCountry(1, 300), kMaxWhyNotDecisions);
  EXPECT_TRUE(answer.looked_at_all);
  EXPECT_TRUE(answer.ways.empty()) << WhyNotText(answer);
  // Each row is tried by changes of one to three attributes; the turns come once.
  EXPECT_LT(answer.decisions, 10 * 300 + kMaxWhyNotTurns + 100);
  EXPECT_GT(answer.decisions, kMaxWhyNotTurns);
}

TEST_F(WhyNotBudgetTest, TurnsThatAreLookedAheadAtCount) {
  const WhyNot answer = Ask(PoolsByCountry(20, 20), 5'000);
  EXPECT_FALSE(answer.looked_at_all);
  EXPECT_EQ(answer.decisions, 5'000);
}

TEST_F(WhyNotTest, PoolsStandAsBeforeAfterTheirTurnsWereLookedAheadAt) {
  lead_.SetText(Field::kPostalCode, "20095");
  const WhyNot first = Ask("cyd");
  ASSERT_FALSE(first.ways.empty());
  // By another place the same pool, again from its first turn.
  lead_.SetText(Field::kCountry, "FR");
  const WhyNot second = Ask("cyd");
  ASSERT_FALSE(second.ways.empty());
  for (const WhyNotWay& way : second.ways) EXPECT_EQ(way.turns, 2);
}

}  // namespace
}  // namespace signalbox
