// The rules of a workspace about personal fields: whose are seen by whom, by team and region.
//
// They narrow what roles give (access/permissions.h) and never widen it. A record counts as its
// owner's team, and as each region that the team is in; one that nobody owns is of no team. A rule
// that is about a record lets only those see its personal fields who are in `seen_by`; where
// several rules are about it, all must let them. Whoever owns a record sees it whole. The
// workspace's own token is not narrowed: it can change the rules.
//
//   {"regions": {"emea": ["dach", "nordics"]},
//    "rules": [{"name": "emea-stays-home", "of": {"regions": ["emea"]},
//               "seen_by": {"regions": ["emea"], "roles": ["auditor"]}}]}
//
// Without `of` a rule is about every record, those that nobody owns among them. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "base/result.h"
#include "lead/person.h"

namespace signalbox {

// Rules are read for every request, and by people.
inline constexpr size_t kMaxPersonalRules = 100;
inline constexpr size_t kMaxAccessRuleBytes = size_t{64} << 10;

class PersonalRules {
 public:
  // Empty text: no rules. kInvalid names the rule and the member.
  static Result<PersonalRules> Parse(std::string_view json);

  bool empty() const { return rules_.empty(); }
  size_t size() const { return rules_.size(); }
  // Teams and people that the rules name, for whoever holds them against the roster.
  const std::set<std::string>& teams() const { return teams_; }
  const std::set<std::string>& people() const { return people_; }

  // Whether some rule keeps personal fields from a principal who is in `team`: not where they are
  // let see the records of everybody.
  bool Narrows(const Principal& principal, std::string_view team) const;
  // Whether a principal who is in `team` sees the personal fields of records whose owner is in
  // `owner_team`; both are empty for none.
  bool Shows(const Principal& principal, std::string_view team, std::string_view owner_team) const;

 private:
  struct Rule {
    std::string name;
    bool of_all = false;
    std::set<std::string, std::less<>> of;  // teams, those of its regions among them
    std::set<std::string, std::less<>> seen_by_teams;
    std::set<std::string, std::less<>> seen_by_people;
    RoleSet seen_by_roles;
  };
  static bool Lets(const Rule& rule, const Principal& principal, std::string_view team);

  std::vector<Rule> rules_;
  std::set<std::string> teams_, people_;

  friend class PersonalRulesReader;
};

}  // namespace signalbox
