#include "policy/coverage_watch.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "policy/coverage_names.h"
#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kWatched = R"(policy: watched
record: lead
fields:
  lead.Interest__c: {type: text, values: [core, analytics]}
  lead.Notes__c: {type: text}
guards:
  - name: lawful
    require: {lead.consent: [given, legitimate_interest]}
    else: {reject: no_lawful_basis}
  - name: no-rivals
    when: {lead.industry: rival}
    forbid: 'true'
rules:
  - name: old-hand
    when: {lead.segment: public}
    assign: {person: gone@acme.example}
  - name: large
    when: {lead.employees: 1000.., lead.title: {starts: VP}}
    assign: {pool: desk}
  - name: noted
    when: {lead.Notes__c: [yes please], lead.Interest__c: core}
    queue: review
  - name: places
    assign: {table: places}
nothing_matched: {queue: unrouted}
tables:
  places: {file: tables/places.csv, match: {country: lead.country, postal: lead.postal_code}, gives: {to: target}}
pools:
  desk: {members: {team: desk}, strategy: rotation}
queues:
  unrouted: {owner: {team: revops}, empty_within: 4h}
  review: {owner: {person: otto@acme.example}, empty_within: 4h}
)";

const std::string kPlaces =
    "id,country,postal,to,valid_from,valid_to\n"
    "south,DE,8*,pool:desk,,\n"
    "alps,AT|CH,*,pool:desk,,2026-05-20\n"
    "fair,FR,*,person:otto@acme.example,,2026-04-01\n"
    "next,IT,*,pool:desk,2026-09-01,\n";

class CoverageWatchTest : public testing::Test {
 protected:
  CoverageWatchTest() {
    for (const char* id : {"ada", "bob"}) roster_.Upsert(Seller(id, "desk"));
    Person otto = Seller("otto@acme.example", "desk");
    otto.active = false;
    roster_.Upsert(otto);
  }

  // A decision of the policy itself, `days` before the end, as the log would have it.
  void Route(const Attributes& lead, int64_t days) {
    const PoolStates pools;
    const TimeUs at = period_.now - days * kDayUs;
    const Decision decision = Decide(*policy_, {lead, roster_, pools, at, {}});
    Id id;
    id.bytes[0] = 1;
    id.bytes[15] = ++leads_;
    watch_.Take({id, at, decision, &lead});
  }
  Attributes Given(std::initializer_list<std::pair<Field, std::string_view>> texts,
                   int64_t employees = -1) {
    Attributes lead = Lead(texts, employees);
    if (!lead.Has(Field::kConsent)) lead.SetText(Field::kConsent, "given");
    return lead;
  }

  std::shared_ptr<const Policy> policy_ =
      MustCompile({{"policy.yaml", kWatched}, {"tables/places.csv", kPlaces}});
  Roster roster_;
  WatchPeriod period_{At("2026-05-04T10:00:00Z"), 90, At("2026-04-24T10:00:00Z")};
  CoverageWatch watch_{*policy_, roster_, period_};
  uint8_t leads_ = 0;
};

TEST_F(CoverageWatchTest, TheReportOfAQuarterIsToldToTheLetter) {
  for (int i = 0; i < 40; ++i) {
    Attributes before = Given({{Field::kCountry, "DE"}, {Field::kPostalCode, "80331"}}, 50);
    before.SetText(Field::kTitle, "Buyer");
    Route(before, 100 + i);
    Route(Given({{Field::kCountry, i % 4 == 0 ? "BR" : "DE"}, {Field::kPostalCode, "80331"}}, 50),
          1 + i);
  }
  Route(Given({{Field::kSegment, "Public"}, {Field::kCountry, "AT"}}), 3);
  Route(Given({{Field::kCountry, "FR"}}, 20), 2);
  Route(Given({{Field::kConsent, "refused"}, {Field::kCountry, "NO"}}), 2);
  Attributes odd = Given({{Field::kCountry, "CH"}});
  odd.SetExtra("Interest__c", "Support");
  odd.SetExtra("Notes__c", "call Ms Lee at home");
  Route(odd, 1);
  const std::string text = watch_.Finish().Text();
  const std::string path = std::string(SB_SOURCE_DIR) + "/tests/golden/coverage/quarter.txt";
  if (std::getenv("SIGNALBOX_UPDATE_GOLDEN") != nullptr)
    std::ofstream(path, std::ios::binary) << text;
  std::ostringstream stored;
  stored << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(text, stored.str());
}

