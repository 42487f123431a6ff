#include "access/sight.h"

#include <algorithm>

#include "access/team_of.h"

namespace signalbox {

using PersonIds = std::set<std::string, std::less<>>;

PersonIds TeamOf(const std::string& manager, const std::vector<Person>& people,
                 const std::vector<Team>& teams) {
  PersonIds team{manager};
  PersonIds managed;
  for (const Team& one : teams) {
    if (one.manager == manager) managed.insert(one.id);
  }
  for (const Person& person : people) {
    if (managed.contains(person.team)) team.insert(person.id);
  }
  // Managers of managers: until nobody is added.
  for (size_t before = 0; before != team.size();) {
    before = team.size();
    for (const Person& person : people) {
      if (!person.manager.empty() && team.contains(person.manager)) team.insert(person.id);
    }
  }
  return team;
}

Sight Sight::Whole() {
  Sight sight;
  sight.leads_ = sight.personal_ = Reach::kAll;
  return sight;
}

Sight::Sight(const Principal& principal, const std::vector<Person>& people,
             const std::vector<Team>& teams)
    : leads_(principal.ReachFor(Permission::kReadLeads)),
      personal_(principal.ReachFor(Permission::kReadPersonal)) {
  if (principal.person.empty()) return;
  own_.insert(principal.person);
  if (leads_ == Reach::kTeam || personal_ == Reach::kTeam)
    team_ = TeamOf(principal.person, people, teams);
}

bool Sight::Covers(Reach reach, std::string_view owner) const {
  switch (reach) {
    case Reach::kNone:
      return false;
    case Reach::kOwn:
      return own_.contains(owner);
    case Reach::kTeam:
      return team_.contains(owner);
    case Reach::kAll:
      return true;
  }
  return false;
}

Sight Sight::Masked() const {
  Sight masked = *this;
  masked.personal_ = Reach::kNone;
  return masked;
}

Sight Sight::KeptWhole() const {
  Sight kept = *this;
  kept.kept_anywhere_ = PersonalFields();
  kept.kept_.clear();
  return kept;
}

bool MayActOn(const Principal& principal, Permission permission, std::string_view owner,
              const std::vector<Person>& people, const std::vector<Team>& teams) {
  switch (principal.ReachFor(permission)) {
    case Reach::kNone:
      return false;
    case Reach::kOwn:
      return !owner.empty() && owner == principal.person;
    case Reach::kTeam:
      return !principal.person.empty() && TeamOf(principal.person, people, teams).contains(owner);
    case Reach::kAll:
      return true;
  }
  return false;
}

}  // namespace signalbox
