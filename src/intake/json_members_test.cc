#include "intake/json_members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

namespace signalbox {
namespace {

constexpr size_t kMost = 10;

std::string Fault(std::string_view json) {
  const auto members = SplitJsonObject(json, kMost);
  return members.ok() ? std::string() : members.error().message;
}

TEST(JsonMembers, ValuesStayAsTheyWereWritten) {
  const auto members =
      SplitJsonObject(" { \"lead\" : {\"a\": [1, \"}\"]} ,\n\"now\":\"x\", \"n\": 1.50 } ", kMost);
  ASSERT_TRUE(members.ok()) << members.error().message;
  ASSERT_EQ(members->size(), 3u);
  EXPECT_EQ((*members)[0].name, "lead");
  EXPECT_EQ((*members)[0].value, "{\"a\": [1, \"}\"]}");
  EXPECT_EQ((*members)[1].value, "\"x\"");
  EXPECT_EQ((*members)[2].value, "1.50");
  EXPECT_TRUE(SplitJsonObject("{}", kMost)->empty());
}

TEST(JsonMembers, AnObjectOfTooManyNamesIsRefusedBeforeItIsReadToItsEnd) {
  EXPECT_EQ(SplitJsonObject(R"({"a":1,"b":2,"c":3})", 2).error().message, "more than 2 members");
  EXPECT_TRUE(SplitJsonObject(R"({"a":1,"b":2})", 2).ok());
}

TEST(JsonMembers, WhatIsNoObjectIsRefusedWithItsPlace) {
  EXPECT_EQ(Fault("[1]"), "expected a JSON object");
  EXPECT_EQ(Fault(""), "not JSON, line 1, column 1: the text ends where a value should be");
  EXPECT_EQ(Fault("{\"a\":1,\"a\":2}"), "`a` is there twice");
  EXPECT_EQ(Fault("{\"a\":\n 1,}"), "not JSON, line 2, column 4: expected a name in double quotes");
  EXPECT_EQ(Fault("{\"a\":\"\xff\"}"), "not JSON, line 1, column 7: invalid UTF-8");
}

RC_GTEST_PROP(JsonMembers, AnyTextIsSplitOrRefused, (std::string json)) {
  (void)SplitJsonObject(json, kMost);
  (void)SplitJsonObject("{\"a\":" + json + "}", kMost);
}

}  // namespace
}  // namespace signalbox
