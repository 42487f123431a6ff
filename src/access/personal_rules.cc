#include "access/personal_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/sight.h"
#include "base/json_writer.h"

namespace signalbox {

using Json = nlohmann::json;

class PersonalRulesReader {
 public:
  Result<PersonalRules> Read(const Json& root) {
    SB_TRY(CheckMembers(root, "the rules", {"regions", "rules", "fewest_told"}));
    if (root.contains("fewest_told")) SB_TRY(ReadFewest(root["fewest_told"]));
    if (root.contains("regions")) SB_TRY(ReadRegions(root["regions"]));
    if (!root.contains("rules") || !root["rules"].is_array())
      return Err(Code::kInvalid, "`rules` is an array of rules");
    if (root["rules"].size() > kMaxPersonalRules)
      return Err(Code::kInvalid, fmt::format("there are at most {} rules", kMaxPersonalRules));
    for (const Json& rule : root["rules"]) {
      ++number_;
      SB_TRY(ReadRule(rule));
    }
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

  Status ReadFewest(const Json& fewest) {
    const bool fits =
        fewest.is_number_integer() && fewest >= kLeastFewestTold && fewest <= kMostFewestTold;
    if (!fits) {
      return Err(Code::kInvalid, fmt::format("`fewest_told` is a whole number from {} to {}",
                                             kLeastFewestTold, kMostFewestTold));
    }
    read_.fewest_told_ = fewest.get<int64_t>();
    return {};
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

  // The teams of `teams` and of each of `regions`; both as they were written go to `named`.
  Result<Names> TeamsOf(const Json& object, const std::string& what, PersonalRules::Named* named) {
    Names teams;
    if (object.contains("teams")) {
      SB_ASSIGN(teams, NamesOf(object["teams"], what + ": `teams`"));
      read_.teams_.insert(teams.begin(), teams.end());
      named->teams = teams;
    }
    if (!object.contains("regions")) return teams;
    SB_ASSIGN(named->regions, NamesOf(object["regions"], what + ": `regions`"));
    for (const std::string& region : named->regions) {
      const auto at = regions_.find(region);
      if (at == regions_.end())
        return Err(Code::kInvalid, fmt::format("{}: `regions` has no `{}`", what, region));
      teams.insert(at->second.begin(), at->second.end());
    }
    return teams;
  }

  static Status ReadFields(const Json& object, const std::string& what, PersonalRules::Rule* rule) {
    rule->fields = PersonalFields();
    if (!object.contains("fields")) return {};
    SB_ASSIGN(const Names names, NamesOf(object["fields"], what + ": `fields`"));
    for (const std::string& name : names) {
      const std::optional<size_t> field = PersonalFieldByName(name);
      if (!field) {
        return Err(Code::kInvalid,
                   fmt::format("{}: `fields` has `{}`, which is no personal field; there are `{}`",
                               what, name.substr(0, 60),
                               fmt::join(signalbox::NamesOf(PersonalFields()), "`, `")));
      }
      rule->as_stated.set(*field);
    }
    rule->fields = WithWhatTells(rule->as_stated);
    return {};
  }

  Status ReadSeenBy(const Json& object, const std::string& what, PersonalRules::Rule* rule) {
    SB_TRY(CheckMembers(object, what, {"teams", "regions", "roles", "people"}));
    if (object.empty())
      return Err(Code::kInvalid, what + " names nobody; say teams, regions, roles or people");
    SB_ASSIGN(rule->seen_by_teams, TeamsOf(object, what, &rule->seen_by_named));
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
    const std::string which = fmt::format("rule {}", number_);
    if (!object.is_object()) return Err(Code::kInvalid, which + " is no object");
    PersonalRules::Rule rule;
    if (!object.contains("name") || !object["name"].is_string() ||
        object["name"].get<std::string>().empty())
      return Err(Code::kInvalid, which + " has no `name`");
    rule.name = object["name"].get<std::string>();
    if (!names_.insert(rule.name).second)
      return Err(Code::kInvalid, "two rules are called `" + rule.name + "`");
    const std::string what = "rule `" + rule.name + "`";
    SB_TRY(CheckMembers(object, what, {"name", "of", "fields", "seen_by"}));
    SB_TRY(ReadFields(object, what, &rule));
    rule.of_all = !object.contains("of");
    if (!rule.of_all) {
      SB_TRY(CheckMembers(object["of"], what + ": `of`", {"teams", "regions"}));
      SB_ASSIGN(rule.of, TeamsOf(object["of"], what + ": `of`", &rule.of_named));
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
  int number_ = 0;  // of the rule that is read, from 1
};

namespace {

// What is no JSON is told by its line.
Result<Json> JsonOf(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    const auto at = std::min(static_cast<size_t>(error.byte), text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<int64_t>(at), '\n');
    return Err(Code::kInvalid, fmt::format(R"(line {} of the rules is no JSON; they are as {})",
                                           line, R"({"regions": {...}, "rules": [...]})"));
  }
}

}  // namespace

Result<PersonalRules> PersonalRules::Parse(std::string_view json) {
  if (json.empty()) return PersonalRules();
  if (json.size() > kMaxAccessRuleBytes)
    return Err(Code::kInvalid,
               fmt::format("the rules are longer than {} KB", kMaxAccessRuleBytes >> 10));
  SB_ASSIGN(const Json root, JsonOf(json));
  if (!root.is_object())
    return Err(Code::kInvalid, R"(the rules are JSON as {"regions": {...}, "rules": [...]})");
  return PersonalRulesReader().Read(root);
}

bool PersonalRules::Lets(const Rule& rule, const Principal& principal, std::string_view team) {
  return (!team.empty() && rule.seen_by_teams.contains(team)) ||
         (!principal.person.empty() && rule.seen_by_people.contains(principal.person)) ||
         !(rule.seen_by_roles & principal.roles).empty();
}

FieldSet PersonalRules::KeptAnywhere(const Principal& principal, std::string_view team) const {
  FieldSet kept;
  if (principal.kind == Principal::Kind::kOperator) return kept;
  for (const Rule& rule : rules_) {
    if (!Lets(rule, principal, team)) kept |= rule.fields;
  }
  return kept;
}

FieldSet PersonalRules::Kept(const Principal& principal, std::string_view team,
                             std::string_view owner_team) const {
  FieldSet kept;
  if (principal.kind == Principal::Kind::kOperator) return kept;
  for (const Rule& rule : rules_) {
    const bool about = rule.of_all || (!owner_team.empty() && rule.of.contains(owner_team));
    if (about && !Lets(rule, principal, team)) kept |= rule.fields;
  }
  return kept;
}

std::string PersonalRules::ToldJson() const {
  std::string text;
  JsonWriter json(&text);
  const auto list = [&json](std::string_view key, const auto& names) {
    json.Key(key).BeginArray();
    for (const auto& name : names) json.String(name);
    json.EndArray();
  };
  json.BeginArray();
  for (const Rule& rule : rules_) {
    json.BeginObject().Member("name", rule.name).Key("of");
    if (rule.of_all) {
      json.Null();
    } else {
      json.BeginObject();
      list("teams", rule.of_named.teams);
      list("regions", rule.of_named.regions);
      json.EndObject();
    }
    if (rule.as_stated.none())
      json.Key("fields").Null();
    else
      list("fields", NamesOf(rule.as_stated));
    std::vector<std::string_view> roles;
    for (const Role role : rule.seen_by_roles.List()) roles.push_back(RoleName(role));
    json.Key("seen_by").BeginObject();
    list("teams", rule.seen_by_named.teams);
    list("regions", rule.seen_by_named.regions);
    list("people", rule.seen_by_people);
    list("roles", roles);
    json.EndObject().EndObject();
  }
  json.EndArray();
  return text;
}

void Sight::Narrow(const PersonalRules& rules, const Principal& principal,
                   const std::vector<Person>& people) {
  std::string_view team;
  for (const Person& person : people) {
    if (!principal.person.empty() && person.id == principal.person) team = person.team;
  }
  kept_anywhere_ = rules.KeptAnywhere(principal, team);
  kept_.clear();
  if (kept_anywhere_.none()) return;
  std::map<std::string_view, FieldSet> of_team;
  kept_[""] = rules.Kept(principal, team, "");
  for (const Person& person : people) {
    const auto [at, is_new] = of_team.try_emplace(person.team);
    if (is_new) at->second = rules.Kept(principal, team, person.team);
    kept_[person.id] = at->second;
  }
}

}  // namespace signalbox
