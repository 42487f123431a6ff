// The clear parts of the events that follow a lead after it was routed: its clocks, what people do
// with it, whom it was said to (docs/sla.md tells the story, docs/formats.md lists the keys).
#pragma once

#include <string>

#include "engine/events.h"

namespace signalbox {

// What a person says they did with a lead. Numbers are stored; names are those of the API.
enum class Verb : uint8_t {
  kAccept = 0,
  kContacted = 1,
  kBook = 2,      // a meeting
  kActivity = 3,  // a call, a mail, a note in the CRM
  kWait = 4,      // for the customer
  kResume = 5,
  kHandBack = 6,
  kHandOver = 7,
  kRecall = 8,
  kClaim = 9,    // from a queue
  kDecide = 10,  // where somebody was asked
  kMet = 11,     // the meeting took place
};
std::string_view VerbName(Verb verb);

namespace ev {

// Why a clock went on when a run that takes its lead from the owner begins behind it.
inline constexpr std::string_view kReassigning = "reassigning";

// A clock began, went on, or ended, other than with its lead's assignment.
struct ClockSet {
  static constexpr EventType kType = EventType::kClockSet;
  ClockBody clock;
  std::string why;       // code: contacted, paused, step, moved, ...
  PersonRef by = 0;      // who did it
  int64_t next_due = 0;  // of the lead, after this: 0 when nothing is due
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.clock), v(1, s.why), v(2, s.by), v(3, s.next_due);
  }
};

// A clock's next step is due. Sealed: the record as its last run left it, where the step may route
// it again.
struct ClockFired {
  static constexpr EventType kType = EventType::kClockFired;
  int64_t clock = 0, generation = 0;
  int64_t subject = 0;  // 0: the record is not here
  Attributes attributes;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.clock), v(1, s.generation), v(2, s.subject), v(3, s.attributes);
  }
};

// Somebody hears of something. The notice is this event: lists and the event stream read it.
struct Notified {
  static constexpr EventType kType = EventType::kNotified;
  // sla_reminder, sla_escalated, queue_late, came_back, decision_asked, leads_moved
  std::string code;
  PersonRef to = 0;  // nobody: the team
  std::string team;
  std::string about;  // SLA, queue or escalation
  int64_t times = 0;  // that it was said before
  int64_t due = 0;
  std::string role;              // as what somebody is asked to decide, by the policy
  Id plan{};                     // of leads_moved: once for each person of the plan
  int64_t loses = 0, gains = 0;  // at most, by that plan
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.code), v(1, s.to), v(2, s.team), v(3, s.about), v(4, s.times), v(5, s.due), v(6, s.role);
    v(7, s.plan), v(8, s.loses), v(9, s.gains);
  }
};

// Sealed: the record as its last run left it, where the verb routes it again.
struct LeadActed {
  static constexpr EventType kType = EventType::kLeadActed;
  Verb verb = Verb::kAccept;
  PersonRef by = 0;    // 0: an operator who is nobody of the roster
  PersonRef to = 0;    // of hand_over and decide
  std::string queue;   // of recall and decide
  std::string reason;  // of hand_back; of decide when it rejects
  int64_t until = 0;   // of hand_back: the day that a recycled lead comes back
  int64_t subject = 0;
  Attributes attributes;
  // Of decide: what whoever decided was shown (workspace/lead_shown.h). Empty in logs from before
  // it was kept.
  std::string shown;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.verb), v(1, s.by), v(2, s.to), v(3, s.queue), v(4, s.reason), v(5, s.until),
        v(6, s.subject), v(7, s.attributes), v(8, s.shown);
  }
};

// A turn counts no longer: its record was handed back, or left before the turn was earned.
struct TurnCredited {
  static constexpr EventType kType = EventType::kTurnCredited;
  std::string pool;
  PersonRef member = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.pool), v(1, s.member);
  }
};

// A lead's status changed without a run.
struct StatusSet {
  static constexpr EventType kType = EventType::kStatusSet;
  LeadStatus status = LeadStatus::kInProgress;
  std::string queue, reason;
  std::vector<ClockBody> clocks;
  int64_t next_due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.status), v(1, s.queue), v(2, s.reason), v(3, s.clocks), v(4, s.next_due);
  }
};

}  // namespace ev
}  // namespace signalbox
