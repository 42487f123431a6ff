#include "workspace/access_rules.h"

#include "access/personal_rules.h"
#include "base/json_writer.h"
#include "workspace/policy_changes.h"
#include "workspace/table_bounds.h"

namespace signalbox {
namespace {

const std::string& TextIn(const State& state, AccessRuleKind kind) {
  return kind == AccessRuleKind::kTables ? state.access_rules.tables : state.access_rules.personal;
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
  SB_ASSIGN(const PersonalRules rules, PersonalRules::Parse(text));
  SB_TRY(CheckPeople(state, rules.people()));
  SB_TRY(CheckTeams(state, rules.teams()));
  return static_cast<int64_t>(rules.size());
}

}  // namespace

Result<AccessRuleKind> AccessRuleKindByName(std::string_view name) {
  if (name == "tables") return AccessRuleKind::kTables;
  if (name == "personal-fields") return AccessRuleKind::kPersonalFields;
  return Err(Code::kNotFound, "there are access rules of `tables` and of `personal-fields`");
}

Status SetAccessRules(Workspace& workspace, const std::string& actor, AccessRuleKind kind,
                      const std::string& text, const std::string& by) {
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const PersonRef person, StatedPerson(state, by));
    SB_ASSIGN(const int64_t rules, CheckRules(state, kind, text));
    if (TextIn(state, kind) == text) return {};
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
    const std::string& rules = TextIn(state, kind);
    const Result<int64_t> count = CheckRules(state, kind, rules);
    const bool tables = kind == AccessRuleKind::kTables;
    const int64_t position =
        tables ? state.access_rules.tables_position : state.access_rules.personal_position;
    std::string out;
    JsonWriter json(&out);
    json.BeginObject().Member("kind", AccessRuleKindName(kind));
    // People and teams leave the roster; the rules that name them go on holding.
    json.MemberOrNull("warning", count.ok() ? "" : count.error().message);
    json.MemberOrNull("text", rules);
    const Result<PersonalRules> told =
        tables ? Result<PersonalRules>(PersonalRules()) : PersonalRules::Parse(rules);
    json.Key("rules").Raw(told.ok() ? told->ToldJson() : "[]").Key("position");
    if (position >= 0)
      json.Int(position);
    else
      json.Null();
    json.EndObject();
    text = std::move(out);
  }));
  return text;
}

}  // namespace signalbox
