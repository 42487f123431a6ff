#include "workspace/weight_bounds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

using testing::HasSubstr;

constexpr std::string_view kThree =
    R"({"weights": [{"teams": ["dach", "nordics"], "from": 1, "to": 4},
                    {"from": 0, "to": 2}, {"teams": ["uk"], "from": 3, "to": 3}]})";

std::string Fault(std::string_view json) {
  const auto all = ParseWeightBounds(json);
  return all.ok() ? std::string("ok") : all.error().message;
}

std::string Said(std::string_view json, std::string_view team, int64_t weight) {
  const auto all = ParseWeightBounds(json);
  if (!all.ok()) return all.error().message;
  const Status checked = CheckWeightBounds(WeightBoundsOf(*all, team), team, weight);
  return checked.ok() ? "within" : checked.error().message;
}

TEST(WeightBounds, TheEntryThatNamesATeamHoldsForItWhereverItStands) {
  EXPECT_EQ(Said(kThree, "dach", 1), "within");
  EXPECT_EQ(Said(kThree, "nordics", 4), "within");
  EXPECT_EQ(Said(kThree, "uk", 3), "within");
  EXPECT_THAT(Said(kThree, "dach", 0), HasSubstr("a weight of 0 is outside"));
  EXPECT_THAT(Said(kThree, "dach", 5), HasSubstr("in team `dach`, which is 1 to 4"));
  EXPECT_THAT(Said(kThree, "uk", 2), HasSubstr("3 to 3"));
}

TEST(WeightBounds, AnEntryWithoutTeamsIsAboutEverybodyWhomNoOtherNames) {
  EXPECT_EQ(Said(kThree, "iberia", 0), "within");
  EXPECT_EQ(Said(kThree, "", 2), "within");
  EXPECT_THAT(Said(kThree, "iberia", 3), HasSubstr("0 to 2"));
  EXPECT_THAT(Said(kThree, "", 3), HasSubstr("people of no team"));
}

TEST(WeightBounds, WithoutBoundsNoManagerSetsAWeightAndTheErrorSaysWhoSetsThem) {
  for (const std::string_view none :
       {std::string_view(""), std::string_view(R"({"weights": []})"),
        std::string_view(R"({"weights": [{"teams": ["uk"], "from": 0, "to": 9}]})")}) {
    EXPECT_THAT(Said(none, "dach", 1), HasSubstr("no bounds are set"));
    EXPECT_THAT(Said(none, "dach", 1), HasSubstr("an administrator sets them with"));
  }
}

TEST(WeightBounds, WhatIsWrongWithBoundsIsNamed) {
  EXPECT_THAT(Fault("[]"), HasSubstr("JSON as"));
  EXPECT_THAT(Fault(R"({"weights": {}, "more": 1})"), HasSubstr("JSON as"));
  EXPECT_THAT(Fault(R"({"weights": [7]})"), HasSubstr("entry 1 of `weights` is an object"));
  EXPECT_THAT(Fault(R"({"weights": [{"from": 1, "to": 4}, {"teams": [], "from": 1, "to": 2}]})"),
              HasSubstr("entry 2 of `weights`: `teams` is a list of teams, at least one"));
  EXPECT_THAT(Fault(R"({"weights": [{"teams": [7], "from": 1, "to": 2}]})"),
              HasSubstr("their ids"));
  EXPECT_THAT(Fault(R"({"weights": [{"teams": ["a", "a"], "from": 1, "to": 2}]})"),
              HasSubstr("team `a` is there twice"));
  EXPECT_THAT(Fault(R"({"weights": [{"teams": ["a"], "to": 2}]})"), HasSubstr("`from` is a whole"));
  EXPECT_THAT(Fault(R"({"weights": [{"from": 1}]})"), HasSubstr("`to` is a whole number from 0"));
  for (const char* bad : {"-1", "1001", "1.5", "\"2\"", "18446744073709551615", "true"})
    EXPECT_THAT(Fault(std::string(R"({"weights": [{"from": 0, "to": )") + bad + "}]}"),
                HasSubstr("`to` is a whole number from 0 to 1000"))
        << bad;
  EXPECT_THAT(Fault(R"({"weights": [{"from": 3, "to": 2}]})"), HasSubstr("above `to`"));
  EXPECT_THAT(Fault(R"({"weights": [{"from": 1, "to": 2, "people": ["lena"]}]})"),
              HasSubstr("`people` is nothing"));
  EXPECT_THAT(Fault(R"({"weights": [{"from": 1, "to": 2}, {"from": 1, "to": 3}]})"),
              HasSubstr("two entries of `weights` have no `teams`"));
  EXPECT_THAT(Fault(R"({"weights": [{"teams": ["a"], "from": 1, "to": 2},
                                    {"teams": ["b", "a"], "from": 1, "to": 3}]})"),
              HasSubstr("team `a` has bounds in two entries"));
  EXPECT_THAT(Fault(std::string(70'000, ' ')), HasSubstr("longer than 64 KB"));
}

TEST(WeightBounds, AreToldAsTheyWereRead) {
  const auto all = ParseWeightBounds(kThree);
  ASSERT_TRUE(all.ok()) << all.error().message;
  EXPECT_EQ(WeightBoundsJson(*all),
            R"([{"teams":["dach","nordics"],"from":1,"to":4},{"teams":null,"from":0,"to":2},)"
            R"({"teams":["uk"],"from":3,"to":3}])");
}

// Against the plain reading of the rule: the team's own entry, else the one without teams.
RC_GTEST_PROP(WeightBounds, AWeightIsWithinWhereTheOneEntryThatHoldsHasIt, ()) {
  const auto own = *rc::gen::inRange<int64_t>(0, 1'000);
  const auto own_to = *rc::gen::inRange<int64_t>(own, 1'001);
  const auto rest = *rc::gen::inRange<int64_t>(0, 1'000);
  const auto rest_to = *rc::gen::inRange<int64_t>(rest, 1'001);
  const auto weight = *rc::gen::inRange<int64_t>(0, 1'001);
  const bool named = *rc::gen::arbitrary<bool>();
  const std::vector<WeightBounds> all = {{{}, rest, rest_to}, {{"dach"}, own, own_to}};
  const std::string team = named ? "dach" : "uk";
  const bool within =
      named ? own <= weight && weight <= own_to : rest <= weight && weight <= rest_to;
  RC_ASSERT(CheckWeightBounds(WeightBoundsOf(all, team), team, weight).ok() == within);
}

// Whatever bytes come, they are bounds or an error.
RC_GTEST_PROP(WeightBounds, AnyTextIsBoundsOrAnError, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("{}[]\":,weightsfromteams 019.-\xC3")));
  const auto inner = ParseWeightBounds("{\"weights\":[" + text + "]}");
  for (const WeightBounds& bounds : inner.ok() ? *inner : std::vector<WeightBounds>{})
    RC_ASSERT(bounds.from <= bounds.to);
}

}  // namespace
}  // namespace signalbox
