// The roster: who works here, folded from events. People, teams, hours, leave, skills, managers and
// delegates are workspace data, not policy: a change acts at once and raises the revision, and
// every decision records the revision.
//
// Owned by the engine's state; read on the engine's thread, copied for backtests.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lead/person.h"

namespace signalbox {

// Why a person takes no lead now. Codes are stored and rendered: append only.
enum class Absence : uint8_t {
  kNone = 0,
  kUnknown = 1,  // nobody of that id
  kInactive = 2,
  kAway = 3,  // on leave
  kPaused = 4,
  kOffHours = 5,
  kNoWeight = 6,  // weight 0
};
std::string_view AbsenceName(Absence absence);  // `away`, `off hours`, ...

class Roster {
 public:
  int64_t revision() const { return revision_; }

  // Inserts or replaces by id; raises the revision.
  void Upsert(Person person);
  void Upsert(Team team);
  void RemovePerson(std::string_view id);
  void RemoveTeam(std::string_view id);

  const Person* FindPerson(std::string_view id) const;
  const Team* FindTeam(std::string_view id) const;
  // By id, ascending.
  const std::map<std::string, Person, std::less<>>& people() const { return people_; }
  const std::map<std::string, Team, std::less<>>& teams() const { return teams_; }
  // Ids of a team's people, ascending.
  std::vector<std::string> Members(std::string_view team) const;

  // Availability at `now`: active, not on leave, not paused, inside working hours in the person's
  // own zone.
  Absence AbsenceAt(std::string_view person, TimeUs now) const;

 private:
  std::map<std::string, Person, std::less<>> people_;
  std::map<std::string, Team, std::less<>> teams_;
  int64_t revision_ = 0;
};

}  // namespace signalbox
