#include "policy/sla_due.h"

#include "policy/compiled.h"

namespace signalbox {
namespace {

// A hundred years: later than any lead, and far from where a time would overflow.
constexpr TimeUs kFarAwayUs = 100 * 366 * kDayUs;

const WeekHours& OfficeHours() {
  static const WeekHours kOffice = [] {
    WeekHours hours;
    hours.always = false;
    for (int day = 0; day < 5; ++day) hours.days[day].push_back({9 * 60, 17 * 60});
    return hours;
  }();
  return kOffice;
}

const WeekHours& AllHours() {
  static const WeekHours kAlways;
  return kAlways;
}

}  // namespace

void CountedTime::Add(const Person& person) {
  Row row{&person.hours, person.zone, person.leaves};
  // Since when somebody is paused is not kept: whoever is paused now was not counting before
  // either.
  if (person.paused_until > 0) row.leaves.push_back({INT64_MIN, person.paused_until});
  rows_.push_back(std::move(row));
}

CountedTime CountedTime::OfPerson(const Roster& roster, std::string_view person) {
  CountedTime time;
  if (const Person* found = roster.FindPerson(person); found != nullptr) time.Add(*found);
  return time;
}

CountedTime CountedTime::OfTeam(const Roster& roster, std::string_view team) {
  CountedTime time;
  for (const Person* person : roster.MembersOf(team)) {
    if (person->active) time.Add(*person);
  }
  if (time.rows_.empty()) time.rows_.push_back({&AllHours(), {}, {}});
  return time;
}

CountedTime CountedTime::Of(const Policy& policy, const SlaSpec& sla, const Roster& roster,
                            std::string_view owner, std::string_view lead_zone) {
  CountedTime time;
  switch (sla.clock) {
    case SlaClock::kOwner:
      return OfPerson(roster, owner);
    case SlaClock::kTeam: {
      const Person* person = roster.FindPerson(owner);
      if (person == nullptr) return time;
      return person->team.empty() ? OfPerson(roster, owner) : OfTeam(roster, person->team);
    }
    case SlaClock::kLead:
      time.rows_.push_back(
          {&OfficeHours(), IsKnownZone(lead_zone) ? lead_zone : std::string_view(policy.zone), {}});
      return time;
    case SlaClock::kCalendar: {
      const CalendarSpec& calendar = policy.calendars.find(sla.calendar)->second;
      time.rows_.push_back({&calendar.hours, calendar.zone, calendar.closed});
      return time;
    }
    case SlaClock::kAlways:
      time.rows_.push_back({&AllHours(), {}, {}});
      return time;
  }
  return time;
}

std::vector<Timetable> CountedTime::Tables() const {
  std::vector<Timetable> tables;
  for (const Row& row : rows_) tables.push_back({row.hours, row.zone, &row.leaves});
  return tables;
}

TimeUs CountedTime::After(TimeUs from, TimeUs work_us) const {
  return AddWorkingTime(Tables(), from, work_us);
}

TimeUs CountedTime::Between(TimeUs from, TimeUs to) const {
  return WorkingTimeBetween(Tables(), from, to);
}

TimeUs DueAt(const Policy& policy, std::string_view sla, const Roster& roster,
             std::string_view owner, std::string_view lead_zone, TimeUs start) {
  const auto spec = policy.slas.find(sla);
  if (spec == policy.slas.end()) return -1;
  return CountedTime::Of(policy, spec->second, roster, owner, lead_zone)
      .After(start, spec->second.within_us);
}

TimeUs EscalatedAt(const SlaStep& step, int64_t times) {
  const TimeUs steps = (int64_t{1} << std::min<int64_t>(times, kMaxSlaTimes)) - 1;
  const bool far = steps > 0 && step.again_us > kFarAwayUs / steps;
  return step.at_us + (far ? kFarAwayUs : step.again_us * steps);
}

}  // namespace signalbox
