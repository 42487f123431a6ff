// People and teams of a workspace: the roster's values (interfaces.md, `import people`).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"

namespace signalbox {

// Minutes of a local day, [from, to), 0..1440.
struct DayHours {
  int from_minute = 0;
  int to_minute = 0;
  bool operator==(const DayHours&) const = default;
};

// Working hours of a week in local time, Monday first; a day without spans is free. `Mon-Fri
// 09:00-17:00`.
struct WeekHours {
  std::vector<DayHours> days[7];
  bool always = true;  // no hours given: always at work
  bool operator==(const WeekHours&) const = default;
};

// Absence [from, to) in UTC; a whole day is local midnight to local midnight in the person's zone.
struct Leave {
  TimeUs from = 0;
  TimeUs to = 0;
  bool operator==(const Leave&) const = default;
};

struct Person {
  std::string id;  // the caller's own id, to the letter as policy names it
  std::string name;
  std::string email;
  std::string team;
  std::string manager;  // a person id
  std::string zone;     // IANA name; empty is UTC
  WeekHours hours;
  int64_t weight = 1;  // 0 takes no turns
  std::vector<std::string> skills;
  bool active = true;
  std::vector<Leave> leaves;
  TimeUs paused_until = 0;  // `pause me for two hours`
  std::string delegate;     // a person id
  bool operator==(const Person&) const = default;
};

struct Team {
  std::string id;
  std::string name;
  std::string manager;
  bool operator==(const Team&) const = default;
};

}  // namespace signalbox
