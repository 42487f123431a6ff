#include <gmock/gmock.h>

#include "workspace/agent_changes.h"
#include "workspace/engine_fixture.h"
#include "workspace/environment_changes.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

constexpr char kSandboxFile[] =
    "environment: sandbox\n"
    "people:\n  lena: {salesforce: 0055g00000AbcDEAAZ, hubspot: \"48291044\"}\n"
    "queues:\n  unrouted: {salesforce: 00G5g000004XyZ1}\n"
    "production_endpoints: [https://agents.example/prod]\n";

class EnvironmentTest : public WorkspaceFixture {
 protected:
  std::string Set(const std::string& text) {
    const Status set = SetEnvironment(*workspace_, "", text);
    return set.ok() ? "" : set.error().message;
  }
  std::string Register(const std::string& url) {
    AgentSpec spec = OutsideScorer();
    spec.url = url;
    const Result<int64_t> done = RegisterAgent(*workspace_, {}, spec);
    return done.ok() ? "" : done.error().message;
  }
  std::string Shown() {
    Result<std::string> json = Err(Code::kUnavailable, "");
    EXPECT_TRUE(
        workspace_->Ask([&](const Engine& engine) { json = EnvironmentJson(engine.state()); })
            .ok());
    const Result<std::string> text = EnvironmentTextOf(*json);
    return text.ok() ? *text : text.error().message;
  }
};

TEST_F(EnvironmentTest, MapsStableKeysToTheIdsOfEachCrm) {
  const auto file = ReadEnvironmentFile("environment.yaml", kSandboxFile);
  ASSERT_TRUE(file.ok()) << file.error().message;
  ASSERT_NE(file->PersonIn("hubspot", "lena"), nullptr);
  EXPECT_EQ(*file->PersonIn("hubspot", "lena"), "48291044");
  EXPECT_EQ(*file->QueueIn("salesforce", "unrouted"), "00G5g000004XyZ1");
  EXPECT_EQ(file->QueueIn("hubspot", "unrouted"), nullptr);
  EXPECT_EQ(file->PersonIn("salesforce", "nobody"), nullptr);
}

TEST_F(EnvironmentTest, AnAddressIsUnderAnotherWholeSegmentsAtATime) {
  const auto file = ReadEnvironmentFile("environment.yaml", kSandboxFile);
  ASSERT_TRUE(file.ok());
  EXPECT_NE(file->EndpointOf("https://agents.example/prod"), nullptr);
  EXPECT_NE(file->EndpointOf("HTTPS://Agents.Example/prod/score?x=1"), nullptr);
  EXPECT_EQ(file->EndpointOf("https://agents.example/production"), nullptr);
  EXPECT_EQ(file->EndpointOf("https://agents.example.evil/prod"), nullptr);
  EXPECT_EQ(file->EndpointOf("http://agents.example/prod"), nullptr);
}

TEST_F(EnvironmentTest, EveryFaultIsNamedWithItsPlace) {
  const auto file = ReadEnvironmentFile("environment.yaml",
                                        "environment: test\n"
                                        "people:\n  lena: {salesforse: 0055g00000AbcDEAAZ}\n"
                                        "  ada: {salesforce: 12345}\n"
                                        "  ben: lena\n"
                                        "production_endpoints: [agents.example]\n");
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().message,
            "`environment.yaml` cannot be used:\n"
            "environment.yaml:1:14: error: `environment` is `sandbox` or `production`\n"
            "environment.yaml:3:10: error: unknown key `salesforse`; did you mean `salesforce`?\n"
            "environment.yaml:4:21: error: `12345` is no id of a user or queue in Salesforce; they "
            "have 15 or 18 letters and digits from 005 or 00G\n"
            "environment.yaml:5:8: error: `ben` has ids by CRM: `{salesforce: 005..., hubspot: "
            "...}`\n"
            "environment.yaml:6:24: error: `agents.example` is no address; write "
            "`https://host/path`");
}

TEST_F(EnvironmentTest, ASandboxRefusesAddressesOfProduction) {
  EXPECT_THAT(Shown(), HasSubstr("this is a sandbox workspace\nno environment.yaml"));
  EXPECT_EQ(Set(kSandboxFile), "");
  EXPECT_EQ(
      Register("https://agents.example/prod/score"),
      "`https://agents.example/prod` is production's, and this workspace is a sandbox; use an "
      "address of the sandbox, or a production workspace");
  EXPECT_EQ(Register("https://agents.example/sandbox/score"), "");
  Reopen();
  EXPECT_THAT(Shown(), HasSubstr("ids of 1 person and 1 queue\n  production's: https://agents"));
  EXPECT_THAT(Set("environment: sandbox\nproduction_endpoints: [https://agents.example/]\n"),
              HasSubstr("agent `acme_score` of this sandbox calls `https://agents.example/`"));
  EXPECT_THAT(Set("environment: production\n"),
              HasSubstr("is written for production, and this workspace is a sandbox one"));
}

TEST_F(EnvironmentTest, AProductionWorkspaceStaysOneAndCallsWhatItIsGiven) {
  workspace_.reset();
  options_.directory = root_ + "/production";
  options_.production = true;
  ASSERT_TRUE(CreateWorkspace(options_).ok());
  Reopen();
  options_.production = false;
  Reopen();
  EXPECT_THAT(Shown(), HasSubstr("this is a production workspace"));
  EXPECT_EQ(Set("environment: production\nproduction_endpoints: [https://agents.example/prod]\n"),
            "");
  EXPECT_EQ(Register("https://agents.example/prod/score"), "");
}

}  // namespace
}  // namespace signalbox
