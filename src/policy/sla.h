// SLAs as a bundle states them: what starts, stops and pauses a clock, whose working time counts,
// and what happens as it runs (docs/sla.md has the syntax).
//
// Values of a compiled policy: immutable, shared between threads. What a clock makes of them is
// sla_due.h; the clocks of leads are kept by the engine.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "lead/person.h"
#include "policy/calendar.h"
#include "policy/policy.h"
#include "policy/yaml_tree.h"

namespace signalbox {

enum class SlaClock : uint8_t { kOwner, kTeam, kLead, kCalendar, kAlways };
enum class SlaStart : uint8_t { kAssigned, kReceived };

// What a person did that stops clocks. Bits; a status change is none of them.
enum class SlaStop : uint8_t {
  kActivityByOwner = 1,  // crm.activity_by_owner
  kMeetingBooked = 2,    // meeting.booked
  kContacted = 4,        // desk.contacted
  kAccepted = 8,         // desk.accepted
};
enum class SlaPause : uint8_t { kHeld = 1, kWaitingForCustomer = 2 };

// Whom a step or an escalation tells.
struct NoticeTarget {
  enum class Kind : uint8_t { kOwner, kManagerOfOwner, kTeam, kPerson, kManagerOfTeam };
  Kind kind = Kind::kOwner;
  std::string name;  // of a team or a person
  bool operator==(const NoticeTarget&) const = default;
};

// Where a lead goes that its owner let lie.
enum class ReassignTo : uint8_t { kSamePool, kRouteAgain, kPool, kQueue };

struct SlaStep {
  // kExpire marks the end of `within` where no step of the bundle stands.
  enum class Kind : uint8_t { kRemind, kReassign, kEscalate, kExpire };
  Kind kind = Kind::kRemind;
  TimeUs at_us = 0;     // working time since the clock started
  NoticeTarget target;  // of kRemind and kEscalate
  ReassignTo to = ReassignTo::kSamePool;
  std::string name;     // pool or queue of kReassign
  int64_t at_most = 1;  // times that kReassign happens to one lead, over all its owners
  // kEscalate: told again after this much working time, then after twice as much, and so on.
  TimeUs again_us = 0;
  int64_t again_at_most = 0;
  Mark at;
};

struct SlaSpec {
  std::string id;
  TimeUs within_us = 0;
  SlaClock clock = SlaClock::kOwner;
  std::string calendar;  // of kCalendar
  SlaStart starts = SlaStart::kAssigned;
  uint8_t stops = 0;           // SlaStop
  uint8_t pauses = 0;          // SlaPause
  bool restarts = true;        // a new owner gets the whole time
  std::vector<SlaStep> steps;  // by `at_us`; one of them at `within_us`
  Mark at;
  bool StoppedBy(SlaStop what) const { return (stops & static_cast<uint8_t>(what)) != 0; }
  bool PausedBy(SlaPause what) const { return (pauses & static_cast<uint8_t>(what)) != 0; }
};

// What follows when a lead is handed back for a reason that the bundle lists.
enum class HandBackThen : uint8_t { kRouteAgain, kCorrect, kRecycle, kDisqualify };
struct HandBackReason {
  std::string id;
  HandBackThen then = HandBackThen::kRouteAgain;
  std::string queue;    // of kCorrect: whose desk puts the record right
  TimeUs after_us = 0;  // of kRecycle: 0 when the person names the day
};

// Steps are few: a list of them is read by people.
inline constexpr size_t kMaxSlaSteps = 20;
// More reassignments or repetitions than this help nobody.
inline constexpr int64_t kMaxSlaTimes = 20;

const std::map<std::string, SlaSpec, std::less<>>& SlasOf(const Policy& policy);
const std::map<std::string, CalendarSpec, std::less<>>& CalendarsOf(const Policy& policy);
const std::map<std::string, HandBackReason, std::less<>>& HandBackReasonsOf(const Policy& policy);
// Of the rule of this name; none where there is no such rule.
const std::vector<std::string>& SlasOfRule(const Policy& policy, std::string_view rule);

}  // namespace signalbox
