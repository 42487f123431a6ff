#include "workspace/person_weight.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "access/team_of.h"
#include "base/json_writer.h"
#include "intake/reference_rows.h"
#include "policy/policy.h"
#include "policy/pool_members.h"
#include "workspace/availability.h"
#include "workspace/one_line.h"
#include "workspace/policy_changes.h"
#include "workspace/reference.h"
#include "workspace/request_texts.h"

namespace signalbox {
namespace {

WeightBounds AnyWeight() {
  return {{}, 0, kMostWeight};
}

Status CheckWeightRequest(const WeightRequest& request) {
  if (request.weight < 0 || request.weight > kMostWeight)
    return Err(
        Code::kInvalid,
        fmt::format("`weight` is a whole number from 0 to {}; 0 takes no turns", kMostWeight));
  if (request.reason.size() > kMaxWeightReasonBytes || !IsOneLine(request.reason))
    return Err(Code::kInvalid,
               fmt::format("`reason` is one line of up to {} bytes", kMaxWeightReasonBytes));
  return {};
}

// Within which `principal` sets the person's weight to this one; kForbidden says why not.
Result<WeightBounds> BoundsToSet(const State& state, const Principal& principal,
                                 const std::string& person, int64_t weight) {
  if (principal.ReachFor(Permission::kSetWeights) == Reach::kAll) return AnyWeight();
  if (!MayActOnPerson(state, principal, Permission::kSetWeights, person))
    return Err(Code::kForbidden,
               "a weight is set by those whom the person reports to, within the bounds of their "
               "team, and by operators");
  if (person == principal.person)
    return Err(Code::kForbidden,
               "nobody sets their own weight; whoever you report to does, or an operator");
  const Person* found = state.roster.FindPerson(person);
  const std::string team = found == nullptr ? std::string() : found->team;
  SB_ASSIGN(const std::vector<WeightBounds> all, ParseWeightBounds(state.access_rules.weights));
  const WeightBounds* bounds = WeightBoundsOf(all, team);
  SB_TRY(CheckWeightBounds(bounds, team, weight));
  return *bounds;
}

void AddPoolsWith(const State& state, const std::string& person, std::set<std::string>* pools) {
  const std::shared_ptr<const PolicyVersion> active = state.Active();
  if (active == nullptr) return;
  for (const auto& [id, spec] : PoolsOf(*active->policy)) {
    const std::vector<const Person*>& members = MembersOf(spec, state.roster);
    const bool has = std::any_of(members.begin(), members.end(),
                                 [&](const Person* member) { return member->id == person; });
    if (has) pools->insert(id);
  }
}

struct WeightOutcome {
  std::string id, name;
  int64_t before = 0, after = 0;
  bool changed = false;
  WeightBounds bounds;
  std::set<std::string> pools;

  std::string Words() const {
    const std::string& called = name.empty() ? id : name;
    if (!changed)
      return fmt::format("{} has weight {} already; nothing was changed\n", called, after);
    const std::string turns = after == 0 ? "takes no turns any more" : "takes turns by it from now";
    const std::string where = pools.empty() ? "no pool of the active policy has them"
                                            : fmt::format("pool{} {}", pools.size() == 1 ? "" : "s",
                                                          fmt::join(pools, ", "));
    return fmt::format("{} has weight {}, after {}, and {}: {}\n", called, after, before, turns,
                       where);
  }
  std::string Json() const {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject().Member("person", id).MemberOrNull("name", name).Member("changed", changed);
    json.Member("before", before).Member("after", after).Key("bounds").BeginObject();
    json.Member("from", bounds.from).Member("to", bounds.to).EndObject();
    json.Key("pools").BeginArray();
    for (const std::string& pool : pools) json.String(pool);
    json.EndArray().Member("text", Words()).EndObject();
    return text;
  }
};

Status SetInTurn(Turn& turn, Workspace& workspace, const Principal& principal,
                 const WeightRequest& request, const Actor& actor, WeightOutcome* outcome) {
  const State& state = turn.state();
  SB_ASSIGN(outcome->bounds, BoundsToSet(state, principal, outcome->id, request.weight));
  const Person* person = state.roster.FindPerson(outcome->id);
  if (person == nullptr)
    return Err(Code::kNotFound, "the roster has nobody called `" + outcome->id + "`");
  SB_ASSIGN(const PersonRef by, StatedPerson(state, request.by));
  outcome->name = person->name;
  outcome->before = person->weight;
  outcome->after = request.weight;
  AddPoolsWith(state, outcome->id, &outcome->pools);
  SB_ASSIGN(outcome->changed, SetPersonWeight(turn, workspace, actor, outcome->id,
                                              {request.weight, by, request.reason}));
  // A pool may have its members by their weight.
  AddPoolsWith(state, outcome->id, &outcome->pools);
  return {};
}

}  // namespace

Result<WeightRequest> ParseWeightRequest(std::string_view json) {
  constexpr std::string_view kTexts[] = {"reason", "by"};
  SB_ASSIGN(const TextsAndNumber said, ReadTextsAndNumber(json, kTexts, "weight"));
  const auto text = [&](std::string_view name) {
    const auto at = said.texts.find(name);
    return at == said.texts.end() ? std::string() : at->second.value_or("");
  };
  const WeightRequest request{said.number, text("reason"), text("by")};
  SB_TRY(CheckWeightRequest(request));
  return request;
}

std::string WeightRequestJson(const WeightRequest& request) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("weight", request.weight).MemberOrNull("reason", request.reason);
  json.MemberOrNull("by", request.by).EndObject();
  return text;
}

OpenWeights::OpenWeights(const State& state, const Principal& principal)
    : asker_(principal.person) {
  const Reach reach = principal.ReachFor(Permission::kSetWeights);
  all_ = reach == Reach::kAll;
  if (reach != Reach::kTeam || asker_.empty()) return;
  std::vector<Person> people;
  std::vector<Team> teams;
  for (const auto& [id, one] : state.roster.people()) people.push_back(one);
  for (const auto& [id, one] : state.roster.teams()) teams.push_back(one);
  team_ = TeamOf(asker_, people, teams);
  Result<std::vector<WeightBounds>> bounds = ParseWeightBounds(state.access_rules.weights);
  if (bounds.ok()) bounds_ = std::move(*bounds);
}

std::optional<WeightBounds> OpenWeights::Of(const Person& person) const {
  if (all_) return AnyWeight();
  if (person.id == asker_ || !team_.contains(person.id)) return std::nullopt;
  const WeightBounds* bounds = WeightBoundsOf(bounds_, person.team);
  return bounds == nullptr ? std::nullopt : std::optional(*bounds);
}

Result<std::string> SetWeight(Workspace& workspace, const Principal& principal,
                              const std::string& person, const WeightRequest& request,
                              const Actor& actor) {
  SB_TRY(CheckWeightRequest(request));
  WeightOutcome outcome;
  outcome.id = person;
  SB_TRY(workspace.Apply(
      [&](Turn& turn) { return SetInTurn(turn, workspace, principal, request, actor, &outcome); }));
  return outcome.Json();
}

}  // namespace signalbox
