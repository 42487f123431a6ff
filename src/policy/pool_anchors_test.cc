// What other products' own tests and manuals say of the same pools: every case of the shared file
// is run by its source's semantics on the strategy of ours that it maps to, and a case that nobody
// runs fails.
//
// cal.com decides an exact tie at random; we take who was there first, which no case contradicts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "policy/policy_fixture.h"
#include "policy/pool_members.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

std::string IdOf(size_t number) {
  return std::string(1, static_cast<char>('a' + number));
}

PoolSpec Desk(PoolStrategy strategy) {
  PoolSpec spec;
  spec.id = "desk-pool";
  spec.team = "desk";
  spec.strategy = strategy;
  return spec;
}

Roster DeskOf(const std::vector<int64_t>& weights) {
  Roster roster;
  for (size_t i = 0; i < weights.size(); ++i) roster.Upsert(Seller(IdOf(i), "desk", weights[i]));
  return roster;
}

// Turns on a desk whose open records are counted as they are handed out.
class Desks {
 public:
  Desks(PoolStrategy strategy, const std::vector<int64_t>& weights)
      : spec_(Desk(strategy)), roster_(DeskOf(weights)), open_(weights.size()) {}

  std::string Take() {
    std::vector<Candidate> candidates;
    ListCandidates(spec_, roster_, 0, &candidates);
    for (size_t i = 0; i < candidates.size(); ++i) candidates[i].open = open_[i];
    const Pick pick = PickMember(spec_, state_, candidates);
    EXPECT_FALSE(pick.person.empty());
    EXPECT_TRUE(ApplyTurn(pick.turn, 0, &state_).ok());
    ++open_[static_cast<size_t>(pick.person[0] - 'a')];
    return std::string(pick.person);
  }
  std::vector<std::string> Take(int64_t count) {
    std::vector<std::string> taken;
    for (int64_t i = 0; i < count; ++i) taken.push_back(Take());
    return taken;
  }

  PoolSpec spec_;
  Roster roster_;
  PoolState state_;
  std::vector<int64_t> open_;
};

std::vector<int64_t> Split(const std::vector<int64_t>& weights, int64_t turns) {
  Desks desks(PoolStrategy::kWeighted, weights);
  desks.Take(turns);
  return desks.open_;
}

std::vector<int64_t> Numbers(const Json& list) {
  return list.get<std::vector<int64_t>>();
}

// The weights of `weighted 1:2`.
std::vector<int64_t> Ratio(const std::string& rule) {
  std::vector<int64_t> weights;
  for (size_t i = 0; i < rule.size(); ++i) {
    const bool digit = rule[i] >= '0' && rule[i] <= '9';
    const bool begins = i == 0 || rule[i - 1] < '0' || rule[i - 1] > '9';
    if (digit && begins) weights.push_back(std::stoll(rule.substr(i)));
  }
  return weights;
}

