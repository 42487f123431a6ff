#include "agents/schema.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace signalbox {
namespace {

Status Check(const char* schema, std::string_view document) {
  return JsonSchema::Compile(schema).value().Check(document);
}

TEST(JsonSchema, AFaultNamesItsPlaceAndWhatIsWrong) {
  const char* schema = R"({"type":"object","required":["score"],"additionalProperties":false,
      "properties":{"score":{"type":"integer","minimum":0,"maximum":100},
                    "band":{"enum":["hot","cold"]}}})";
  EXPECT_TRUE(Check(schema, R"({"score": 7.0, "band": "hot"})").ok());
  EXPECT_EQ(Check(schema, R"({"score": "7"})").error().message,
            "at `/score`: it must be of type \"integer\"");
  EXPECT_EQ(Check(schema, R"({})").error().message, "at `/`: the member \"score\" is missing");
  EXPECT_EQ(Check(schema, R"({"score":1,"x":2})").error().message,
            "at `/x`: nothing is allowed here");
  EXPECT_FALSE(Check(schema, R"({"score":101})").ok());
  EXPECT_FALSE(Check(schema, "{").ok());
}

TEST(JsonSchema, WhatIsNoSchemaIsRefusedWithItsPlace) {
  EXPECT_EQ(
      JsonSchema::Compile(R"({"properties":{"a":{"type":"strin"}}})").error().message,
      "schema at `/properties/a/type`: a type is null, boolean, object, array, number, string "
      "or integer");
  for (const char* bad : {"", "[]", "7", R"({"maxLength":-1})", R"({"required":"a"})",
                          R"({"allOf":[]})", R"({"$ref":"#/nowhere"})", R"({"items":3})"}) {
    EXPECT_EQ(JsonSchema::Compile(bad).error().code, Code::kInvalid) << bad;
  }
}

TEST(JsonSchema, ReferencesOutOfTheDocumentAndBackreferencesAreRefused) {
  for (const char* bad :
       {R"({"$ref":"http://json-schema.org/draft-07/schema#"})", R"({"$ref":"other.json"})",
        R"({"$ref":"#name"})", R"({"pattern":"(a)\\1"})", R"x({"pattern":"(?=a)"})x"}) {
    EXPECT_EQ(JsonSchema::Compile(bad).error().code, Code::kUnsupported) << bad;
  }
}

TEST(JsonSchema, CirclesAndExplosionsEnd) {
  EXPECT_EQ(Check(R"({"$ref":"#"})", "1").error().code, Code::kExhausted);
  EXPECT_EQ(Check(R"({"allOf":[{"$ref":"#"},{"$ref":"#"}]})", "1").error().code, Code::kExhausted);
  EXPECT_EQ(Check(R"({"not":{"$ref":"#"}})", "1").error().code, Code::kExhausted);
  EXPECT_TRUE(Check(R"x({"pattern":"^(a+)+$"})x", '"' + std::string(20000, 'a') + '"').ok());
  EXPECT_FALSE(Check(R"x({"pattern":"^(a+)+$"})x", '"' + std::string(20000, 'a') + "b\"").ok());
  EXPECT_FALSE(Check("{}", std::string(100'000, '[')).ok());
  EXPECT_FALSE(JsonSchema::Compile(std::string(100'000, '[')).ok());
}

TEST(JsonSchema, FormatsOfAgentsAreChecked) {
  EXPECT_TRUE(Check(R"({"format":"email"})", R"("a@b.com")").ok());
  EXPECT_FALSE(Check(R"({"format":"email"})", R"("a@b")").ok());
  EXPECT_TRUE(Check(R"({"format":"date-time"})", R"("2026-11-20T10:11:12Z")").ok());
  EXPECT_FALSE(Check(R"({"format":"date"})", R"("2026-13-01")").ok());
  EXPECT_FALSE(Check(R"({"format":"uri"})", R"("no uri")").ok());
  EXPECT_FALSE(Check(R"({"format":"ipv4"})", R"("1.2.3.256")").ok());
  EXPECT_TRUE(Check(R"({"format":"uuid"})", R"("0193f2c8-7c3a-7c00-8000-0123456789ab")").ok());
  EXPECT_TRUE(Check(R"({"format":"hostname"})", R"("www.acme.com")").ok());
  EXPECT_TRUE(Check(R"({"format":"colour"})", R"("x")").ok());
}

// The official suite. Groups that need what we refuse (references out of the document) are counted;
// every other case must come out as the suite says.
TEST(JsonSchema, AgreesWithTheOfficialTestSuite) {
  const char* set = std::getenv("SIGNALBOX_SHARED");
  const std::filesystem::path shared = set != nullptr ? set : SB_SOURCE_DIR "/../shared";
  std::ifstream readme(shared / "data/README.md");
  std::string first;
  std::getline(readme, first);
  if (first != "# Public data for building and testing") {
    GTEST_SKIP() << "no shared data; set SIGNALBOX_SHARED to its folder";
  }
  int cases = 0;
  int refused = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(shared / "data/F_conformance/json_schema_draft7")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path());
    for (const auto& group : nlohmann::json::parse(file)) {
      const std::string where =
          entry.path().filename().string() + ": " + group["description"].get<std::string>();
      const auto schema = JsonSchema::Compile(group["schema"].dump());
      if (!schema.ok()) {
        EXPECT_EQ(schema.error().code, Code::kUnsupported) << where << schema.error().message;
        ++refused;
        continue;
      }
      for (const auto& test : group["tests"]) {
        const std::string description = test["description"].get<std::string>();
        // We check these formats, which the suite allows (draft 7, validation, section 7.2).
        if (description.find("only an annotation") != std::string::npos) continue;
        const Status status = schema->Check(test["data"].dump());
        EXPECT_EQ(status.ok(), test["valid"].get<bool>())
            << where << ": " << description << (status.ok() ? "" : status.error().message);
        ++cases;
      }
    }
  }
  EXPECT_GT(cases, 850);
  EXPECT_LT(refused, 45);
  RecordProperty("cases", cases);
  RecordProperty("refused", refused);
}

}  // namespace
}  // namespace signalbox
