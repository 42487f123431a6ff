// What hit policies, `prefer` and hierarchies do to decisions, from the bundle to the owner.
#include <gmock/gmock.h>

#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

// A bundle of one table; `keys` are what it says beside `file` and `gives`.
BundleFiles TableBundle(const std::string& keys, const std::string& csv,
                        const std::string& more = "") {
  return {
      {"policy.yaml", PolicyText("  - {name: by-table, assign: {table: t}}\n",
                                 "zone: Europe/Berlin\n" + more +
                                     "pools: {south: {members: {team: dach-south}}}\n"
                                     "tables:\n  t: {file: tables/t.csv, gives: {to: target}, " +
                                     keys + "}\n")},
      {"tables/t.csv", csv}};
}

constexpr const char* kCountryAndSize = "match: {country: lead.country, size: lead.employees}";

Decision Route(const BundleFiles& files, const Attributes& lead,
               std::string_view now = "2026-11-23T10:00:00+01:00",
               std::vector<std::string> exclude = {}) {
  auto policy = MustCompile(files);
  if (policy == nullptr) return {};
  Roster roster = ExampleRoster();
  PoolStates pools;
  return Decide(*policy, {lead, roster, pools, At(now), std::move(exclude)});
}

std::string FindingsOf(const BundleFiles& files) {
  return AllFindings(CompilePolicy(files, nullptr));
}

Attributes From(std::string_view country, int64_t employees = 10) {
  return Lead({{Field::kCountry, country}}, employees);
}

TEST(HitUnique, CompilesOnlyWhenNoRecordFitsTwoRows) {
  std::string keys = std::string(kCountryAndSize) + ", hit: unique";
  std::string good = "id,country,size,to\na,DE,1..9,queue:unrouted\nb,DE,10..,pool:south\n";
  EXPECT_EQ(Route(TableBundle(keys, good), From("DE", 10)).row, "t/b");
  EXPECT_THAT(FindingsOf(TableBundle(keys, good + "c,*,5,queue:unrouted\n")),
              HasSubstr("tables/t.csv:4:1: error: rows `a` (line 2) and `c` fit the same record"));
}

TEST(HitAny, AllowsOverlapsThatAgree) {
  std::string keys = std::string(kCountryAndSize) + ", hit: any";
  std::string rows = "id,country,size,to\na,DE,*,queue:unrouted\nb,*,1..9,queue:unrouted\n";
  EXPECT_EQ(Route(TableBundle(keys, rows), From("DE", 5)).row, "t/a");
  EXPECT_THAT(FindingsOf(TableBundle(keys, rows + "c,*,5..20,pool:south\n")),
              HasSubstr("rows `a` (line 2) and `c` go to `queue:unrouted` and to `pool:south`"));
}

TEST(HitPriority, AListOfTargetsWinsOverSpecificityAndSortingChangesNothing) {
  std::string keys = std::string(kCountryAndSize) + ", prefer: [queue:unrouted, pool:south]";
  std::string header = "id,country,size,to\n";
  std::string a = "a,DE,5,pool:south\n", b = "b,*,1..9,queue:unrouted\n", c = "c,DE,*,pool:south\n";
  for (const std::string& rows : {a + b + c, c + b + a, b + c + a}) {
    EXPECT_EQ(Route(TableBundle(keys, header + rows), From("DE", 5)).row, "t/b");
    EXPECT_EQ(Route(TableBundle(keys, header + rows), From("DE", 50)).row, "t/c");
  }
  EXPECT_THAT(FindingsOf(TableBundle(keys, header + "a,DE,5,person:x\n")),
              HasSubstr("`person:x` is not in `prefer`"));
}