bool RunFrappe(const Json& one) {
  const std::string rule = one.at("rule");
  if (rule == "round robin") {
    const auto users = one.at("users").get<std::vector<std::string>>();
    const auto expect = one.at("expect").get<std::vector<std::string>>();
    Desks desks(PoolStrategy::kRotation, std::vector<int64_t>(users.size(), 1));
    EXPECT_EQ(desks.Take(static_cast<int64_t>(expect.size())), expect);
    // The pointer survives that every earlier assignment is gone.
    for (const std::string& taker : expect) EXPECT_TRUE(CreditTurn(taker, &desks.state_).ok());
    EXPECT_EQ(desks.Take(), "b");
    return true;
  }
  if (rule == "load balancing") {
    Desks desks(PoolStrategy::kLeastOpen, std::vector<int64_t>(one.at("users").size(), 1));
    desks.Take(one.at("leads"));
    EXPECT_EQ(desks.open_, Numbers(one.at("expect")));
    EXPECT_EQ(one.at("then"), "delete 5 of a, 5 more leads");
    desks.open_[0] -= 5;
    desks.Take(5);
    EXPECT_EQ(desks.open_, Numbers(one.at("expect2")));
    return true;
  }
  if (rule.starts_with("weighted ")) {
    EXPECT_EQ(Split(Ratio(rule), one.at("leads")), Numbers(one.at("expect")));
    return true;
  }
  if (rule == "guest/web form insert must still assign") {
    const auto policy =
        MustCompile({{"policy.yaml", PolicyText("  - {name: all, assign: {pool: desk-pool}}\n",
                                                "pools: {desk-pool: {members: {team: desk}}}\n")}});
    const Attributes form = Lead({{Field::kSource, "form"}});
    const Decision decision = Decide(*policy, {form, DeskOf({1, 1}), {}, 0, {}});
    EXPECT_EQ(decision.disposition, Disposition::kAssign);
    return true;
  }
  if (rule == "stale last_user a, fresh pointer read -> b") {
    // Whoever looked before a's turn has an old copy; the turn is given by the state as it is.
    Desks desks(PoolStrategy::kRotation, {1, 1, 1});
    const PoolState stale = desks.state_;
    EXPECT_EQ(desks.Take(), "a");
    EXPECT_EQ(NextInTurn(desks.spec_, stale, desks.roster_), "a");
    EXPECT_EQ(desks.Take(), "b");
    return true;
  }
  return false;
}

// The state that a case describes; whoever was booked later stands later in `last_turn`.
PoolState StateOf(const Json& one, size_t hosts) {
  PoolState state;
  state.period = 1;
  std::vector<std::string> times;
  if (one.contains("last")) times = one.at("last").get<std::vector<std::string>>();
  std::vector<std::string> sorted = times;
  std::sort(sorted.begin(), sorted.end());
  for (size_t i = 0; i < hosts; ++i) {
    PoolState::Member& member = state.members.emplace_back();
    member.person = IdOf(i);
    member.weight = one.contains("weights") ? Numbers(one.at("weights"))[i] : 1;
    if (one.contains("bookings")) member.taken = Numbers(one.at("bookings"))[i];
    if (one.contains("calibration"))
      member.calibration = Numbers(one.at("calibration"))[i] * kLevelScale;
    if (!times.empty())
      member.last_turn = std::lower_bound(sorted.begin(), sorted.end(), times[i]) - sorted.begin();
    state.by_person.push_back(static_cast<uint32_t>(i));
  }
  return state;
}

// Shortfall against the weighted target of all hosts, calibrated; without weights by priority, then
// by who was booked longest ago.
bool RunCalcom(const Json& one) {
  const bool by_priority = one.contains("priority");
  if (!by_priority && !one.contains("weights")) return false;
  const size_t hosts = one.at(by_priority ? "priority" : "weights").size();
  PoolSpec spec = Desk(by_priority ? PoolStrategy::kTiers : PoolStrategy::kTarget);
  spec.within_tier = PoolStrategy::kLongestIdle;
  const PoolState state = StateOf(one, hosts);
  Roster roster;
  for (size_t i = 0; i < hosts; ++i)
    roster.Upsert(Seller(IdOf(i), "desk", state.members[i].weight));
  std::vector<Candidate> candidates;
  ListCandidates(spec, roster, 0, &candidates);
  for (size_t i = 0; i < hosts && by_priority; ++i)
    candidates[i].tier = -Numbers(one.at("priority"))[i];
  PickTerms terms;
  terms.period = 1;
  const Pick pick = PickMember(spec, state, candidates, terms);
  EXPECT_EQ(pick.person, IdOf(one.at("expect").get<size_t>() - 1)) << one.dump();
  return true;
}

bool RunChiliPiper(const Json& one) {
  EXPECT_EQ(Split(Numbers(one.at("weights")), one.at("total")), Numbers(one.at("expect")));
  return true;
}

