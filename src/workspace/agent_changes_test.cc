#include "workspace/agent_changes.h"

#include "workspace/engine_fixture.h"
#include "workspace/stored_state.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

class AgentChangesTest : public WorkspaceFixture {
 protected:
  std::optional<AgentSpec> Known(const std::string& id) {
    std::optional<AgentSpec> found;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      if (const AgentSpec* spec = engine.state().registry.Find(id)) found = *spec;
                    })
                    .ok());
    return found;
  }
};

TEST_F(AgentChangesTest, AnAgentKeepsItsSecretOverARestartAndTheLogDoesNotShowIt) {
  AgentSpec spec = OutsideScorer();
  spec.secret = "whsec_c2VjcmV0LW9mLWFjbWUtc2NvcmU=";
  ASSERT_TRUE(RegisterAgent(*workspace_, {}, spec).ok());
  Reopen();
  ASSERT_TRUE(Known("acme_score").has_value());
  EXPECT_EQ(Known("acme_score")->secret, spec.secret);
  workspace_.reset();
  const auto stored = OpenStored(options_);
  ASSERT_TRUE(stored.ok());
  ASSERT_TRUE(stored->store
                  ->ReadEvents(0, -1,
                               [&](int64_t, BytesView bytes) -> Status {
                                 EXPECT_EQ(bytes.find(spec.secret), BytesView::npos);
                                 return {};
                               })
                  .ok());
}

TEST_F(AgentChangesTest, AnotherContentUnderOneVersionIsRefusedAndTheWorkspaceStillOpens) {
  ASSERT_TRUE(RegisterAgent(*workspace_, {}, OutsideScorer()).ok());
  AgentSpec other = OutsideScorer();
  other.url = "https://elsewhere.example/score";
  const auto refused = RegisterAgent(*workspace_, {}, other);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kConflict);
  Reopen();
  EXPECT_EQ(Known("acme_score")->url, OutsideScorer().url);
}

TEST_F(AgentChangesTest, AStateThatCannotBeSetLeavesNoEvent) {
  ASSERT_TRUE(RegisterAgent(*workspace_, {}, OutsideScorer()).ok());
  const int64_t before = workspace_->store().next_position();
  EXPECT_EQ(SetAgentState(*workspace_, {}, "nobody", "", {}).error().code, Code::kNotFound);
  EXPECT_EQ(workspace_->store().next_position(), before);
  ASSERT_TRUE(SetAgentState(*workspace_, {}, "acme_score", "", {Lifecycle::kRetired}).ok());
  EXPECT_EQ(workspace_->store().next_position(), before + 1);
  const auto after = SetAgentState(*workspace_, {}, "acme_score", "", {Lifecycle::kActive});
  EXPECT_EQ(after.error().code, Code::kConflict);
  Reopen();
  EXPECT_EQ(Known("acme_score")->lifecycle, Lifecycle::kRetired);
}

// The engine's own guard, for callers that did not try first.
TEST_F(AgentChangesTest, AnInputThatDoesNotFoldIsNotStored) {
  const int64_t before = workspace_->store().next_position();
  const auto refused = workspace_->Apply([](Turn& turn) -> Status {
    return turn.Input(EntityKind::kAgent, turn.MakeId(), EventType::kAgentStateSet, {},
                      ev::AgentStateSet{"nobody", "", Lifecycle::kActive, 100});
  });
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(workspace_->store().next_position(), before);
  Reopen();
}

}  // namespace
}  // namespace signalbox
