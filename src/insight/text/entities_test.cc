#include "insight/text/entities.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

// Saturday, 21 November 2026, 23:30 UTC: in Vienna it is Sunday already.
EntityContext Context() {
  EntityContext context;
  context.now = *ParseTime("2026-11-21T23:30:00Z");
  context.products = {"Router Pro", "Insight"};
  context.competitors = {"LeanData"};
  return context;
}

// `kind value [what stands there]` of each.
std::vector<std::string> Found(std::string_view text, EntityContext context = Context()) {
  const auto entities = FindEntities(text, context);
  std::vector<std::string> lines;
  if (!entities.ok()) return {entities.error().message};
  for (const TextEntity& entity : *entities) {
    lines.push_back(
        std::string(TextEntityKindName(entity.kind)) + " " + entity.value + " [" +
        std::string(text.substr(entity.span.begin, entity.span.end - entity.span.begin)) + "]");
  }
  return lines;
}

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextEntities, MoneyIsReadWithItsCurrencyAndItsThousands) {
  EXPECT_THAT(Found("we can pay $12,500.50 or 20k EUR"),
              ElementsAre("money USD 12500.50 [$12,500.50]", "money EUR 20000.00 [20k EUR]"));
  EXPECT_THAT(Found("Our budget is about 30000."), ElementsAre("money 30000.00 [30000]"));
  EXPECT_THAT(Found("€1.5 million"), ElementsAre("money EUR 1500000.00 [€1.5 million]"));
  EXPECT_THAT(Found("12.500,50 euros"), ElementsAre("money EUR 12500.50 [12.500,50 euros]"));
}

TEST(TextEntities, SeatsAndQuantitiesAreCounted) {
  EXPECT_THAT(Found("250 seats for 3 offices and 10,000 leads"),
              ElementsAre("seats 250 [250 seats]", "quantity 3 offices [3 offices]",
                          "quantity 10000 leads [10,000 leads]"));
  EXPECT_THAT(Found("a team of twelve"), ElementsAre("seats 12 [twelve]"));
  EXPECT_THAT(Found("two hundred users"), ElementsAre("seats 200 [two hundred users]"));
}

TEST(TextEntities, DaysAreResolvedAgainstNowInTheWritersZone) {
  EXPECT_THAT(Found("call me tomorrow"), ElementsAre("date 2026-11-22 [tomorrow]"));
  EntityContext vienna = Context();
  vienna.zone = "Europe/Vienna";
  EXPECT_THAT(Found("call me tomorrow", vienna), ElementsAre("date 2026-11-23 [tomorrow]"));
  EXPECT_THAT(Found("on Friday"), ElementsAre("date 2026-11-27 [Friday]"));
  EXPECT_THAT(Found("next week"), ElementsAre("date 2026-11-23/2026-11-29 [next week]"));
  EXPECT_THAT(Found("in two weeks"), ElementsAre("date 2026-12-05 [in two weeks]"));
  EXPECT_THAT(Found("in Q1"), ElementsAre("date 2027-01-01/2027-03-31 [Q1]"));
  EXPECT_THAT(Found("5 May"), ElementsAre("date 2027-05-05 [5 May]"));
  EXPECT_THAT(Found("on March 3rd, 2027"), ElementsAre("date 2027-03-03 [March 3rd, 2027]"));
  EXPECT_THAT(Found("2026-12-24"), ElementsAre("date 2026-12-24 [2026-12-24]"));
  EXPECT_THAT(Found("in one month"), ElementsAre("date 2026-12-21 [in one month]"));
}

TEST(TextEntities, ADayToBeDoneByIsADeadline) {
  EXPECT_THAT(Found("we decide by Friday"), ElementsAre("deadline 2026-11-27 [by Friday]"));
  EXPECT_THAT(Found("before the end of the month"),
              ElementsAre("deadline 2026-11-30 [before the end of the month]"));
  EXPECT_THAT(Found("no later than 1 December"),
              ElementsAre("deadline 2026-12-01 [later than 1 December]"));
  EXPECT_THAT(Found("by Q4"), ElementsAre("deadline 2026-12-31 [by Q4]"));
}

TEST(TextEntities, PeopleAndCompaniesAreFoundByWhatAnnouncesThem) {
  EXPECT_THAT(Found("Hi, my name is Ana Pérez from Acme Robotics GmbH."),
              ElementsAre("person Ana Pérez [Ana Pérez]",
                          "company Acme Robotics GmbH [Acme Robotics GmbH]"));
  EXPECT_THAT(Found("Please ask Maria about it"), ElementsAre("person Maria [Maria]"));
  EXPECT_THAT(Found("Kind regards\nJohn Smith"), ElementsAre("person John Smith [John Smith]"));
  EXPECT_THAT(Found("We Want To Buy"), IsEmpty());
}

TEST(TextEntities, AddressesAndNumbersOfPeopleAreFoundAndStruckOut) {
  const std::string text = "Write to Ana.Perez@Example.com or call +43 1 234 5678, ask Maria.";
  EXPECT_THAT(Found(text),
              ElementsAre("email ana.perez@example.com [Ana.Perez@Example.com]",
                          "phone +4312345678 [+43 1 234 5678]", "person Maria [Maria]"));
  EXPECT_EQ(Redact(text, *FindEntities(text, Context())),
            "Write to [email] or call [phone], ask [person].");
  EXPECT_THAT(Found("(415) 555-2671"), ElementsAre("phone 4155552671 [(415) 555-2671]"));
}

TEST(TextEntities, ListsAreReadAsTheyAreSpelt) {
  EXPECT_THAT(Found("we use leandata and want router pro for a bank in Austria"),
              ElementsAre("competitor LeanData [leandata]", "product Router Pro [router pro]",
                          "industry financial_services [bank]", "country AT [Austria]"));
  EXPECT_THAT(Found("turkey for us"), IsEmpty());
  EXPECT_THAT(Found("offices in the US and the UK"),
              ElementsAre("country US [US]", "country GB [UK]"));
}

TEST(TextEntities, AnUnknownZoneIsRefused) {
  EntityContext context = Context();
  context.zone = "Mars/Olympus";
  EXPECT_THAT(Found("tomorrow", context), ElementsAre(testing::HasSubstr("is no time zone")));
}

RC_GTEST_PROP(TextEntities, SpansLieInTheTextInOrderAndNeverOverlap, ()) {
  const auto pieces =
      *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(std::vector<std::string>{
          "$",   "20",          "k",    " ",  "by",     "Friday", "@",
          "a.b", "+",           "1999", "-",  "end of", "next",   "month",
          "ask", "Zoë",         "GmbH", "\n", "\xff",   "q1",     "99999999999999999999",
          "in",  "31 February", ",",    "(",  "€"}));
  std::string text;
  for (const std::string& piece : pieces) text += piece + (text.size() % 3 == 0 ? "" : " ");
  const auto entities = FindEntities(text, Context());
  RC_ASSERT(entities.ok());
  size_t end = 0;
  for (const TextEntity& entity : *entities) {
    RC_ASSERT(entity.span.begin >= end);
    RC_ASSERT(entity.span.begin < entity.span.end);
    end = entity.span.end;
  }
  RC_ASSERT(end <= text.size());
}

}  // namespace
}  // namespace signalbox
