// The clear parts of the events, one struct a type (docs/formats.md lists the keys).
//
// Clear parts hold ids, codes, numbers and references to fields, never personal data: a person of
// the roster is a number (the order in which they were first imported), an identity is a keyed
// hash, a lead's personal fields stand in the sealed part beside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agents/contract.h"
#include "base/ids.h"
#include "engine/body_codec.h"
#include "engine/clock_body.h"
#include "engine/event_type.h"
#include "engine/policy_events.h"
#include "engine/workspace_events.h"
#include "policy/decision.h"

namespace signalbox {

// What a lead's status is. Numbers are stored; names are those of interfaces.md.
enum class LeadStatus : uint8_t {
  kInProgress = 0,
  kRouted = 1,
  kQueued = 2,
  kHeld = 3,
  kRejected = 4,
  kDuplicate = 5,
  kFailed = 6,
};
std::string_view StatusName(LeadStatus status);

enum class RunTrigger : uint8_t {
  kCreated = 0,
  kCameBack = 1,
  kByHand = 2,
  kChanged = 3,
  kReturned = 4,    // handed back or recalled
  kReassigned = 5,  // its owner let it lie
  kRecycled = 6,
  kScheduled = 7,
  kRefreshed = 8,  // values that agents gave are brought up to date
  kContinued = 9,  // it was asked about so often that its run had its events
};
std::string_view TriggerName(RunTrigger trigger);

namespace ev {

// Sealed: the lead as received.
struct LeadReceived {
  static constexpr EventType kType = EventType::kLeadReceived;
  int64_t subject = 0;
  std::vector<KeyedHash> identities;
  KeyedHash content{};          // of everything said, for the double submit
  KeyedHash idempotency_key{};  // zero when none was given
  KeyedHash body{};             // of the request, to refuse one key with two bodies
  KeyedHash external_id{};      // zero when there is none
  Attributes attributes;        // its clear fields
  std::string record;           // kind of record, empty for a lead; plans are chosen by it
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.subject), v(1, s.identities), v(2, s.content), v(3, s.idempotency_key), v(4, s.body);
    v(5, s.external_id), v(6, s.attributes), v(7, s.record);
  }
};

// The same person again. A double submit is dropped, a touch joins the record. Sealed: the personal
// fields of the record as it is now.
struct TouchRecorded {
  static constexpr EventType kType = EventType::kTouchRecorded;
  int64_t subject = 0;
  bool double_submit = false;
  KeyedHash content{};
  KeyedHash idempotency_key{};
  KeyedHash body{};
  std::vector<KeyedHash> identities;  // those that were new
  Attributes attributes;
  bool whole = false;  // `attributes` is the record with what was said over it, not that alone
  std::vector<std::string> changed;  // fields that the active policy watches, by name
  bool opted_in = false;             // somebody who had opted out agrees again
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.subject), v(1, s.double_submit), v(2, s.content), v(3, s.idempotency_key), v(4, s.body);
    v(5, s.identities), v(6, s.attributes), v(7, s.whole), v(8, s.changed);
    v(9, s.opted_in);
  }
};

// Of a record: whoever has it was told of something that starts no run.
struct OwnerNotified {
  static constexpr EventType kType = EventType::kOwnerNotified;
  PersonRef owner = 0;  // 0: the queue was told
  std::string queue;
  std::string reason;  // came_back: and the clock for the first answer starts anew
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.owner), v(1, s.queue), v(2, s.reason);
  }
};

// The record's owner in the workspace's own CRM records changed, by us.
struct OwnerAssigned {
  static constexpr EventType kType = EventType::kOwnerAssigned;
  PersonRef owner = 0, previous = 0;  // owner 0: it was taken away
  std::string role;
  std::vector<ClockBody> clocks;  // that begin, go on or end with it
  int64_t next_due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.owner), v(1, s.previous), v(2, s.role), v(3, s.clocks), v(4, s.next_due);
  }
};
struct OwnerChangedOutside {
  static constexpr EventType kType = EventType::kOwnerChangedOutside;
  PersonRef owner = 0, previous = 0;
  // What waited for an owner waits no longer, and the new owner's clocks begin. Not said by a
  // write-back that found another owner: its run goes on.
  bool settles = false;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.owner), v(1, s.previous), v(2, s.settles);
  }
};

// Somebody asks to route a record again. Sealed: the record as it is now.
struct RecordRouted {
  static constexpr EventType kType = EventType::kRecordRouted;
  int64_t subject = 0;
  RunTrigger trigger = RunTrigger::kByHand;
  Attributes attributes;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.subject), v(1, s.trigger), v(2, s.attributes);
  }
};

