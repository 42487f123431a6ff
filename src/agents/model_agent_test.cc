#include "agents/model_agent.h"

#include <gtest/gtest.h>

#include "agents/registry.h"
#include "agents/spec_codec.h"
#include "agents/spec_yaml.h"

namespace signalbox {
namespace {

const std::string kHash(64, 'a');

AgentSpec Score(std::string version, std::string hash = kHash) {
  return ModelAgentSpec("score_lead", std::move(version), std::move(hash), kHash, {Field::kTitle});
}

TEST(ModelAgent, ItsSpecificationKeepsTheContract) {
  for (const char* agent : {"score_lead", "understand_text", "match_account"}) {
    const AgentSpec spec = ModelAgentSpec(agent, "2.1.0", kHash, kHash, {});
    EXPECT_TRUE(CheckSpec(spec).ok()) << agent;
    EXPECT_FALSE(spec.capabilities.empty());
    EXPECT_EQ(ModelBlobOf(spec), kHash);
  }
}

TEST(ModelAgent, NoAgentOfKindModelIsWithoutItsHash) {
  for (const char* hash : {"", "abc", "../../etc/passwd"}) {
    EXPECT_EQ(CheckSpec(Score("2.1.0", hash)).error().code, Code::kInvalid) << hash;
  }
  AgentSpec http = Score("2.1.0");
  http.kind = AgentKind::kHttp;
  http.url = "https://example.com";
  EXPECT_FALSE(CheckSpec(http).ok());
}

TEST(ModelAgent, TheHashIsWrittenAndReadWithTheSpecification) {
  Bytes bytes;
  EncodeAgentSpec(Score("2.1.0"), &bytes);
  CborReader reader(bytes);
  EXPECT_EQ(DecodeAgentSpec(reader), Score("2.1.0"));
  EXPECT_TRUE(reader.AtEnd());
}

TEST(ModelAgent, WhoListsAgentsSeesTheHash) {
  const std::string json = WriteAgentSpec(Score("2.1.0"));
  EXPECT_NE(json.find(R"("kind":"model")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("model":")" + kHash), std::string::npos) << json;
}

TEST(ModelAgent, AModelInUseGoesBeforeTheHandMadeAgentAndADraftIsNotAsked) {
  Registry registry;
  for (const LocalAgent& agent : LocalAgents()) ASSERT_TRUE(registry.Register(agent.spec).ok());
  ASSERT_TRUE(registry.Register(Score("2.1.0")).ok());
  AgentNeed need;
  need.capability = "score";
  AgentSelection selection;
  registry.Select(need, &selection);
  ASSERT_EQ(selection.ordered.size(), 1U);
  EXPECT_EQ(selection.ordered[0]->version, "1.0.0");
  ASSERT_TRUE(registry.SetState("score_lead", "2.1.0", {Lifecycle::kActive}).ok());
  registry.Select(need, &selection);
  ASSERT_EQ(selection.ordered.size(), 2U);
  EXPECT_EQ(selection.ordered[0]->version, "2.1.0");
  EXPECT_EQ(selection.ordered[1]->version, "1.0.0");
}

}  // namespace
}  // namespace signalbox
