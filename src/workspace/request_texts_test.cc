#include "workspace/request_texts.h"

#include <gmock/gmock.h>

namespace signalbox {
namespace {

using testing::HasSubstr;

struct Asked {
  std::string by, into;
};
constexpr NamedText<Asked> kMembers[] = {{"by", &Asked::by}, {"into", &Asked::into}};

TEST(RequestTexts, NothingSaysNothingAndNullLeavesATextAsItIs) {
  Asked asked{"lena", "x"};
  const auto none = ReadNamedTexts("", kMembers, &asked);
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
  const auto said = ReadNamedTexts(R"({"by": null, "into": "y"})", kMembers, &asked);
  ASSERT_TRUE(said.ok());
  EXPECT_TRUE(said->contains("by")) << "whoever says null has named it";
  EXPECT_EQ(asked.by, "lena");
  EXPECT_EQ(asked.into, "y");
}

TEST(RequestTexts, WhatIsUnknownOrNoTextIsRefusedByItsName) {
  Asked asked;
  EXPECT_THAT(ReadNamedTexts(R"({"too": "y"})", kMembers, &asked).error().message,
              HasSubstr("`too` is nothing that is known here; there are `by` and `into`"));
  EXPECT_THAT(ReadNamedTexts(R"({"by": 7})", kMembers, &asked).error().message,
              HasSubstr("`by` is a text"));
  for (const char* odd : {"[]", "7", "null", "{", "\"by\""})
    EXPECT_THAT(ReadNamedTexts(odd, kMembers, &asked).error().message, HasSubstr("send an object"))
        << odd;
}

TEST(RequestTexts, WhatIsWrittenReadsTheSame) {
  const std::string text = NamedTextsJson(Asked{"a \"quoted\" name", ""}, kMembers);
  EXPECT_EQ(text, R"({"by":"a \"quoted\" name","into":null})");
  Asked again;
  ASSERT_TRUE(ReadNamedTexts(text, kMembers, &again).ok());
  EXPECT_EQ(again.by, "a \"quoted\" name");
}

}  // namespace
}  // namespace signalbox
