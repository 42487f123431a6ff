#include "access/personal_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/sight.h"

namespace signalbox {

using Json = nlohmann::json;

class PersonalRulesReader {
 public:
  Result<PersonalRules> Read(const Json& root) {
    SB_TRY(CheckMembers(root, "the rules", {"regions", "rules"}));
    if (root.contains("regions")) SB_TRY(ReadRegions(root["regions"]));
    if (!root.contains("rules") || !root["rules"].is_array())
      return Err(Code::kInvalid, "`rules` is an array of rules");
    if (root["rules"].size() > kMaxPersonalRules)
      return Err(Code::kInvalid, fmt::format("there are at most {} rules", kMaxPersonalRules));
    for (const Json& rule : root["rules"]) SB_TRY(ReadRule(rule));
    return std::move(read_);
  }

 private:
  using Names = std::set<std::string, std::less<>>;

  static Status CheckMembers(const Json& object, const std::string& what,
                             std::initializer_list<std::string_view> known) {
    if (!object.is_object()) return Err(Code::kInvalid, what + " are an object");
    for (const auto& [name, value] : object.items()) {
      if (std::find(known.begin(), known.end(), name) == known.end())
        return Err(Code::kInvalid, fmt::format("{}: `{}` is nothing that is known here; there are "
                                               "`{}`",
                                               what, name.substr(0, 60), fmt::join(known, "`, `")));
    }
    return {};
  }

  static Result<Names> NamesOf(const Json& list, const std::string& what) {
    Names names;
    if (!list.is_array() || list.empty())
      return Err(Code::kInvalid, what + " is a list of names, at least one");
    for (const Json& one : list) {
      const auto* name = one.get_ptr<const std::string*>();
      if (name == nullptr || name->empty())
        return Err(Code::kInvalid, what + " is a list of names");
      names.insert(*name);
    }
    return names;
  }

  Status ReadRegions(const Json& regions) {
    if (!regions.is_object())
      return Err(Code::kInvalid, R"(`regions` is an object as {"emea": ["dach", "nordics"]})");
    for (const auto& [name, teams] : regions.items()) {
      SB_ASSIGN(regions_[name], NamesOf(teams, "region `" + name + "`"));
      read_.teams_.insert(regions_[name].begin(), regions_[name].end());
    }
    return {};
  }

  // The teams of `teams` and of each of `regions`.
  Result<Names> TeamsOf(const Json& object, const std::string& what) {
    Names teams;
    if (object.contains("teams")) {
      SB_ASSIGN(teams, NamesOf(object["teams"], what + ": `teams`"));
      read_.teams_.insert(teams.begin(), teams.end());
    }
    if (!object.contains("regions")) return teams;
    SB_ASSIGN(const Names regions, NamesOf(object["regions"], what + ": `regions`"));
    for (const std::string& region : regions) {
      const auto at = regions_.find(region);
      if (at == regions_.end())
        return Err(Code::kInvalid, fmt::format("{}: `regions` has no `{}`", what, region));
      teams.insert(at->second.begin(), at->second.end());
    }
    return teams;
  }

  Status ReadSeenBy(const Json& object, const std::string& what, PersonalRules::Rule* rule) {
    SB_TRY(CheckMembers(object, what, {"teams", "regions", "roles", "people"}));
    if (object.empty())
      return Err(Code::kInvalid, what + " names nobody; say teams, regions, roles or people");
    SB_ASSIGN(rule->seen_by_teams, TeamsOf(object, what));
    if (object.contains("people")) {
      SB_ASSIGN(rule->seen_by_people, NamesOf(object["people"], what + ": `people`"));
      read_.people_.insert(rule->seen_by_people.begin(), rule->seen_by_people.end());
    }
    if (!object.contains("roles")) return {};
    SB_ASSIGN(const Names roles, NamesOf(object["roles"], what + ": `roles`"));
    SB_ASSIGN(rule->seen_by_roles, RolesFromNames({roles.begin(), roles.end()}));
    return {};
  }

  Status ReadRule(const Json& object) {
    SB_TRY(CheckMembers(object, "a rule", {"name", "of", "seen_by"}));
    PersonalRules::Rule rule;
    if (!object.contains("name") || !object["name"].is_string() ||
        object["name"].get<std::string>().empty())
      return Err(Code::kInvalid, "a rule has no `name`");
    rule.name = object["name"].get<std::string>();
    if (!names_.insert(rule.name).second)
      return Err(Code::kInvalid, "two rules are called `" + rule.name + "`");
    const std::string what = "rule `" + rule.name + "`";
    rule.of_all = !object.contains("of");
    if (!rule.of_all) {
      SB_TRY(CheckMembers(object["of"], what + ": `of`", {"teams", "regions"}));
      SB_ASSIGN(rule.of, TeamsOf(object["of"], what + ": `of`"));
      if (rule.of.empty())
        return Err(Code::kInvalid, what + ": `of` names nothing; leave it out for every record");
    }
    if (!object.contains("seen_by")) return Err(Code::kInvalid, what + " has no `seen_by`");
    SB_TRY(ReadSeenBy(object["seen_by"], what + ": `seen_by`", &rule));
    read_.rules_.push_back(std::move(rule));
    return {};
  }

  PersonalRules read_;
  std::map<std::string, Names, std::less<>> regions_;
  std::set<std::string> names_;
};

Result<PersonalRules> PersonalRules::Parse(std::string_view json) {
  if (json.empty()) return PersonalRules();
  if (json.size() > kMaxAccessRuleBytes)
    return Err(Code::kInvalid,
               fmt::format("the rules are longer than {} KB", kMaxAccessRuleBytes >> 10));
  const Json root = Json::parse(json, nullptr, false);
  if (!root.is_object())
    return Err(Code::kInvalid, R"(the rules are JSON as {"regions": {...}, "rules": [...]})");
  return PersonalRulesReader().Read(root);
}

bool PersonalRules::Lets(const Rule& rule, const Principal& principal, std::string_view team) {
  return (!team.empty() && rule.seen_by_teams.contains(team)) ||
         (!principal.person.empty() && rule.seen_by_people.contains(principal.person)) ||
         !(rule.seen_by_roles & principal.roles).empty();
}

bool PersonalRules::Narrows(const Principal& principal, std::string_view team) const {
  if (principal.kind == Principal::Kind::kOperator) return false;
  return std::any_of(rules_.begin(), rules_.end(),
                     [&](const Rule& rule) { return !Lets(rule, principal, team); });
}

bool PersonalRules::Shows(const Principal& principal, std::string_view team,
                          std::string_view owner_team) const {
  if (principal.kind == Principal::Kind::kOperator) return true;
  return std::all_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    const bool about = rule.of_all || (!owner_team.empty() && rule.of.contains(owner_team));
    return !about || Lets(rule, principal, team);
  });
}

void Sight::Narrow(const PersonalRules& rules, const Principal& principal,
                   const std::vector<Person>& people) {
  std::string_view team;
  for (const Person& person : people) {
    if (!principal.person.empty() && person.id == principal.person) team = person.team;
  }
  if (!rules.Narrows(principal, team)) return;
  narrowed_ = true;
  shown_.clear();
  if (rules.Shows(principal, team, "")) shown_.insert(std::string());
  for (const Person& person : people) {
    if (rules.Shows(principal, team, person.team)) shown_.insert(person.id);
  }
}

}  // namespace signalbox
