// Due times: whose working time a clock counts, and when a given amount of it has passed.
//
// Pure: the same policy, roster, record and start give the same times on every machine (the same
// tzdata provided). In closed form over days, not by waiting. Thread safe.
#pragma once

#include <string_view>
#include <vector>

#include "policy/business_time.h"
#include "policy/roster.h"
#include "policy/sla.h"

namespace signalbox {

// The hours that one clock counts, as the roster has them now. Points into the policy and the
// roster: use it at once, then throw it away.
class CountedTime {
 public:
  // `owner` is a person id, or empty for nobody: then the clocks `owner` and `team` count nothing.
  // `lead_zone` is an IANA name or empty; a lead is at work Monday to Friday from 9 to 17 in it, or
  // in the policy's zone.
  static CountedTime Of(const Policy& policy, const SlaSpec& sla, const Roster& roster,
                        std::string_view owner, std::string_view lead_zone);
  // Of a team: time counts while anybody of it is at work. A team without people counts always, so
  // that what waits for it does not wait for ever.
  static CountedTime OfTeam(const Roster& roster, std::string_view team);
  static CountedTime OfPerson(const Roster& roster, std::string_view person);

  // The instant at which `work_us` of it have passed since `from`; -1 when there is none within two
  // years.
  TimeUs After(TimeUs from, TimeUs work_us) const;
  TimeUs Between(TimeUs from, TimeUs to) const;

 private:
  void Add(const Person& person);

  struct Row {
    const WeekHours* hours;
    std::string_view zone;
    std::vector<Leave> leaves;
  };
  std::vector<Timetable> Tables() const;
  std::vector<Row> rows_;
};

// When the time of an SLA is up for a lead that started its clock at `start` and was touched by
// nobody. -1 for an SLA that the policy does not have, and for a clock that never gets there.
TimeUs DueAt(const Policy& policy, std::string_view sla, const Roster& roster,
             std::string_view owner, std::string_view lead_zone, TimeUs start);

// Working time from the start at which an escalation is told for the `times`th time, 0 the first:
// at, at + again, at + 3 again, at + 7 again, at most a hundred years after `at`.
TimeUs EscalatedAt(const SlaStep& step, int64_t times);

}  // namespace signalbox
