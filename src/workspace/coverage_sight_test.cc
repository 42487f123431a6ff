// What a coverage watch tells of values to whom the fields are hidden.
#include "workspace/coverage_sight.h"

#include <gmock/gmock.h>

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Id SomeLead() {
  Id id;
  id.bytes[15] = 7;
  return id;
}

WatchedValue Of(std::string attribute, std::string value, int64_t leads, int64_t fallback = 0) {
  return {std::move(attribute), std::move(value), leads, fallback, {}, SomeLead()};
}

// `value leads fallback`, `?` where it is not told.
std::vector<std::string> Told(std::vector<WatchedValue> values, const Sight& sight,
                              int64_t fewest = 5) {
  FoldFewValues(sight, fewest, &values);
  std::vector<std::string> told;
  for (const WatchedValue& one : values) {
    told.push_back(one.value + " " + std::to_string(one.leads) + " " +
                   (one.fallback ? std::to_string(*one.fallback) : "?") +
                   (one.example == Id{} ? "" : " as a lead"));
  }
  return told;
}

// Reads every lead and no personal field.
Sight AuthorsSight() {
  Principal author;
  author.kind = Principal::Kind::kUser;
  author.roles.Add(Role::kPolicyAuthor);
  return Sight(author, {}, {});
}

TEST(CoverageSight, WhoeverSeesTheFieldIsToldEveryValueWithALead) {
  EXPECT_THAT(Told({Of("lead.industry", "mining", 1, 1)}, Sight::Whole()),
              ElementsAre("mining 1 1 as a lead"));
}

TEST(CoverageSight, AValueOfFewLeadsIsToldToNobodyElseAndNoLeadStandsForAny) {
  EXPECT_THAT(Told({Of("lead.industry", "mining", 1, 1), Of("lead.industry", "energy", 4, 4),
                    Of("lead.industry", "retail", 9, 9)},
                   AuthorsSight()),
              ElementsAre("retail 9 9", " 5 5"));
}

TEST(CoverageSight, TheNextSmallestGoesAlongAndWhatIsTooFewIsLeftOut) {
  EXPECT_THAT(Told({Of("lead.industry", "mining", 1), Of("lead.industry", "energy", 6),
                    Of("lead.industry", "retail", 9)},
                   AuthorsSight()),
              ElementsAre("retail 9 0", " 7 0"));
  EXPECT_THAT(
      Told({Of("lead.industry", "mining", 1), Of("lead.industry", "energy", 2)}, AuthorsSight()),
      IsEmpty());
}

TEST(CoverageSight, HowManyFellBackIsNotToldWhereItOrTheRestAreFew) {
  EXPECT_THAT(Told({Of("lead.industry", "retail", 9, 2), Of("lead.industry", "energy", 20, 17),
                    Of("lead.industry", "mining", 20, 10)},
                   AuthorsSight()),
              ElementsAre("mining 20 10", "energy 20 ?", "retail 9 ?"));
}

TEST(CoverageSight, CodesAreToldAsTheyAre) {
  EXPECT_THAT(Told({Of("lead.industry_code", "21", 1, 1)}, AuthorsSight()),
              ElementsAre("21 1 1 as a lead"));
}

TEST(CoverageSight, TheEndsOfARangeAreOfOneLeadEachAndNotTold) {
  std::vector<WatchedValue> values = {Of("shoe size", "", 30)};
  values.front().range = {3, 90'000};
  FoldFewValues(AuthorsSight(), 5, &values);
  ASSERT_EQ(values.size(), 1u);
  EXPECT_FALSE(values.front().range.has_value());
}

}  // namespace
}  // namespace signalbox