TEST(HitRuleOrder, TheFirstWhoCanTakeItDoesAndTheOthersAreNamed) {
  std::string rows =
      "id,order,country,size,to\n"
      "last,30,*,*,queue:unrouted\n"
      "lena,10,DE,*,person:lena@acme.example\n"
      "mara,20,*,1..,person:mara@acme.example\n";
  for (const char* spelling : {"rule order", "rule_order"}) {
    BundleFiles files = TableBundle(std::string(kCountryAndSize) + ", hit: " + spelling, rows);
    EXPECT_EQ(Route(files, From("DE")).owner, "lena@acme.example");
    Decision second = Route(files, From("DE"), "2026-11-23T10:00:00+01:00", {"lena@acme.example"});
    EXPECT_EQ(second.owner, "mara@acme.example");
    EXPECT_EQ(second.row, "t/mara");
    EXPECT_THAT(second.considered,
                testing::ElementsAre(Considered{"lena@acme.example", "excluded", "by-table"}));
    Decision third = Route(files, From("DE"), "2026-11-23T10:00:00+01:00",
                           {"lena@acme.example", "mara@acme.example"});
    EXPECT_EQ(third.queue, "unrouted");
    EXPECT_EQ(third.row, "t/last");
  }
}

TEST(HitCollect, ThePoolChoosesAmongThePeopleThatTheRowsName) {
  std::string keys = std::string(kCountryAndSize) + ", hit: collect, pool: south";
  std::string rows =
      "id,country,size,to\n"
      "jonas-de,DE,*,person:jonas@acme.example\n"
      "lena-de,DE|AT,*,person:lena@acme.example\n"
      "lena-big,*,1000..,person:lena@acme.example\n";
  BundleFiles files = TableBundle(keys, rows);
  Decision austria = Route(files, From("AT", 5000));
  EXPECT_EQ(austria.owner, "lena@acme.example");
  EXPECT_EQ(austria.row, "t/lena-big");
  EXPECT_EQ(austria.pool, "south");
  EXPECT_THAT(austria.considered,
              testing::ElementsAre(Considered{"jonas@acme.example", "not named", ""}));
  Decision germany = Route(files, From("DE"), "2026-11-23T10:00:00+01:00", {"lena@acme.example"});
  EXPECT_EQ(germany.owner, "jonas@acme.example");
  EXPECT_EQ(germany.row, "t/jonas-de");
  EXPECT_EQ(Route(files, From("FR", 5)).rule, "nothing_matched");
}

TEST(HitCollect, ATargetThatIsNobodyDoesNotCompile) {
  std::string keys = std::string(kCountryAndSize) + ", hit: collect";
  EXPECT_THAT(FindingsOf(TableBundle(keys, "id,country,size,to\n")),
              HasSubstr("to choose one among many, needs `pool`"));
  EXPECT_THAT(
      FindingsOf(TableBundle(keys + ", pool: south", "id,country,size,to\na,*,*,queue:unrouted\n")),
      HasSubstr("`queue:unrouted` cannot be collected"));
}

constexpr const char* kGeography =
    "hierarchies:\n"
    "  geography:\n"
    "    world:\n"
    "      emea: [FR, {dach: [DE, AT, CH]}, {nordics: [SE, NO]}]\n"
    "      amer: [US, CA]\n";

TEST(Hierarchies, TheDeepestRegionThatFitsDecides) {
  std::string rows =
      "id,place,to\n"
      "w,world,queue:unrouted\ne,emea,queue:unrouted\nd,dach,queue:unrouted\n"
      "at,AT,queue:unrouted\nrest,*,queue:unrouted\nnone,(blank),queue:unrouted\n";
  BundleFiles files =
      TableBundle("match: {place: {hierarchy: geography, of: lead.country}}", rows, kGeography);
  EXPECT_EQ(Route(files, From("AT")).row, "t/at");
  EXPECT_EQ(Route(files, From("de")).row, "t/d");
  EXPECT_EQ(Route(files, From("FR")).row, "t/e");
  EXPECT_EQ(Route(files, From("NO")).row, "t/e") << "Norway is a country and no boolean";
  EXPECT_EQ(Route(files, From("CA")).row, "t/w");
  EXPECT_EQ(Route(files, From("JP")).row, "t/rest");
  EXPECT_EQ(Route(files, Attributes()).row, "t/none");
}

