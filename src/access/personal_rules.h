// The rules of a workspace about personal fields: which of whose records are seen by whom, by
// field, team and region.
//
// They narrow what roles give (access/permissions.h) and never widen it. A record counts as its
// owner's team, and as each region that the team is in; one that nobody owns is of no team. A rule
// is about the fields that it names (access/field_set.h), all personal ones where it names none, of
// the records that `of` says: only those see them who are in `seen_by`. Where several rules are
// about one field of a record, each must let them, so one more rule never shows anybody more; a
// field that no rule is about is seen as the roles say. Whoever owns a record sees it whole. The
// workspace's own token is not narrowed: it can change the rules.
//
//   {"regions": {"emea": ["dach", "nordics"]},
//    "rules": [{"name": "emea-phones-stay-home", "of": {"regions": ["emea"]},
//               "fields": ["phone"],
//               "seen_by": {"regions": ["emea"], "roles": ["auditor"]}}]}
//
// Without `of` a rule is about every record, those that nobody owns among them. `fewest_told`
// beside the rules says of how many records a number may be told to those whom they narrow. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/field_set.h"
#include "access/principal.h"
#include "access/small_groups.h"
#include "base/result.h"
#include "lead/person.h"

namespace signalbox {

// Rules are read for every request, and by people.
inline constexpr size_t kMaxPersonalRules = 100;
inline constexpr size_t kMaxAccessRuleBytes = size_t{64} << 10;

class PersonalRules {
 public:
  // Empty text: no rules. kInvalid names the rule and the member, or the line that is no JSON, and
  // says what would be known there.
  static Result<PersonalRules> Parse(std::string_view json);

  bool empty() const { return rules_.empty(); }
  // Numbers about fewer records than this are not told to whom the rules keep fields of them from
  // (access/small_groups.h).
  int64_t fewest_told() const { return fewest_told_; }
  size_t size() const { return rules_.size(); }
  // Teams and people that the rules name, for whoever holds them against the roster.
  const std::set<std::string>& teams() const { return teams_; }
  const std::set<std::string>& people() const { return people_; }

  // What some rule keeps from a principal who is in `team`, of whichever records; empty text for
  // no team.
  FieldSet KeptAnywhere(const Principal& principal, std::string_view team) const;
  // What the rules keep from them of records whose owner is in `owner_team`.
  FieldSet Kept(const Principal& principal, std::string_view team,
                std::string_view owner_team) const;

  // For people: `[{"name","of":{"teams","regions"}|null,"fields":[...]|null,"seen_by":{"teams",
  // "regions","people","roles"}}]`, null for every record and for all personal fields.
  std::string ToldJson() const;

 private:
  using Names = std::set<std::string, std::less<>>;
  // As they were written.
  struct Named {
    Names teams, regions;
  };
  struct Rule {
    std::string name;
    bool of_all = false;
    FieldSet fields;     // with what tells the same
    FieldSet as_stated;  // none: every personal field
    Named of_named, seen_by_named;
    Names of, seen_by_teams;  // teams, those of the regions among them
    Names seen_by_people;
    RoleSet seen_by_roles;
  };
  static bool Lets(const Rule& rule, const Principal& principal, std::string_view team);

  std::vector<Rule> rules_;
  int64_t fewest_told_ = kFewestTold;
  std::set<std::string> teams_, people_;

  friend class PersonalRulesReader;
};

}  // namespace signalbox
