#include "insight/paired_promotion.h"

#include <gtest/gtest.h>

#include <vector>

namespace signalbox {
namespace {

// `right` rows of `of`, beginning with row `from`.
std::vector<uint8_t> Right(size_t right, size_t of, size_t from = 0) {
  std::vector<uint8_t> rows(of);
  for (size_t i = 0; i < right; ++i) rows[(from + i) % of] = 1;
  return rows;
}

PromotionVerdict Judge(const std::vector<uint8_t>& candidate,
                       const std::vector<uint8_t>& champion = {}, size_t plain = 20) {
  return JudgePairedAnswers(candidate, champion, Right(plain, candidate.size()), "guessing");
}

TEST(PairedPromotion, TheFirstHasToBeatKnowingNothing) {
  EXPECT_EQ(Judge(Right(80, 100)).objection, "");
  EXPECT_NE(Judge(Right(22, 100)).objection.find("does not beat guessing"), std::string::npos);
  EXPECT_NE(Judge(Right(80, 100)).why.find("right on 0.8000 of 100"), std::string::npos);
}

TEST(PairedPromotion, AsGoodOnFewRowsIsEnoughAndWorseIsNot) {
  EXPECT_EQ(Judge(Right(80, 100), Right(80, 100, 10)).objection, "");
  EXPECT_EQ(Judge(Right(82, 100), Right(80, 100)).objection, "");
  EXPECT_NE(Judge(Right(78, 100), Right(80, 100)).objection.find("more rarely"), std::string::npos);
}

TEST(PairedPromotion, AtLittleLossManyRowsRuleOutALargeOne) {
  // One row in a thousand less: on 10,000 rows that it is one in a hundred is ruled out.
  EXPECT_EQ(Judge(Right(8'990, 10'000), Right(9'000, 10'000), 1'000).objection, "");
  EXPECT_NE(Judge(Right(8'900, 10'000), Right(9'000, 10'000), 1'000).objection, "");
}

TEST(PairedPromotion, TooFewRowsJudgeNothing) {
  EXPECT_NE(Judge(Right(40, 49), {}, 0).objection.find("give at least 50"), std::string::npos);
  EXPECT_NE(Judge({}, {}, 0).objection, "");
}

}  // namespace
}  // namespace signalbox