TEST(Hierarchies, APathGoesFromTheWorldToThePostalCode) {
  std::string rows =
      "id,place,to\n"
      "w,world,queue:unrouted\nus,US,queue:unrouted\nca,US/CA|US/NY,queue:unrouted\n"
      "bay,US/CA/94*,queue:unrouted\nsouth,DE/*/8*|DE/*/9*,queue:unrouted\n";
  BundleFiles files = TableBundle(
      "match: {place: {hierarchy: geography, of: [lead.country, lead.state, lead.postal_code]}}",
      rows, kGeography);
  auto row = [&](std::string_view country, std::string_view state, std::string_view postal) {
    return Route(files, Lead({{Field::kCountry, country},
                              {Field::kState, state},
                              {Field::kPostalCode, postal}}))
        .row;
  };
  EXPECT_EQ(row("US", "CA", "94110"), "t/bay");
  EXPECT_EQ(row("US", "CA", "90001"), "t/ca");
  EXPECT_EQ(row("US", "NY", "94110"), "t/ca");
  EXPECT_EQ(row("US", "TX", ""), "t/us");
  EXPECT_EQ(row("DE", "", "80331"), "t/south");
  EXPECT_EQ(row("DE", "Bayern", "90403"), "t/south");
  EXPECT_EQ(row("DE", "", "10115"), "t/w");
}

TEST(Hierarchies, APrefixMayBeAMemberAndTheLongestCounts) {
  std::string more =
      "hierarchies: {postal: {germany: {south: [8*, 9*], munich: [80*, 81*], castle: "
      "[\"80539\"]}}}\n";
  BundleFiles files = TableBundle(
      "match: {area: {hierarchy: postal, of: lead.postal_code}}",
      "id,area,to\ns,south,queue:unrouted\nm,munich,queue:unrouted\ng,germany,queue:unrouted\n",
      more);
  auto row = [&](std::string_view postal) {
    return Route(files, Lead({{Field::kPostalCode, postal}})).row;
  };
  EXPECT_EQ(row("83022"), "t/s");
  EXPECT_EQ(row("80331"), "t/m");
  EXPECT_EQ(row("80539"), "t/g");
  EXPECT_EQ(row("10115"), "");
}

TEST(Validity, BothDaysAreIncludedInTheZoneOfThePolicy) {
  BundleFiles files =
      TableBundle("match: {country: lead.country}",
                  "id,country,to,valid_from,valid_to\n"
                  "before,CH,queue:unrouted,,2026-12-31\nafter,CH,queue:unrouted,2027-01-01,\n");
  EXPECT_EQ(Route(files, From("CH"), "2026-12-31T22:59:59Z").row, "t/before");
  EXPECT_EQ(Route(files, From("CH"), "2026-12-31T23:00:00Z").row, "t/after");
}

TEST(Spreadsheets, AByteOrderMarkAndEmptyLinesDoNoHarm) {
  BundleFiles files = TableBundle("match: {country: lead.country}",
                                  "\xEF\xBB\xBFid,country,to\r\n\r\na,NO,queue:unrouted\r\n,,\r\n");
  EXPECT_EQ(FindingsOf(files), "");
  EXPECT_EQ(Route(files, From("no")).row, "t/a");
}

TEST(Hierarchies, AColumnOfNoAttributeDoesNotCompile) {
  for (const char* of : {"[]", "{}"}) {
    const BundleFiles files = {
        {"policy.yaml",
         "policy: p\nrecord: lead\nhierarchies:\n  geo: {world: [emea]}\nrules:\n  - name: all\n"
         "    assign: {table: t}\nnothing_matched: {queue: q, reason: none}\ntables:\n  t:\n"
         "    file: tables/t.csv\n    match: {place: {hierarchy: geo, of: " +
             std::string(of) +
             "}}\n    gives: {to: target}\nqueues:\n  q: {owner: {team: t}, empty_within: 4h}\n"},
        {"tables/t.csv", "id,place,to\na,emea,queue:q\n"}};
    const CompileOutcome outcome = CompilePolicy(files, nullptr);
    EXPECT_EQ(outcome.policy, nullptr) << of;
    EXPECT_FALSE(outcome.findings.empty()) << of;
  }
}

}  // namespace
}  // namespace signalbox