bool RunDefault(const Json& one) {
  Desks scaled(PoolStrategy::kWeighted, Numbers(one.at("priority")));
  Desks plain(PoolStrategy::kWeighted, Numbers(one.at("equals")));
  EXPECT_EQ(scaled.Take(200), plain.Take(200));
  return true;
}

// A cycle is everybody at weight 1 once. Our weights are whole, so half a weight is written as one
// among twos.
bool RunDistributionEngine(const Json& one) {
  const double weight = one.at("weight");
  if (weight == 2 && one.at("expect") == "2 assignments per cycle") {
    for (int64_t cycles = 1; cycles <= 50; ++cycles)
      EXPECT_EQ(Split({2, 1, 1}, 4 * cycles)[0], 2 * cycles);
    return true;
  }
  if (weight == 0.5 && one.at("expect") == "skipped every other cycle") {
    for (int64_t pairs = 1; pairs <= 50; ++pairs) EXPECT_EQ(Split({1, 2, 2}, 5 * pairs)[0], pairs);
    return true;
  }
  return false;
}

TEST(Anchors, OtherRoundRobinsGiveTheSameCounts) {
  const char* env = std::getenv("SIGNALBOX_SHARED");
  const std::filesystem::path shared = env != nullptr ? env : SB_SOURCE_DIR "/../shared";
  std::ifstream readme(shared / "data/README.md");
  std::string first_line;
  std::getline(readme, first_line);
  std::ifstream file(shared / "data/anchors/roundrobin.json");
  if (!first_line.starts_with("# Public data for building and testing") || !file) {
    GTEST_SKIP() << "no shared data at " << shared << "; set SIGNALBOX_SHARED to it";
  }
  const std::map<std::string, bool (*)(const Json&)> runners = {
      {"frappe", RunFrappe},
      {"calcom", RunCalcom},
      {"chilipiper", RunChiliPiper},
      {"default", RunDefault},
      {"distribution_engine", RunDistributionEngine}};
  int ran = 0;
  const Json anchors = Json::parse(file);
  for (const auto& [source, anchor] : anchors.items()) {
    const auto run = runners.find(source);
    for (const Json& one : anchor.at("cases")) {
      SCOPED_TRACE(source + ": " + one.dump());
      EXPECT_TRUE(run != runners.end() && run->second(one)) << "nobody runs this case";
      ++ran;
    }
  }
  std::printf("%d published cases\n", ran);
}

// cal.com's leave as turns: what the others took while one was away is not caught up, on average.
TEST(Target, WhoComesBackFromLeaveIsHeldToTheAverageOfTheOthers) {
  PoolSpec spec = Desk(PoolStrategy::kTarget);
  Roster roster = DeskOf({1, 1, 1});
  Person away = Seller("a", "desk");
  away.leaves = {{0, 100}};
  roster.Upsert(away);
  PoolState state;
  const auto take = [&](TimeUs now) {
    std::vector<Candidate> candidates;
    ListCandidates(spec, roster, now, &candidates);
    PickTerms terms;
    terms.period = 1;
    const Pick pick = PickMember(spec, state, candidates, terms);
    EXPECT_TRUE(ApplyTurn(pick.turn, now, &state).ok());
    return std::string(pick.person);
  };
  std::string taken;
  for (int i = 0; i < 6; ++i) taken += take(50);
  EXPECT_EQ(taken, "bcbcbc");
  taken.clear();
  for (int i = 0; i < 6; ++i) taken += take(200);
  EXPECT_EQ(taken, "abcabc");
  spec.on_return = OnReturn::kCatchUp;
  state = PoolState();
  taken.clear();
  for (int i = 0; i < 6; ++i) taken += take(50);
  for (int i = 0; i < 4; ++i) taken += take(200);
  EXPECT_EQ(taken, "bcbcbcaaab");
}

}  // namespace
}  // namespace signalbox