struct RunStarted {
  static constexpr EventType kType = EventType::kRunStarted;
  Id record;
  std::string plan;
  RunTrigger trigger = RunTrigger::kCreated;
  bool advice_kept = false;        // steps of agents are not asked again
  std::vector<PersonRef> exclude;  // who may not get it
  std::string rule;                // that decided before, where `pool` or `queue` decides now
  std::string pool, queue;
  std::string sla;                 // whose step took it from its owner
  bool canary = false;             // its version, the event's pin, is tried on a share of the leads
  std::vector<std::string> flags;  // of its version, those that are on for it
  // It continues a run that had its events: position, plus one, at which that one began to wait.
  int64_t waited = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.record), v(1, s.plan), v(2, s.trigger), v(3, s.advice_kept), v(4, s.exclude);
    v(5, s.rule), v(6, s.pool), v(7, s.queue), v(8, s.sla), v(9, s.canary);
    v(10, s.flags), v(11, s.waited);
  }
};

struct EvidenceBody {
  std::string code;
  int64_t field = 0, weight = 0;
  bool operator==(const EvidenceBody&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.code), v(1, s.field), v(2, s.weight);
  }
};

// Sealed: the personal fields of the output.
struct StepFinished {
  static constexpr EventType kType = EventType::kStepFinished;
  int64_t step = 0;  // place in the plan
  int64_t attempt = 0;
  bool skipped = false;  // its condition did not hold
  Outcome outcome = Outcome::kOk;
  std::string reason;
  int64_t confidence_e4 = 0;
  std::string agent;  // id@version; empty when the engine did it
  Attributes output;
  std::vector<EvidenceBody> evidence;
  std::vector<std::string> models;
  int64_t duration_us = 0;  // of an activity; local steps take no time of the run
  int64_t as_of = 0;        // position that a look-up was true at
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.attempt), v(2, s.skipped), v(3, s.outcome), v(4, s.reason),
        v(5, s.confidence_e4);
    v(6, s.agent), v(7, s.output), v(8, s.evidence), v(9, s.models), v(10, s.duration_us),
        v(11, s.as_of);
  }
};

// An activity was handed out. Its idempotency key is H(workspace, run, step), the same over
// attempts.
struct StepScheduled {
  static constexpr EventType kType = EventType::kStepScheduled;
  int64_t step = 0, attempt = 0;
  std::string agent;
  Id task;
  int64_t deadline = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.attempt), v(2, s.agent), v(3, s.task), v(4, s.deadline);
  }
};

// What an activity answered. Sealed: the personal fields of the output.
struct StepReported {
  static constexpr EventType kType = EventType::kStepReported;
  int64_t step = 0, attempt = 0;
  Id task;
  Outcome outcome = Outcome::kOk;
  std::string reason;
  int64_t confidence_e4 = 0;
  Attributes output;
  std::vector<EvidenceBody> evidence;
  std::vector<std::string> models;
  int64_t duration_us = 0;
  bool unknown = false;        // the answer was lost: it may have been carried out
  int64_t retry_after_us = 0;  // how long the agent asks to be left alone
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.attempt), v(2, s.task), v(3, s.outcome), v(4, s.reason),
        v(5, s.confidence_e4);
    v(6, s.output), v(7, s.evidence), v(8, s.models), v(9, s.duration_us), v(10, s.unknown);
    v(11, s.retry_after_us);
  }
};

struct StepRetried {
  static constexpr EventType kType = EventType::kStepRetried;
  int64_t step = 0, attempt = 0;  // the attempt that failed
  std::string agent, reason;
  bool fallback = false;  // another agent takes over
  int64_t due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.attempt), v(2, s.agent), v(3, s.reason), v(4, s.fallback), v(5, s.due);
  }
};

struct ConsideredBody {
  PersonRef owner = 0;
  std::string lost, by;
  bool operator==(const ConsideredBody&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.owner), v(1, s.lost), v(2, s.by);
  }
};
struct UnknownBody {
  std::string rule, attribute;
  bool operator==(const UnknownBody&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.rule), v(1, s.attribute);
  }
};
struct TurnMember {
  int64_t member = 0;  // person number of who joined, place of who was reweighted
  int64_t weight = 0;
  bool operator==(const TurnMember&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.member), v(1, s.weight);
  }
};
// A cap that the turn counts for.
struct TurnCount {
  std::string counter;
  int64_t period = 0;
  bool of_pool = false;
  bool operator==(const TurnCount&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.counter), v(1, s.period), v(2, s.of_pool);
  }
};
struct TurnBody {
  std::string pool;
  std::vector<TurnMember> joined, reweighted;
  Blob eligible;
  int64_t picked = 0;
  int64_t extra_points = 0;  // turns that it counts for, less one
  std::vector<TurnCount> counted;
  Blob away, returned, calibrated;
  int64_t period = 0;
  bool operator==(const TurnBody&) const = default;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.pool), v(1, s.joined), v(2, s.reweighted), v(3, s.eligible), v(4, s.picked);
    v(5, s.extra_points), v(6, s.counted), v(7, s.away), v(8, s.returned), v(9, s.calibrated);
    v(10, s.period);
  }
};

