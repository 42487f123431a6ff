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

TEST(PointerOfDetail, IsOfTheFirstMemberThatTheWordsName) {
  EXPECT_EQ(PointerOfDetail(R"({"batch":0,"to":"lena"})", "`batch` is a whole number"), "/batch");
  EXPECT_EQ(PointerOfDetail(R"({"to":7})", "send `by` or `to`"), "/to") << "what is there";
  EXPECT_EQ(PointerOfDetail(R"({"rules":{"name":1}})", "`rules.name` stands twice"), "/rules/name");
  EXPECT_EQ(PointerOfDetail(R"({"a/b":1,"c.d":1})", "`a/b` is a text"), "/a~1b");
  EXPECT_EQ(PointerOfDetail(R"({"a/b":1,"c.d":1})", "`c.d` is a text"), "/c.d");
}

TEST(PointerOfDetail, IsAllOfWhatLacksItOrIsNoObject) {
  EXPECT_EQ(PointerOfDetail("{}", "`name` is missing"), "");
  EXPECT_EQ(PointerOfDetail("[7]", "`name` is missing"), "");
  EXPECT_EQ(PointerOfDetail("{", "send a JSON object"), "");
  EXPECT_EQ(PointerOfDetail(R"({"name":1})", "an open ` quote"), "");
}

TEST(PlaceProblem, PointsIntoTheBodyOnce) {
  HttpRequest request;
  request.method = Method::kPost;
  request.body = R"({"name":7})";
  HttpResponse response{.status = 400, .body = R"({"status":400,"detail":"`name` is a text"})"};
  PlaceProblem(request, &response);
  const std::string placed = R"({"status":400,"detail":"`name` is a text","pointer":"/name"})";
  EXPECT_EQ(response.body, placed);
  PlaceProblem(request, &response);
  EXPECT_EQ(response.body, placed);
}

TEST(PlaceProblem, SaysOnWhichLineTheBodyEndsToBeJson) {
  HttpRequest request;
  request.method = Method::kPost;
  request.body = "{\n\"name\" 7}";
  HttpResponse response{.status = 400, .body = R"({"detail":"send a JSON object"})"};
  PlaceProblem(request, &response);
  EXPECT_NE(response.body.find("line 2, column 8"), std::string::npos) << response.body;
  EXPECT_NE(response.body.find(R"("pointer":"")"), std::string::npos) << response.body;
}

TEST(PlaceProblem, LeavesWhatIsNotAboutAJsonBody) {
  HttpRequest request;
  request.method = Method::kPost;
  request.body = "name=7";
  request.AddHeader("Content-Type", "application/x-www-form-urlencoded");
  HttpResponse response{.status = 400, .body = R"({"detail":"`name` is a text"})"};
  PlaceProblem(request, &response);
  EXPECT_EQ(response.body, R"({"detail":"`name` is a text"})");
  request.Clear(0);
  request.method = Method::kGet;
  PlaceProblem(request, &response);
  EXPECT_EQ(response.body, R"({"detail":"`name` is a text"})");
}

}  // namespace
}  // namespace signalbox
