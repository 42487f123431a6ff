#include "workspace/shown_agents.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "agents/local_agents.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {
namespace {

constexpr char kQueues[] = R"(policy: shown
record: lead
rules:
  - {name: all, assign: {queue: triage}}
nothing_matched: {queue: triage, reason: no rule matched}
queues:
  triage: {owner: {team: revops}, empty_within: 4h}
)";
constexpr char kPeerPlan[] = R"(plan: route_lead
record: lead
steps:
  - {id: validate, kind: agent, needs: peer_validate}
  - {id: route, kind: decide, needs: route, after: [validate]}
  - {id: assign, kind: decide, needs: assign, after: [route]}
)";

class ShownAgentsTest : public WorkspaceFixture {
 protected:
  std::vector<std::string> Benchmark() {
    std::vector<std::string> ids;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const auto shown = ShownAgents(engine.state());
                      all_ = shown.size();
                      for (const AgentSpec* spec : shown)
                        if (local::IsBenchmarkAgent(spec->id)) ids.push_back(spec->id);
                    })
                    .ok());
    return ids;
  }
  size_t all_ = 0;
};

TEST_F(ShownAgentsTest, StepsOfTheBenchmarkAreShownWhereAPlanNeedsThemAndNowhereElse) {
  Publish(kQueues);
  EXPECT_TRUE(Benchmark().empty());
  EXPECT_GE(all_, 5U) << "the others are";
  Publish(kQueues, {{"plans/route_lead.yaml", kPeerPlan}});
  EXPECT_EQ(Benchmark(), std::vector<std::string>{"peer_validate"});
}

}  // namespace
}  // namespace signalbox
