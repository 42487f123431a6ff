#include "workspace/pool_simulation.h"

#include <map>

#include "base/json_writer.h"
#include "policy/decide_pool.h"
#include "policy/decision_words.h"

namespace signalbox {
namespace {

std::vector<std::pair<std::string, std::string>> OutOfTurn(const Decision& decision) {
  std::vector<std::pair<std::string, std::string>> passed;
  for (const Considered& one : decision.considered) {
    if (one.lost != kNotInTurn) passed.emplace_back(one.owner, one.lost);
  }
  return passed;
}

int64_t LevelIn(const PoolState& state, const std::string& person) {
  const int64_t place = PlaceOf(state, person);
  return place < 0 ? 0 : state.members[static_cast<size_t>(place)].level;
}

void WritePeople(const std::vector<std::pair<std::string, std::string>>& people, JsonWriter* json) {
  json->Key("passed_over").BeginArray();
  for (const auto& [owner, why] : people)
    json->BeginObject().Member("owner", owner).Member("why", why).EndObject();
  json->EndArray();
}

}  // namespace

Result<PoolSimulation> SimulatePool(const State& state, std::string_view pool, int64_t turns,
                                    TimeUs now) {
  if (turns < 1 || turns > kMaxSimulatedTurns) {
    return Err(Code::kInvalid,
               "`next` is a number from 1 to " + std::to_string(kMaxSimulatedTurns));
  }
  const std::shared_ptr<const PolicyVersion> active = state.Active();
  if (active == nullptr || !PoolsOf(*active->policy).contains(std::string(pool))) {
    return Err(Code::kNotFound, "the active policy has no pool `" + std::string(pool) +
                                    "`; `GET /v1/pools` lists those there are");
  }
  const Policy& policy = *active->policy;
  PoolStates pools = state.pools;
  std::map<std::string, int64_t, std::less<>> open(state.open.begin(), state.open.end());
  const Attributes nothing;
  const SlotValues values(policy.slots, nothing);
  DecideInput input{nothing, state.roster, pools, now, {}};
  input.open = &open;
  const PoolQuestion question{policy, input, values, nullptr,
                              [](const Person&) -> const Guard* { return nullptr; }};
  PoolSimulation simulation;
  simulation.pool = pool;
  for (int64_t i = 0; i < turns; ++i) {
    Decision decision;
    DecideByPool(question, Effect{}, simulation.pool, &decision);
    if (!decision.turn) {
      simulation.stopped = decision.reason;
      simulation.passed_over = OutOfTurn(decision);
      break;
    }
    PoolState& moved = pools[decision.turn->pool];
    const int64_t level = LevelIn(moved, decision.owner);
    SB_TRY(ApplyTurn(*decision.turn, now, &moved));
    ++open[decision.owner];
    simulation.turns.push_back({decision.owner, decision.reason, decision.pool, level,
                                decision.pointer_after, OutOfTurn(decision)});
  }
  return simulation;
}

std::string PoolSimulation::Json(const State& state, TimeUs now) const {
  const auto name_of = [&](const std::string& id) {
    const Person* person = state.roster.FindPerson(id);
    return person == nullptr ? std::string() : person->name;
  };
  std::map<std::string, int64_t> counts;
  for (const SimulatedTurn& turn : turns) ++counts[turn.owner];
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("pool", pool).Member("at", FormatTime(now));
  json.Key("turns").BeginArray();
  for (const SimulatedTurn& turn : turns) {
    json.BeginObject().Member("owner", turn.owner).MemberOrNull("name", name_of(turn.owner));
    json.Member("reason", turn.reason).Member("pool", turn.pool);
    json.Member("level_e9", turn.level_e9).MemberOrNull("next_in_turn", turn.next_after);
    WritePeople(turn.passed_over, &json);
    json.EndObject();
  }
  json.EndArray().Key("people").BeginArray();
  for (const auto& [person, count] : counts) {
    json.BeginObject().Member("id", person).MemberOrNull("name", name_of(person));
    json.Member("turns", count).EndObject();
  }
  json.EndArray().MemberOrNull("stopped", stopped);
  WritePeople(passed_over, &json);
  json.EndObject();
  return text;
}

}  // namespace signalbox
