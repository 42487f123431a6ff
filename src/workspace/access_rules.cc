#include "workspace/access_rules.h"

#include "access/personal_rules.h"
#include "base/json_writer.h"
#include "workspace/few_told.h"
#include "workspace/policy_changes.h"
#include "workspace/table_bounds.h"
#include "workspace/weight_bounds.h"

namespace signalbox {
namespace {

struct StoredRules {
  const std::string& text;
  int64_t position;
};
StoredRules RulesIn(const State& state, AccessRuleKind kind) {
  const AccessRules& rules = state.access_rules;
  if (kind == AccessRuleKind::kTables) return {rules.tables, rules.tables_position};
  if (kind == AccessRuleKind::kWeights) return {rules.weights, rules.weights_position};
  return {rules.personal, rules.personal_position};
}

Status CheckPeople(const State& state, const std::set<std::string>& people) {
  for (const std::string& person : people) {
    if (state.roster.FindPerson(person) == nullptr)
      return Err(Code::kInvalid, "the roster has nobody called `" + person + "`");
  }
  return {};
}

// A team is there where it was imported, or where somebody is in it.
Status CheckTeams(const State& state, const std::set<std::string>& teams) {
  for (const std::string& team : teams) {
    bool known = state.roster.teams().contains(team);
    for (const auto& [id, person] : state.roster.people()) known |= person.team == team;
    if (!known) return Err(Code::kInvalid, "the roster has no team called `" + team + "`");
  }
  return {};
}

// How many rules there are.
Result<int64_t> CheckRules(const State& state, AccessRuleKind kind, const std::string& text) {
  if (kind == AccessRuleKind::kTables) {
    SB_ASSIGN(const std::vector<TableBounds> bounds, ParseTableBounds(text));
    for (const TableBounds& one : bounds) SB_TRY(CheckPeople(state, one.people));
    return std::ssize(bounds);
  }
  if (kind == AccessRuleKind::kWeights) {
    SB_ASSIGN(const std::vector<WeightBounds> bounds, ParseWeightBounds(text));
    for (const WeightBounds& one : bounds) SB_TRY(CheckTeams(state, one.teams));
    return std::ssize(bounds);
  }
  SB_ASSIGN(const PersonalRules rules, PersonalRules::Parse(text));
  SB_TRY(CheckPeople(state, rules.people()));
  SB_TRY(CheckTeams(state, rules.teams()));
  return static_cast<int64_t>(rules.size());
}

// Those that are told in words: about personal fields, or bounds of weights.
std::string ToldRules(AccessRuleKind kind, const std::string& text) {
  if (kind == AccessRuleKind::kTables) return "[]";
  if (kind == AccessRuleKind::kWeights) {
    const auto bounds = ParseWeightBounds(text);
    return bounds.ok() ? WeightBoundsJson(*bounds) : "[]";
  }
  const Result<PersonalRules> rules = PersonalRules::Parse(text);
  return rules.ok() ? rules->ToldJson() : "[]";
}

}  // namespace

Result<AccessRuleKind> AccessRuleKindByName(std::string_view name) {
  if (name == "tables") return AccessRuleKind::kTables;
  if (name == "personal-fields") return AccessRuleKind::kPersonalFields;
  if (name == "weights") return AccessRuleKind::kWeights;
  return Err(Code::kNotFound,
             "there are access rules of `tables`, of `personal-fields` and of `weights`");
}

Status SetAccessRules(Workspace& workspace, const std::string& actor, AccessRuleKind kind,
                      const std::string& text, const std::string& by) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const PersonRef person, StatedPerson(state, by));
    SB_ASSIGN(const int64_t rules, CheckRules(state, kind, text));
    if (RulesIn(state, kind).text == text) return {};
    SB_ASSIGN(const int64_t subject, turn.NewSubject());
    return turn.Input(EntityKind::kWorkspace, DeriveId(0, state.log_id, 0, "access_rules"),
                      EventType::kAccessRulesSet, {ActorKind::kOperator, actor},
                      ev::AccessRulesSet{kind, rules, person}, text, subject);
  }));
  return {};
}

Result<std::string> AccessRulesJson(Workspace& workspace, AccessRuleKind kind) {
  Result<std::string> text = Err(Code::kUnavailable, "");
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const StoredRules rules = RulesIn(state, kind);
    const Result<int64_t> count = CheckRules(state, kind, rules.text);
    std::string out;
    JsonWriter json(&out);
    json.BeginObject().Member("kind", AccessRuleKindName(kind));
    // People and teams leave the roster; the rules that name them go on holding.
    json.MemberOrNull("warning", count.ok() ? "" : count.error().message);
    json.MemberOrNull("text", rules.text);
    const bool weights = kind == AccessRuleKind::kWeights;
    const std::string told = ToldRules(kind, rules.text);
    json.Key("rules").Raw(weights ? "[]" : told).Key("weights").Raw(weights ? told : "[]");
    json.Key("fewest_told");
    if (kind == AccessRuleKind::kPersonalFields)
      json.Int(FewestToldIn(state));
    else
      json.Null();
    json.Key("position");
    if (rules.position >= 0)
      json.Int(rules.position);
    else
      json.Null();
    json.EndObject();
    text = std::move(out);
  }));
  return text;
}

}  // namespace signalbox
