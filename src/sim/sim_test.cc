#include <gtest/gtest.h>

#include <cstdlib>

#include "base/log.h"
#include "sim/world.h"

namespace signalbox {
namespace {

// As many as a unit run has time for; `make ci` asks for more.
constexpr uint64_t kSeeds = 20;
// From so many on, a rare branch that no seed met is a hole in the simulation and not bad luck.
constexpr uint64_t kSeedsThatReachAll = 200;

uint64_t NumberFrom(const char* variable, uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

TEST(Simulation, EverySeedKeepsEveryPromise) {
  SetLogLevel(LogLevel::kError);
  const uint64_t only = NumberFrom("SIGNALBOX_SIM_SEED", 0);
  const uint64_t seeds = only > 0 ? 1 : NumberFrom("SIGNALBOX_SIM_SEEDS", kSeeds);
  Reached reached;
  for (uint64_t i = 1; i <= seeds; ++i) {
    const uint64_t seed = only > 0 ? only : i;
    World world(seed, &reached);
    const std::string broken = world.Run();
    EXPECT_EQ(broken, "") << "repeat it: make sim SEED=" << seed;
  }
  if (seeds < kSeedsThatReachAll) return;
  for (const std::string& branch : reached.Missing())
    ADD_FAILURE() << "no seed reached `" << branch << "`";
}

TEST(Simulation, TheSameSeedGivesTheSameWorld) {
  std::string first, second;
  for (std::string* fingerprint : {&first, &second}) {
    Reached reached;
    World world(7, &reached);
    ASSERT_EQ(world.Run(), "");
    *fingerprint = world.Fingerprint();
  }
  EXPECT_EQ(first, second);
}

}  // namespace
}  // namespace signalbox
