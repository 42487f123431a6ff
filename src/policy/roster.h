// The roster: who works here, folded from events. People, teams, hours, leave, skills, managers and
// delegates are workspace data, not policy: a change acts at once and raises the revision, and
// every decision records the revision.
//
// Owned by the engine's state; changed on the engine's thread only, copied for backtests. Pointers
// to people stay good until that person is upserted or removed; const calls are thread safe.
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
  kHoliday = 7,   // a free day of the pool's calendar
};
std::string_view AbsenceName(Absence absence);  // `away`, `off hours`, ...

class Roster {
 public:
  Roster() = default;
  Roster(const Roster& other);
  Roster& operator=(const Roster& other);
  Roster(Roster&& other) noexcept;
  Roster& operator=(Roster&& other) noexcept;
  ~Roster() = default;

  int64_t revision() const { return revision_; }
  // Of a roster that was put together again from what was saved of it.
  void RestoreRevision(int64_t revision) { revision_ = revision; }
  // Differs between any two rosters of this process that differ, and after every change: what was
  // found in a roster is good for as long as its stamp. Never stored.
  uint64_t stamp() const { return stamp_; }

  // Inserts or replaces by id; raises the revision.
  void Upsert(Person person);
  void Upsert(Team team);
  // An id that is not there raises nothing.
  void RemovePerson(std::string_view id);
  void RemoveTeam(std::string_view id);

  const Person* FindPerson(std::string_view id) const;
  const Team* FindTeam(std::string_view id) const;
  // By id, ascending.
  const std::map<std::string, Person, std::less<>>& people() const { return people_; }
  const std::map<std::string, Team, std::less<>>& teams() const { return teams_; }
  // A team's people by id, ascending; empty for a team that nobody is in.
  const std::vector<const Person*>& MembersOf(std::string_view team) const;

  // Availability at `now`: active, of some weight, not on leave, not paused, inside working hours
  // in the person's own zone. The first of these that fails, in that order.
  Absence AbsenceAt(std::string_view person, TimeUs now) const;
  static Absence AbsenceOf(const Person& person, TimeUs now);

 private:
  static uint64_t NextStamp();
  void Changed();
  void Enlist(const Person& person);
  void Delist(const Person& person);

  std::map<std::string, Person, std::less<>> people_;
  std::map<std::string, Team, std::less<>> teams_;
  // Points into people_, whose nodes do not move.
  std::map<std::string, std::vector<const Person*>, std::less<>> members_;
  int64_t revision_ = 0;
  uint64_t stamp_ = NextStamp();
};

}  // namespace signalbox
