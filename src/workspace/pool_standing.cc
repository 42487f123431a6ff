#include "workspace/pool_standing.h"

#include <algorithm>

#include "base/json_writer.h"
#include "policy/decide_pool.h"
#include "policy/policy_words.h"
#include "policy/pool_members.h"
#include "workspace/person_weight.h"

namespace signalbox {
namespace {

// The end of the leave or pause that holds at `now`; 0 for none.
TimeUs AwayUntil(const Person& person, TimeUs now) {
  TimeUs until = person.paused_until > now ? person.paused_until : 0;
  for (const Leave& leave : person.leaves) {
    if (leave.from <= now && now < leave.to) until = std::max(until, leave.to);
  }
  return until;
}

void AppendMember(const PoolSpec& spec, const std::vector<const PoolState*>& turns,
                  const Person& person, const State& state, TimeUs now, const OpenWeights& weights,
                  JsonWriter* json) {
  const Absence absence = AbsenceFrom(spec, person, now);
  const auto open = state.open.find(person.id);
  int64_t taken = 0, level = 0;
  for (const PoolState* one : turns) {
    const int64_t place = PlaceOf(*one, person.id);
    if (place < 0) continue;
    taken += one->members[static_cast<size_t>(place)].turns;
    level += one->members[static_cast<size_t>(place)].level;
  }
  json->BeginObject().Member("id", person.id).MemberOrNull("name", person.name);
  json->Member("weight", person.weight).Member("weight_open", weights.Of(person).has_value());
  json->Member("available", absence == Absence::kNone);
  json->MemberOrNull("why", absence == Absence::kNone ? "" : AbsenceName(absence));
  const TimeUs until = AwayUntil(person, now);
  json->MemberOrNull("away_until", until > 0 ? FormatTime(until) : std::string());
  json->Member("open", open == state.open.end() ? int64_t{0} : open->second);
  json->Member("turns", taken).Member("level_e9", level).EndObject();
}

void AppendPool(const PoolSpec& spec, const State& state, TimeUs now, const OpenWeights& weights,
                JsonWriter* json) {
  json->BeginObject().Member("id", spec.id).Member("strategy", StrategyName(spec.strategy));
  json->Member("members_in_words", MembersInWords(spec));
  static const PoolState kNoTurns;
  const auto own = state.pools.find(spec.id);
  json->MemberOrNull(
      "next_in_turn",
      NextInTurn(spec, own == state.pools.end() ? kNoTurns : own->second, state.roster));
  int64_t waiting = 0;
  for (const auto& [lane, runs] : state.waiting) {
    if (lane.pool == spec.id) waiting += static_cast<int64_t>(runs.size());
  }
  json->Member("waiting", waiting);
  std::vector<const PoolState*> turns;
  json->Key("turns").BeginArray();
  for (const std::string& key : TurnKeys(spec)) {
    const auto at = state.pools.find(key);
    if (at == state.pools.end()) continue;
    turns.push_back(&at->second);
    json->BeginObject().Member("key", key).Member("turns", at->second.turns).EndObject();
  }
  json->EndArray().Key("members").BeginArray();
  for (const Person* person : MembersOf(spec, state.roster))
    AppendMember(spec, turns, *person, state, now, weights, json);
  json->EndArray().EndObject();
}

}  // namespace

std::string PoolStandingJson(const State& state, TimeUs now, const Principal& asker) {
  const OpenWeights weights(state, asker);
  std::string text;
  JsonWriter json(&text);
  const std::shared_ptr<const PolicyVersion> active = state.Active();
  json.BeginObject();
  json.MemberOrNull("policy_version", active == nullptr ? "" : VersionName(active->hash));
  json.Key("pools").BeginArray();
  if (active != nullptr) {
    for (const auto& [id, spec] : PoolsOf(*active->policy))
      AppendPool(spec, state, now, weights, &json);
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
