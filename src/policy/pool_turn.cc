#include <fmt/format.h>

#include <algorithm>

#include "policy/pool.h"
#include "policy/pool_shares.h"

namespace signalbox {
namespace {

constexpr int64_t kKeyPool = 0;
constexpr int64_t kKeyEligible = 1;
constexpr int64_t kKeyPicked = 2;
constexpr int64_t kKeyJoined = 3;
constexpr int64_t kKeyReweighted = 4;

bool HasBit(const Bytes& bits, size_t place) {
  return place / 8 < bits.size() && (static_cast<uint8_t>(bits[place / 8]) >> (place % 8) & 1) != 0;
}

bool IsWeight(int64_t weight) {
  return weight >= 0 && weight <= kMaxWeight;
}

Error Misfit(const PoolTurn& turn, std::string_view what) {
  return Err(Code::kCorrupt, fmt::format("turn of pool `{}`: {}; rebuild the pool's state from its "
                                         "first event",
                                         turn.pool, what));
}

// Of a place that exists.
int64_t WeightAfter(const PoolTurn& turn, const PoolState& state, size_t place) {
  const size_t known = state.members.size();
  int64_t weight = place < known ? state.members[place].weight : turn.joined[place - known].weight;
  for (const auto& change : turn.reweighted) {
    if (static_cast<size_t>(change.place) == place) weight = change.weight;
  }
  return weight;
}

// Everything that could go wrong, before anything changes.
Status Fits(const PoolTurn& turn, const PoolState& state) {
  const size_t known = state.members.size();
  const size_t count = known + turn.joined.size();
  if (count > kMaxPoolMembers) return Misfit(turn, "more members than a pool can have");
  for (size_t i = 0; i < turn.joined.size(); ++i) {
    const auto& joined = turn.joined[i];
    if (joined.person.empty() || !IsWeight(joined.weight)) {
      return Misfit(turn, "a new member without id or with a weight out of range");
    }
    if (PlaceOf(state, joined.person) >= 0) {
      return Misfit(turn, fmt::format("`{}` joins but is a member already", joined.person));
    }
  }
  std::vector<std::string_view> names;
  for (const auto& joined : turn.joined) names.push_back(joined.person);
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
    return Misfit(turn, "a new member joins twice");
  }
  for (const auto& change : turn.reweighted) {
    if (change.place < 0 || static_cast<uint64_t>(change.place) >= known ||
        !IsWeight(change.weight)) {
      return Misfit(turn, fmt::format("no weight can be set at place {}", change.place));
    }
  }
  if (turn.eligible.size() > (count + 7) / 8) return Misfit(turn, "more eligible than members");
  for (size_t place = count; place < turn.eligible.size() * 8; ++place) {
    if (HasBit(turn.eligible, place)) return Misfit(turn, "more eligible than members");
  }
  if (turn.picked < 0 || !HasBit(turn.eligible, static_cast<size_t>(turn.picked))) {
    return Misfit(turn, fmt::format("place {} took it but was not eligible", turn.picked));
  }
  if (WeightAfter(turn, state, static_cast<size_t>(turn.picked)) == 0) {
    return Misfit(turn, fmt::format("place {} took it with weight 0", turn.picked));
  }
  return {};
}

void Append(const PoolTurn::Joined& joined, PoolState* state) {
  const auto place = static_cast<uint32_t>(state->members.size());
  const auto before = [&](uint32_t other, const std::string& person) {
    return state->members[other].person < person;
  };
  const auto at =
      std::lower_bound(state->by_person.begin(), state->by_person.end(), joined.person, before);
  state->by_person.insert(at, place);
  auto& member = state->members.emplace_back();
  member.person = joined.person;
  member.weight = joined.weight;
}

}  // namespace

int64_t PlaceOf(const PoolState& state, std::string_view person) {
  const auto before = [&](uint32_t place, std::string_view wanted) {
    return state.members[place].person < wanted;
  };
  const auto at = std::lower_bound(state.by_person.begin(), state.by_person.end(), person, before);
  return at != state.by_person.end() && state.members[*at].person == person ? int64_t{*at} : -1;
}

