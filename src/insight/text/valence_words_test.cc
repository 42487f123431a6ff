#include "insight/text/valence_words.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

ValenceWords Words() {
  return ValenceWords(
      {{"Good", 3}, {"great", 3}, {"bad", -3}, {"problem", -2}, {"no use", -4}, {"superb", 50}});
}

// Kind less unkind.
float Sum(std::string_view text) {
  return Words().Read(text)[2];
}

TEST(ValenceWords, KindAndUnkindWordsAddUp) {
  EXPECT_GT(Sum("A good, GREAT tool"), Sum("a good tool"));
  EXPECT_GT(Sum("a good tool"), 0);
  EXPECT_LT(Sum("a bad problem"), Sum("a bad day"));
  EXPECT_EQ(Sum("the invoice of may"), 0);
  EXPECT_EQ(Sum(""), 0);
}

TEST(ValenceWords, WhatIsDeniedCountsTheOtherWay) {
  EXPECT_LT(Sum("this is not good"), 0);
  EXPECT_LT(Sum("it isn't a great idea"), 0);
  EXPECT_GT(Sum("never a problem"), 0);
  EXPECT_LT(Sum("never a problem"), Sum("good"));
  // The denial reaches four words.
  EXPECT_GT(Sum("not that we had asked, but it is good"), 0);
  EXPECT_EQ(Words().Read("not today")[5], 1);
}

TEST(ValenceWords, WhatStandsBehindAButCountsMore) {
  EXPECT_LT(Sum("good, but bad"), 0);
  EXPECT_GT(Sum("bad, but good"), 0);
}

TEST(ValenceWords, SeveralWordsAreLeftOutAndValencesAreBounded) {
  EXPECT_EQ(Words().size(), 5U);
  EXPECT_LE(Sum("superb superb superb superb"), 1);
}

TEST(ValenceWords, AreReadBackAsTheyWereAndRefusedWhenTheyAreCut) {
  Bytes bytes;
  Words().AppendTo(&bytes);
  ByteCursor whole(bytes);
  ValenceWords read;
  ASSERT_TRUE(read.Read(&whole));
  EXPECT_TRUE(whole.AtEnd());
  EXPECT_EQ(read.Read("not good, but great"), Words().Read("not good, but great"));
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    ByteCursor from(BytesView(bytes).substr(0, cut));
    EXPECT_FALSE(ValenceWords().Read(&from)) << cut;
  }
  Bytes endless;
  AppendNumber(uint32_t{0xffffffff}, &endless);
  ByteCursor from(endless);
  EXPECT_FALSE(ValenceWords().Read(&from));
}

}  // namespace
}  // namespace signalbox
