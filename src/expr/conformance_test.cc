#include "expr/conformance.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace signalbox::cel {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Conformance, EveryPublicCasePasses) {
  const char* shared = std::getenv("SIGNALBOX_SHARED");
  const std::string folder = shared != nullptr ? shared : std::string(SB_SOURCE_DIR) + "/../shared";
  if (!ReadFile(folder + "/data/README.md").starts_with("# Public data for building and testing")) {
    GTEST_SKIP() << "the shared data folder is not here; set SIGNALBOX_SHARED to run its cases";
  }
  const auto report = RunConformance(ReadFile(folder + "/data/cel/cases.jsonl"));
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_GT(report->passed, 0);
  for (const std::string& failure : report->failures) ADD_FAILURE() << failure;
}

TEST(Conformance, ACaseWithAnUnknownKeyFailsInsteadOfBeingSkipped) {
  const auto report = RunConformance(R"({"name": "n", "expr": "true", "surprise": 1})");
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->passed, 0);
  ASSERT_EQ(report->failed, 1);
  EXPECT_NE(report->failures[0].find("surprise"), std::string::npos);
}

TEST(Conformance, AWrongResultAMissingErrorAndAWrongKindFail) {
  const auto report = RunConformance(
      "{\"expr\": \"1 + 1\", \"value\": {\"int64_value\": \"3\"}}\n"
      "{\"expr\": \"1 + 1\", \"value\": {\"uint64_value\": \"2\"}}\n"
      "\n"
      "{\"expr\": \"1\", \"eval_error\": {\"errors\": []}}\n"
      "{\"expr\": \"1 +\", \"eval_error\": {\"errors\": []}}\n");
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->passed, 1);
  EXPECT_EQ(report->failed, 3);
}

TEST(Conformance, TextThatIsNotJsonIsAnErrorWithItsLine) {
  const auto report = RunConformance("{\"expr\": \"true\"}\nnot json\n");
  ASSERT_FALSE(report.ok());
  EXPECT_NE(report.error().message.find("line 2"), std::string::npos);
}

}  // namespace
}  // namespace signalbox::cel
