#include "intake/reference_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/clock.h"
#include "lead/week_hours.h"

namespace signalbox {
namespace {

// Two zones: one an hour ahead, two from the end of March, as Berlin's clocks were in 2026; and
// none for other names.
class TwoZones : public ZoneRules {
 public:
  bool IsKnown(std::string_view zone) const override {
    return zone.empty() || zone == "UTC" || zone == "Europe/Berlin";
  }
  TimeUs OffsetAt(std::string_view zone, TimeUs at) const override {
    if (zone != "Europe/Berlin") return 0;
    const bool summer =
        at >= *ParseTime("2026-03-29T01:00:00Z") && at < *ParseTime("2026-10-25T01:00:00Z");
    return (summer ? 2 : 1) * kHourUs;
  }
};

ReferenceRows<Person> People(std::string_view csv) {
  TextSource source(csv);
  auto rows = ReadPeople(&source, TwoZones());
  EXPECT_TRUE(rows.ok()) << rows.error().message;
  return rows.ok() ? *std::move(rows) : ReferenceRows<Person>();
}

TEST(People, AllColumnsAreRead) {
  const auto read = People(
      "ID,Name,Email,Team,Manager,Time Zone,Hours,Weight,Skills,Active,Away From,Away "
      "To,Delegate,Shoe Size\n"
      "anna,Anna B,anna@x.com,emea,max,Europe/Berlin,Mon-Fri 09:00-17:00,2,german|enterprise "
      ",yes,2026-03-28|2026-07-01 13:00,2026-03-29|2026-07-01 17:30,bob,39\n");
  ASSERT_EQ(read.rows.size(), 1U);
  const Person& anna = read.rows[0];
  EXPECT_EQ(anna.id, "anna");
  EXPECT_EQ(anna.zone, "Europe/Berlin");
  EXPECT_EQ(anna.hours.days[4], (std::vector<DayHours>{{540, 1020}}));
  EXPECT_TRUE(anna.hours.days[5].empty());
  EXPECT_EQ(anna.weight, 2);
  EXPECT_THAT(anna.skills, testing::ElementsAre("german", "enterprise"));
  EXPECT_EQ(anna.delegate, "bob");
  ASSERT_EQ(anna.leaves.size(), 2U);
  // The second day has 23 hours: clocks go forward.
  EXPECT_EQ(FormatTime(anna.leaves[0].from), "2026-03-27T23:00:00Z");
  EXPECT_EQ(FormatTime(anna.leaves[0].to), "2026-03-29T22:00:00Z");
  EXPECT_EQ(FormatTime(anna.leaves[1].from), "2026-07-01T11:00:00Z");
  EXPECT_EQ(FormatTime(anna.leaves[1].to), "2026-07-01T15:30:00Z");
  EXPECT_THAT(read.notes, testing::ElementsAre("column `Shoe Size` is not known and passed over"));
}

TEST(People, WhatAFileHasNoColumnForStaysAndAnEmptyCellSaysNothingIsThere) {
  const Person there =
      People(
          "id,name,team,manager,zone,hours,weight,skills,active,away_from,away_to,delegate\n"
          "anna,Anna,emea,max,Europe/Berlin,Mon-Fri 09:00-17:00,7,german,no,2026-03-28,2026-03-29,"
          "bob\n")
          .rows.front();
  const auto after = [&](std::string_view csv) {
    auto read = People(csv);
    Person person = read.rows.front();
    Person before = there;
    before.paused_until = 5;
    KeepUnsaid(read.columns, before, &person);
    return person;
  };
  Person expected = there;
  expected.paused_until = 5;
  EXPECT_EQ(after("id\nanna\n"), expected);
  expected.name = "Anna B";
  EXPECT_EQ(after("id,name\nanna,Anna B\n"), expected);
  expected.name.clear();
  expected.weight = 1;
  expected.skills.clear();
  expected.hours = {};
  expected.delegate.clear();
  expected.leaves.clear();
  EXPECT_EQ(after("id,name,weight,skills,hours,delegate,away_from,away_to\nanna,,,,,,,\n"),
            expected);
}

TEST(People, EachFaultNamesLineColumnAndValueAndTheRestIsRead) {
  const auto read = People(
      "id,zone,hours,weight,active,away_from,away_to\n"
      "a,Mars/Base,,,,,\nb,,Mon 9-5,,,,\nc,,,-1,,,\nd,,,,perhaps,,\ne,,,,,2026-01-02,\n"
      "f,,,,,2026-01-02,2026-01-01\n,,,5,,,\ngood,,,,,,\ngood,UTC,,,,,\nshort\n");
  ASSERT_EQ(read.rows.size(), 1U);
  EXPECT_EQ(read.rows[0], (Person{.id = "good"}));
  std::vector<std::string> faults;
  for (const RowFault& fault : read.faults) {
    faults.push_back(std::to_string(fault.line) + " " + fault.column + ": " + fault.error);
  }
  EXPECT_THAT(faults,
              testing::ElementsAre(
                  "2 zone: the time zone `Mars/Base` is not known; write an IANA name such as "
                  "Europe/Berlin",
                  "3 hours: `9-5` is no span of hours; write hours as `Mon-Fri 09:00-17:00`",
                  "4 weight: expected a whole number from 0 to 1000, got `-1`",
                  "5 active: expected true or false, got `perhaps`",
                  "6 away_to: each `away_from` needs one `away_to`; for one day write it twice",
                  "7 away_to: the leave ends before it begins", "8 id: the id is missing",
                  "10 id: the id `good` is there twice", "11 : expected 7 fields, got 1"));
}

TEST(People, WhatIsWrittenIsReadBack) {
  Person anna{.id = "a,\"1\"", .name = "Anna | B", .email = "a@b.c", .team = "t", .manager = "m"};
  anna.zone = "Europe/Berlin";
  anna.hours = *ParseWeekHours("Mon-Thu 09:00-12:00 13:00-17:00; Fri 22:00-02:00");
  anna.weight = 0;
  anna.skills = {"x", "y z"};
  anna.active = false;
  anna.leaves = {{*ParseTime("2026-03-27T23:00:00Z"), *ParseTime("2026-03-29T22:00:00Z")},
                 {*ParseTime("2026-07-01T11:00:01Z"), *ParseTime("2026-07-02T22:00:00Z")}};
  anna.delegate = "bob";
  const std::vector<Person> people{anna, Person{.id = "b"}};
  const std::string csv = WritePeople(people, TwoZones());
  EXPECT_THAT(csv, testing::HasSubstr("2026-03-28|2026-07-01T11:00:01Z,2026-03-29|2026-07-02,bob"));
  EXPECT_EQ(People(csv).rows, people);
}

TEST(ReferenceRows, EveryKindIsReadBackAsWritten) {
  const std::vector<Team> teams{{"t1", "EMEA", "max"}, {"t2", "", ""}};
  const std::vector<Account> accounts{{"a1", "ACME, Inc", "acme.com", "customer", "anna", "a0",
                                       "+1", "1 \"High\" St", "0123", "X", "DE"}};
  const std::vector<Contact> contacts{{"c1", "a@b.c", "Ada", "a1", "anna"}};
  const std::vector<Opportunity> opportunities{{"o1", "a1", "Closed Won", "anna", -120000}};
  const std::vector<Campaign> campaigns{{"k1", "Spring\nlaunch"}};
  const auto again = [](const std::string& csv, auto read) {
    TextSource source(csv);
    auto rows = read(&source);
    EXPECT_TRUE(rows.ok());
    EXPECT_TRUE(rows->faults.empty());
    return rows->rows;
  };
  EXPECT_EQ(again(WriteTeams(teams), ReadTeams), teams);
  EXPECT_EQ(again(WriteAccounts(accounts), ReadAccounts), accounts);
  EXPECT_EQ(again(WriteContacts(contacts), ReadContacts), contacts);
  EXPECT_EQ(again(WriteOpportunities(opportunities), ReadOpportunities), opportunities);
  EXPECT_EQ(again(WriteCampaigns(campaigns), ReadCampaigns), campaigns);
}

TEST(ReferenceRows, AFileWithoutIdsIsRefused) {
  for (const std::string_view csv : {"", "name\nx\n", "id,ID\n1,2\n"}) {
    TextSource source(csv);
    EXPECT_FALSE(ReadTeams(&source).ok()) << csv;
  }
}

RC_GTEST_PROP(ReferenceRows, ArbitraryBytesNeverCrash, (const std::string& bytes)) {
  const std::string csv = "id,hours,away_from,away_to,weight\n" + bytes;
  TextSource source(csv);
  static_cast<void>(ReadPeople(&source, TwoZones()));
}

}  // namespace
}  // namespace signalbox
