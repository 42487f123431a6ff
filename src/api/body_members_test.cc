#include "api/body_members.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(RepeatedMember, NamesWhatStandsTwiceInOneObjectAndWhere) {
  EXPECT_EQ(RepeatedMember(R"({"by":"lena","by":"jonas"})"), "by");
  EXPECT_EQ(RepeatedMember(R"( {"a":1,"b":{"c":[{"d":1,"e":2,"d":3}]}})"), "b.c.d");
  EXPECT_EQ(RepeatedMember(R"([{"a":1},{"a":1,"a":1}])"), "a");
  EXPECT_EQ(RepeatedMember(R"({"name":1,"na\u006de":2})"), "name") << "as it is read";
}

TEST(RepeatedMember, SaysNothingOfTheSameNameInAnotherObject) {
  EXPECT_EQ(RepeatedMember(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"), std::nullopt);
  EXPECT_EQ(RepeatedMember("{}"), std::nullopt);
}

TEST(RepeatedMember, LeavesWhatIsNoJsonToItsReader) {
  for (const char* text :
       {"", "  ", "id,name\n{\"a\":1,\"a\":2}", "\"text\"", "{\"a\":1,", "{a:1,a:2}"})
    EXPECT_EQ(RepeatedMember(text), std::nullopt) << text;
  EXPECT_EQ(RepeatedMember(std::string(100'000, '[')), std::nullopt) << "however deep";
}

}  // namespace
}  // namespace signalbox
