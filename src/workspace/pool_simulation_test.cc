// What the next turns of a pool would be, beside what they become.
#include "workspace/pool_simulation.h"

#include <gmock/gmock.h>

#include "workspace/engine_fixture.h"

namespace signalbox {
namespace {

class PoolSimulationTest : public EngineFixture {
 protected:
  void SetUp() override {
    EngineFixture::SetUp();
    for (const char* seller : {"anna", "bert", "cora"}) AddPerson(seller, seller, "dach");
    Publish({{"policy.yaml", FixturePolicy()}});
  }
  void Pause(const std::string& id) {
    Person person;
    person.id = id;
    person.name = id;
    person.team = "dach";
    person.paused_until = clock_.Now() + kDayUs;
    PutPerson(person);
  }
  PoolSimulation Simulate(int64_t turns) {
    auto simulation = SimulatePool(engine_->state(), "dach", turns, clock_.Now());
    EXPECT_TRUE(simulation.ok()) << simulation.error().message;
    return simulation.ok() ? *simulation : PoolSimulation{};
  }
  static std::vector<std::string> Owners(const PoolSimulation& simulation) {
    std::vector<std::string> owners;
    for (const SimulatedTurn& turn : simulation.turns) owners.push_back(turn.owner);
    return owners;
  }
};

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST_F(PoolSimulationTest, WhatIsSimulatedIsWhatHappensNext) {
  for (int i = 1; i <= 4; ++i) SendFrom("DE", i);
  Pause("bert");
  const std::vector<std::string> said = Owners(Simulate(7));
  ASSERT_EQ(said.size(), 7u);
  std::vector<std::string> got;
  for (int i = 5; i <= 11; ++i) got.push_back(SendFrom("DE", i).owner);
  EXPECT_EQ(said, got);
}

TEST_F(PoolSimulationTest, NothingIsChangedByIt) {
  for (int i = 1; i <= 4; ++i) SendFrom("DE", i);
  const int64_t before = store_->next_position();
  EXPECT_EQ(Owners(Simulate(50)), Owners(Simulate(50)));
  EXPECT_EQ(store_->next_position(), before);
  EXPECT_EQ(engine_->state().pools.at("dach").turns, 4);
}

TEST_F(PoolSimulationTest, WhoIsPassedOverIsNamedWithWhy) {
  Pause("bert");
  const PoolSimulation simulation = Simulate(2);
  ASSERT_EQ(simulation.turns.size(), 2u);
  EXPECT_THAT(simulation.turns.front().passed_over, ElementsAre(Pair("bert", "paused")));
  EXPECT_EQ(simulation.turns.front().reason, "next_in_pool");
  EXPECT_THAT(simulation.Json(engine_->state(), clock_.Now()),
              HasSubstr(R"("passed_over":[{"owner":"bert","why":"paused"}])"));
}

TEST_F(PoolSimulationTest, ItStopsWhereNobodyCanTakeTheNextOneAndSaysWhy) {
  for (const char* seller : {"anna", "bert", "cora"}) Pause(seller);
  const PoolSimulation simulation = Simulate(5);
  EXPECT_TRUE(simulation.turns.empty());
  EXPECT_EQ(simulation.stopped, "all_out");
  EXPECT_EQ(simulation.passed_over.size(), 3u);
}

TEST_F(PoolSimulationTest, APoolThatIsNotThereAndANumberThatIsTooLargeAreRefused) {
  EXPECT_EQ(SimulatePool(engine_->state(), "nobody", 5, kStart).error().code, Code::kNotFound);
  EXPECT_EQ(SimulatePool(engine_->state(), "dach", 0, kStart).error().code, Code::kInvalid);
  EXPECT_EQ(SimulatePool(engine_->state(), "dach", kMaxSimulatedTurns + 1, kStart).error().code,
            Code::kInvalid);
}

}  // namespace
}  // namespace signalbox