// A publication changed how a pool gives its turns: its levels begin anew.
struct PoolReshaped {
  static constexpr EventType kType = EventType::kPoolReshaped;
  std::string pool;           // whose levels, as turns name them
  std::string before, after;  // strategies; the same where the members or the sharing changed
  std::vector<int64_t> old_levels, new_levels;  // by place
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.pool), v(1, s.before), v(2, s.after), v(3, s.old_levels), v(4, s.new_levels);
  }
};

struct DecisionMade {
  static constexpr EventType kType = EventType::kDecisionMade;
  int64_t step = 0;
  Disposition disposition = Disposition::kAssign;
  PersonRef owner = 0;
  std::string role, queue, rule, row, reason, pool;
  TurnBody turn;
  PersonRef pointer_before = 0, pointer_after = 0;
  std::vector<std::string> slas;
  std::vector<ConsideredBody> considered;
  std::vector<UnknownBody> unknowns;
  int64_t roster_revision = 0;
  std::string node;     // of an escalation
  PersonRef asked = 0;  // 0: the team, whose name is `queue`
  int64_t decide_by = 0;
  PersonRef decided_by = 0;  // a person decided, not the policy
  bool in_list = false;      // held in the lane of records that nobody asked for
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.disposition), v(2, s.owner), v(3, s.role), v(4, s.queue), v(5, s.rule);
    v(6, s.row), v(7, s.reason), v(8, s.pool), v(9, s.turn), v(10, s.pointer_before),
        v(11, s.pointer_after);
    v(12, s.slas), v(13, s.considered), v(14, s.unknowns), v(15, s.roster_revision);
    v(16, s.node), v(17, s.asked), v(18, s.decide_by), v(19, s.decided_by), v(20, s.in_list);
  }
};

enum class TimerPurpose : uint8_t {
  kRetry = 0,
  kDeadline = 1,
  kWait = 2,
  kRouteAgain = 3,
  kDecideBy = 4,
  kJoin = 5,  // a step goes on with the branches that are there
};

struct TimerSet {
  static constexpr EventType kType = EventType::kTimerSet;
  int64_t timer = 0, generation = 0;
  TimerPurpose purpose = TimerPurpose::kRetry;
  int64_t step = 0, due = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.timer), v(1, s.generation), v(2, s.purpose), v(3, s.step), v(4, s.due);
  }
};
struct TimerFired {
  static constexpr EventType kType = EventType::kTimerFired;
  int64_t timer = 0, generation = 0;
  TimerPurpose purpose = TimerPurpose::kRetry;
  int64_t step = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.timer), v(1, s.generation), v(2, s.purpose), v(3, s.step);
  }
};

struct RunFinished {
  static constexpr EventType kType = EventType::kRunFinished;
  LeadStatus status = LeadStatus::kInProgress;
  PersonRef owner = 0;
  std::string queue, rule, row, reason;
  bool waits = false;  // a person or a timer goes on from here; the run is not over
  std::vector<ClockBody> clocks;
  int64_t next_due = 0;  // said where there are clocks
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.status), v(1, s.owner), v(2, s.queue), v(3, s.rule), v(4, s.row), v(5, s.reason),
        v(6, s.waits), v(7, s.clocks), v(8, s.next_due);
  }
};
// Sealed: the reason in the operator's own words, as text; none where it is a code.
struct RunCancelled {
  static constexpr EventType kType = EventType::kRunCancelled;
  std::string reason;  // a code, or empty
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.reason);
  }
};

// The run ended, and with it a step that was out or about to be tried again.
struct StepCancelled {
  static constexpr EventType kType = EventType::kStepCancelled;
  int64_t step = 0, attempt = 0;
  std::string agent, reason;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.attempt), v(2, s.agent), v(3, s.reason);
  }
};

// A late, repeated or foreign result: recorded, never acted on (engine/late_result.h). Of the run
// while it is in memory, after that of its record, and of the workspace when nobody knows it. What
// it answered is not kept: nothing may build on it.
struct ResultRefused {
  static constexpr EventType kType = EventType::kResultRefused;
  int64_t step = 0, attempt = 0;
  std::string reason;
  Id run;  // where the entity is not the run
  Id task;
  Outcome outcome = Outcome::kOk;
  bool wrote = false;  // its agent writes outside, and may have done so
  bool last = false;   // further ones are counted and no longer recorded
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.step), v(1, s.attempt), v(2, s.reason), v(3, s.run), v(4, s.task), v(5, s.outcome),
        v(6, s.wrote), v(7, s.last);
  }
};

}  // namespace ev
}  // namespace signalbox
