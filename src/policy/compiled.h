// Policy: what a bundle compiles to. Only policy/ sees inside; others use policy.h and decision.h.
//
// Immutable after CompilePolicy; shared between threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/condition.h"
#include "policy/decision_table.h"
#include "policy/policy.h"
#include "policy/schedule.h"
#include "policy/sla.h"

namespace signalbox {

// Whose owner `owner_of` gives.
struct OwnerSource {
  std::string name;  // contact, account, opportunity, prior
  Field owner = Field::kContactOwner;
};
std::optional<OwnerSource> OwnerSourceByName(std::string_view name);

// What a rule, a failed guard or `nothing_matched` does.
struct Effect {
  enum class Kind : uint8_t { kQueue, kHold, kReject, kPool, kPerson, kOwnerOf, kTable, kEscalate };
  Kind kind = Kind::kQueue;
  // Queue (may be empty for kHold), pool, person, or node of an escalation.
  std::string name;
  std::string role = "owner";
  std::string reason;                    // as written, else a code
  OwnerSource source;                    // of kOwnerOf
  const DecisionTable* table = nullptr;  // of kTable; owned by the policy
  Mark at;
};

struct Rule {
  std::string name;
  Mark at;
  std::optional<Condition> when;  // nothing: always
  Effect effect;
  std::vector<std::string> slas;
};

// Somebody is asked; what follows when they do not answer is an effect, which may ask somebody
// else.
struct EscalationNode {
  std::string name;               // `GRAPH/NODE`, or `RULE/` of a rule that asks by itself
  std::optional<Condition> when;  // nothing: always asked
  Effect unless;                  // of `when`, where it does not hold or is unknown
  NoticeTarget ask;               // a team, its manager or a person
  std::string role;               // what they are asked as; said in explanations
  TimeUs decide_within_us = 0;
  Effect otherwise;
  Mark at;
};

struct Guard {
  std::string name;
  Mark at;
  std::optional<Condition> when;
  // One of the two.
  std::optional<Condition> require;
  std::optional<Condition> forbid;
  Effect otherwise;  // of `require`
  // Holds for records that an earlier version decides, too.
  bool in_flight = false;
};

// A field whose values the bundle lists: any other value is said in the explanation.
struct ExpectedValues {
  std::string name;
  Slot slot;
  std::vector<std::string> folded;
};

class Policy {
 public:
  Digest hash{};
  std::string name;  // `policy:`
  std::string zone;  // IANA name, empty for UTC
  SlotTable slots;
  std::vector<ExpectedValues> expected;
  std::vector<Guard> guards;
  std::vector<Rule> rules;
  Effect nothing_matched;
  bool has_validity = false;  // some row has validity days, so that a decision needs the local day
  std::map<std::string, std::shared_ptr<Hierarchy>> hierarchies;
  std::map<std::string, std::unique_ptr<DecisionTable>, std::less<>> tables;
  std::map<std::string, SlaSpec, std::less<>> slas;
  std::map<std::string, CalendarSpec, std::less<>> calendars;
  std::map<std::string, EscalationNode, std::less<>> escalations;  // by node name
  std::map<std::string, HandBackReason, std::less<>> hand_back_reasons;
  std::map<std::string, bool, std::less<>> flags;  // without `flags.`, and what each is by default
  std::map<std::string, PoolSpec> pools;
  std::map<std::string, QueueSpec> queues;
  std::map<std::string, std::string> plans;
  std::vector<std::string> triggers;
  std::vector<ScheduleSpec> schedules;
};

}  // namespace signalbox