TEST_F(CoverageWatchTest, OnlyDecisionsOfTheTwoPeriodsCount) {
  const Attributes lead = Given({{Field::kCountry, "BR"}});
  Route(lead, 0);
  Route(lead, 1);
  Route(lead, 90);
  Route(lead, 91);
  Route(lead, 180);
  Route(lead, 181);
  const WatchReport report = watch_.Finish();
  EXPECT_EQ(report.decisions, (BeforeAndNow{2, 2}));
  EXPECT_EQ(report.fallback, (BeforeAndNow{2, 2}));
}

TEST_F(CoverageWatchTest, WhatARuleOrARowNamesIsNotTold) {
  Route(Given({{Field::kCountry, "de"}, {Field::kPostalCode, "80331"}}, 2'000), 1);
  Route(Given({{Field::kCountry, " CH "}}), 1);
  EXPECT_TRUE(watch_.Finish().unnamed.empty());
}

TEST_F(CoverageWatchTest, WhatAGuardTurnedAwayLacksNoRule) {
  Route(Given({{Field::kCountry, "BR"}, {Field::kConsent, "refused"}}), 1);
  const WatchReport report = watch_.Finish();
  EXPECT_TRUE(report.unnamed.empty());
  EXPECT_EQ(report.parts[0].decided.now, 1);
}

TEST_F(CoverageWatchTest, NothingOfAPersonIsShown) {
  Attributes lead = Given({{Field::kCountry, "ann.lee@home.example"},
                           {Field::kSegment, "+49 89 123456"},
                           {Field::kTitle, "Ann Lee's assistant"},
                           {Field::kPostalCode, "SW1A 2AA"}},
                          37);
  lead.SetExtra("Interest__c", "ask Ann Lee in room 12345");
  lead.SetExtra("Notes__c", "Ann Lee");
  Route(lead, 1);
  const WatchReport report = watch_.Finish();
  ASSERT_FALSE(report.unnamed.empty());
  for (const std::string& text : {report.Text(), report.Json()}) {
    EXPECT_THAT(text, Not(HasSubstr("lee")));
    EXPECT_THAT(text, Not(HasSubstr("Lee")));
    EXPECT_THAT(text, Not(HasSubstr("123")));
    EXPECT_THAT(text, Not(HasSubstr("2aa")));
    EXPECT_THAT(text, HasSubstr("lead_01000000"));
  }
}

TEST_F(CoverageWatchTest, ValuesBeyondTheLimitAreCountedTogether) {
  for (size_t i = 0; i < kMaxWatchedValues + 5; ++i) {
    std::string code = "x";
    for (size_t left = i; left > 0; left /= 26) code += static_cast<char>('a' + left % 26);
    Route(Given({{Field::kCountry, code}}), 1);
  }
  int64_t shown = 0, together = 0;
  for (const WatchedValue& one : watch_.Finish().unnamed)
    (one.value.empty() ? together : shown) += one.leads;
  EXPECT_EQ(shown, static_cast<int64_t>(kMaxWatchedValues));
  EXPECT_EQ(together, 5);
}

TEST_F(CoverageWatchTest, AFieldIsGoneOnlyWithEnoughRecordsToSaySo) {
  for (int i = 0; i < 19; ++i) {
    Route(Given({{Field::kCountry, "DE"}, {Field::kTitle, "VP"}}), 100);
    Route(Given({{Field::kCountry, "DE"}}), 1);
  }
  const WatchReport report = watch_.Finish();
  EXPECT_TRUE(report.gone.empty());
}

TEST(NamedValues, TextsThatMayBeSomebodysAreNotShown) {
  for (const char* fine : {"br", "financial services", "nace 6419", "größe l"})
    EXPECT_TRUE(MayBeShown(fine)) << fine;
  for (const char* not_fine :
       {"a@b", "089 12345", "a text that is so long that it must be a message"})
    EXPECT_FALSE(MayBeShown(not_fine)) << not_fine;
}

}  // namespace
}  // namespace signalbox
