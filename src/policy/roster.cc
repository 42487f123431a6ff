#include "policy/roster.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "policy/business_time.h"

namespace signalbox {
namespace {

bool IdBefore(const Person* person, std::string_view id) {
  return person->id < id;
}

}  // namespace

std::string_view AbsenceName(Absence absence) {
  switch (absence) {
    case Absence::kNone:
      return "available";
    case Absence::kUnknown:
      return "unknown";
    case Absence::kInactive:
      return "inactive";
    case Absence::kAway:
      return "away";
    case Absence::kPaused:
      return "paused";
    case Absence::kOffHours:
      return "off hours";
    case Absence::kNoWeight:
      return "no weight";
    case Absence::kHoliday:
      return "holiday";
  }
  return "unknown";
}

Roster::Roster(const Roster& other)
    : people_(other.people_), teams_(other.teams_), revision_(other.revision_) {
  for (const auto& [id, person] : people_) Enlist(person);
}

Roster& Roster::operator=(const Roster& other) {
  if (this != &other) *this = Roster(other);
  return *this;
}

// What is left behind is another roster than the one that was found there.
Roster::Roster(Roster&& other) noexcept
    : people_(std::exchange(other.people_, {})),
      teams_(std::exchange(other.teams_, {})),
      members_(std::exchange(other.members_, {})),
      revision_(other.revision_),
      stamp_(std::exchange(other.stamp_, NextStamp())) {}

Roster& Roster::operator=(Roster&& other) noexcept {
  people_ = std::exchange(other.people_, {});
  teams_ = std::exchange(other.teams_, {});
  members_ = std::exchange(other.members_, {});
  revision_ = other.revision_;
  stamp_ = std::exchange(other.stamp_, NextStamp());
  return *this;
}

uint64_t Roster::NextStamp() {
  static std::atomic<uint64_t> last = 0;
  return ++last;
}

void Roster::Changed() {
  ++revision_;
  stamp_ = NextStamp();
}

void Roster::Upsert(Person person) {
  Changed();
  const auto found = people_.find(person.id);
  if (found == people_.end()) {
    std::string id = person.id;
    Enlist(people_.emplace(std::move(id), std::move(person)).first->second);
    return;
  }
  Delist(found->second);
  found->second = std::move(person);
  Enlist(found->second);
}

void Roster::Upsert(Team team) {
  Changed();
  std::string id = team.id;
  teams_.insert_or_assign(std::move(id), std::move(team));
}

void Roster::RemovePerson(std::string_view id) {
  const auto found = people_.find(id);
  if (found == people_.end()) return;
  Delist(found->second);
  people_.erase(found);
  Changed();
}

void Roster::RemoveTeam(std::string_view id) {
  const auto found = teams_.find(id);
  if (found == teams_.end()) return;
  teams_.erase(found);
  Changed();
}

const Person* Roster::FindPerson(std::string_view id) const {
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : &found->second;
}

const Team* Roster::FindTeam(std::string_view id) const {
  const auto found = teams_.find(id);
  return found == teams_.end() ? nullptr : &found->second;
}

const std::vector<const Person*>& Roster::MembersOf(std::string_view team) const {
  static const std::vector<const Person*> nobody;
  const auto found = members_.find(team);
  return found == members_.end() ? nobody : found->second;
}

Absence Roster::AbsenceAt(std::string_view person, TimeUs now) const {
  const Person* found = FindPerson(person);
  return found == nullptr ? Absence::kUnknown : AbsenceOf(*found, now);
}

Absence Roster::AbsenceOf(const Person& person, TimeUs now) {
  if (!person.active) return Absence::kInactive;
  if (person.weight <= 0) return Absence::kNoWeight;
  for (const auto& leave : person.leaves) {
    if (leave.from <= now && now < leave.to) return Absence::kAway;
  }
  if (now < person.paused_until) return Absence::kPaused;
  static const std::vector<Leave> no_leave;
  if (!IsWorking(person.hours, person.zone, no_leave, now)) return Absence::kOffHours;
  return Absence::kNone;
}

void Roster::Enlist(const Person& person) {
  if (person.team.empty()) return;
  auto& members = members_[person.team];
  members.insert(std::lower_bound(members.begin(), members.end(), person.id, IdBefore), &person);
}

void Roster::Delist(const Person& person) {
  const auto team = members_.find(person.team);
  if (team == members_.end()) return;
  std::erase(team->second, &person);
  if (team->second.empty()) members_.erase(team);
}

}  // namespace signalbox
