// Six leads that three people of one team have got by turns, and somebody of another team: for
// tests of what becomes of the leads that somebody has in hand.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "engine/small_policy.h"
#include "workspace/availability.h"
#include "workspace/workspace_fixture.h"

namespace signalbox {

inline constexpr int kHeldLeads = 6;

class HoldingsFixture : public WorkspaceFixture {
 protected:
  void SetUp() override {
    WorkspaceFixture::SetUp();
    for (const char* id : {"lena", "jonas", "mara"}) AddPerson(id, "dach");
    AddPerson("revo", "revops");
    Publish(SmallPolicy());
    for (int i = 0; i < kHeldLeads; ++i) {
      const std::string n = std::to_string(i);
      const Result<LeadAnswer> answer = Send(R"({"email":"p)" + n + R"(@firm)" + n +
                                             R"(.example","country":"DE","external_id":"x)" + n +
                                             R"(","company":"Firm )" + n + R"("})");
      ASSERT_TRUE(answer.ok()) << answer.error().message;
      ASSERT_EQ(answer->status, LeadStatus::kRouted);
    }
    leads_ = *LeadsOwnedAlone(*workspace_);
  }

  Result<nlohmann::json> Change(const std::string& person, AvailabilityVerb verb,
                                const AvailabilityRequest& request, int64_t most = INT64_MAX) {
    MoveOptions options;
    options.most = most;
    SB_ASSIGN(const std::string answer,
              ChangeAvailability(*workspace_, leads_, person, verb, request, options, actor_));
    return nlohmann::json::parse(answer);
  }
  int64_t OpenOf(const std::string& person) {
    int64_t open = 0;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      const auto at = engine.state().open.find(person);
                      open = at == engine.state().open.end() ? 0 : at->second;
                    })
                    .ok());
    return open;
  }
  // Turns taken in the pool, less those handed back.
  int64_t TurnsOf(const std::string& person) {
    int64_t turns = -1;
    EXPECT_TRUE(workspace_
                    ->Ask([&](const Engine& engine) {
                      for (const auto& [key, pool] : engine.state().pools) {
                        for (const auto& member : pool.members) {
                          if (member.person == person) turns = member.turns;
                        }
                      }
                    })
                    .ok());
    return turns;
  }

  LeadsOwned leads_;
  Actor actor_{ActorKind::kOperator, "test"};
};

}  // namespace signalbox