Status ApplyTurn(const PoolTurn& turn, PoolState* state) {
  SB_TRY(Fits(turn, *state));
  for (const auto& joined : turn.joined) Append(joined, state);
  for (const auto& change : turn.reweighted) {
    state->members[static_cast<size_t>(change.place)].weight = change.weight;
  }
  for (size_t place = 0; place < state->members.size(); ++place) {
    state->members[place].eligible = HasBit(turn.eligible, place);
  }
  AddShares(state->turns, 1, &state->members);
  auto& taker = state->members[static_cast<size_t>(turn.picked)];
  taker.level -= kLevelScale;
  taker.last_turn = state->turns;
  ++taker.turns;
  ++state->turns;
  state->last_picked = turn.picked;
  return {};
}

Status CreditTurn(std::string_view person, PoolState* state) {
  const int64_t place = PlaceOf(*state, person);
  if (place < 0 || state->members[static_cast<size_t>(place)].turns == 0) {
    return Err(Code::kCorrupt,
               fmt::format("`{}` has no turn in this pool to hand back; rebuild the "
                           "pool's state from its first event",
                           person));
  }
  AddShares(state->turns, -1, &state->members);
  auto& member = state->members[static_cast<size_t>(place)];
  member.level += kLevelScale;
  --member.turns;
  return {};
}

PoolState StateWithNext(const PoolSpec& spec, const Roster& roster, std::string_view person) {
  PoolState state;
  for (const Person* member : roster.MembersOf(spec.team)) {
    if (state.members.size() >= kMaxPoolMembers) break;
    Append({member->id, std::clamp<int64_t>(member->weight, 0, kMaxWeight)}, &state);
  }
  const int64_t place = PlaceOf(state, person);
  if (place < 0) return {};
  const auto count = static_cast<int64_t>(state.members.size());
  state.last_picked = (place + count - 1) % count;
  state.members[static_cast<size_t>(place)].level += kLevelScale;
  state.members[static_cast<size_t>(state.last_picked)].level -= kLevelScale;
  return state;
}

void EncodePoolTurn(const PoolTurn& turn, Bytes* out) {
  CborWriter writer(out);
  writer.Map(3 + (turn.joined.empty() ? 0 : 1) + (turn.reweighted.empty() ? 0 : 1));
  writer.Int(kKeyPool), writer.Text(turn.pool);
  writer.Int(kKeyEligible), writer.Blob(turn.eligible);
  writer.Int(kKeyPicked), writer.Int(turn.picked);
  if (!turn.joined.empty()) {
    writer.Int(kKeyJoined), writer.Array(turn.joined.size());
    for (const auto& joined : turn.joined) {
      writer.Array(2), writer.Text(joined.person), writer.Int(joined.weight);
    }
  }
  if (!turn.reweighted.empty()) {
    writer.Int(kKeyReweighted), writer.Array(turn.reweighted.size());
    for (const auto& change : turn.reweighted) {
      writer.Array(2), writer.Int(change.place), writer.Int(change.weight);
    }
  }
}

Result<PoolTurn> DecodePoolTurn(CborReader& reader) {
  PoolTurn turn;
  const size_t pairs = reader.Map();
  int64_t last_key = -1;
  for (size_t i = 0; i < pairs && reader.ok(); ++i) {
    const int64_t key = reader.Int();
    if (key <= last_key) reader.Fail();
    last_key = key;
    if (key == kKeyPool) {
      turn.pool = reader.Text();
    } else if (key == kKeyEligible) {
      turn.eligible = reader.Blob();
    } else if (key == kKeyPicked) {
      turn.picked = reader.Int();
    } else if (key == kKeyJoined || key == kKeyReweighted) {
      const size_t count = reader.Array();
      if (count == 0) reader.Fail();
      for (size_t item = 0; item < count && reader.ok(); ++item) {
        if (reader.Array() != 2) reader.Fail();
        if (key == kKeyJoined) {
          std::string person(reader.Text());
          turn.joined.push_back({std::move(person), reader.Int()});
        } else {
          const int64_t place = reader.Int();
          turn.reweighted.push_back({place, reader.Int()});
        }
      }
    } else {
      reader.Fail();
    }
  }
  // The first three keys are always there, so a map that is too short has no third.
  if (!reader.ok() || last_key < kKeyPicked || turn.eligible.empty() || turn.eligible.back() == 0 ||
      pairs != 3 + (turn.joined.empty() ? 0u : 1u) + (turn.reweighted.empty() ? 0u : 1u)) {
    return Err(Code::kCorrupt, fmt::format("turn of a pool at byte {} is not as it was written",
                                           reader.position()));
  }
  return turn;
}

}  // namespace signalbox
