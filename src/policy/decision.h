// The decision: which owner or queue a record gets under a policy, with everything that explains
// it.
//
// Pure: the same policy, record, roster, pools and time give the same decision on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "lead/attributes.h"
#include "policy/policy.h"
#include "policy/pool.h"
#include "policy/roster.h"

namespace signalbox {

// Numbers are stored.
enum class Disposition : uint8_t { kAssign = 0, kQueue = 1, kHold = 2, kEscalate = 3, kReject = 4 };

struct Considered {
  std::string owner;  // person id
  // AbsenceName, or `excluded` (may not get it again), `forbidden` (by a guard; also when the guard
  // was unknown), `not named` (by a row of a table with `hit: collect`), `previous owner` (the pool
  // skips them), `capped`, `lower tier`, `not in turn`.
  std::string lost;
  std::string by;  // guard or rule that took it out, where one did
  bool operator==(const Considered&) const = default;
};

// A condition that could not be evaluated, and why.
struct Unknown {
  std::string rule;       // rule or guard name
  std::string attribute;  // what was missing, or the error
  bool operator==(const Unknown&) const = default;
};

struct Decision {
  Disposition disposition = Disposition::kQueue;
  std::string owner;  // person id when assigned
  std::string role = "owner";
  std::string queue;  // queue id when queued or held in one; team of an escalation
  // Of an escalation: its node, the person who is asked (empty: the team), and until when.
  std::string node, asked;
  TimeUs decide_by = 0;
  std::string rule;  // rule or guard name, `nothing_matched`
  std::string row;   // `territories/de-south`, empty without a table
  // In the policy's words where the rule has a reason; else a code: next_in_pool, named_person,
  // owner_of_contact (account, opportunity, prior), queued_by_rule; kept_owner (a member of the
  // pool who had it before keeps it), assigned_anyway (nobody of the pool could, and somebody had
  // to); all_out (held until somebody of `pool` is back or below a cap), behind_requests (held
  // until nobody who asked for contact waits for `pool`); guard_unknown (held, `rule` is the guard,
  // `unknowns` says what is missing).
  std::string reason;
  std::string pool;              // that gave the owner, or that it waits for
  std::optional<PoolTurn> turn;  // to be recorded with the decision
  std::string pointer_before, pointer_after;
  bool in_list = false;  // held in the lane of records that nobody asked for
  std::vector<std::string> slas;
  std::vector<Considered> considered;  // losers, in the order they were looked at
  std::vector<Unknown> unknowns;
  int64_t roster_revision = 0;
  bool operator==(const Decision&) const = default;
};

using PoolStates = std::map<std::string, PoolState, std::less<>>;

struct DecideInput {
  const Attributes& record;
  const Roster& roster;
  const PoolStates& pools;
  TimeUs now = 0;
  std::vector<std::string> exclude;  // owners who had it before and may not get it again
  // What is decided other than by the rules, under the name of the rule that decided before: the
  // next turn of a pool, or what follows an escalation's node whose time is up. Guards act as ever.
  std::string rule = {};
  std::string pool = {};
  std::string node = {};
  // Everybody who owned the record, whoever owns it now included; for pools that skip them.
  std::vector<std::string> previous_owners = {};
  // Open records by person, for pools that look at them. Null: nobody has any.
  const std::map<std::string, int64_t, std::less<>>* open = nullptr;
  // Pools that records wait for whose people asked for contact. Null: none.
  const std::set<std::string, std::less<>>* requests_wait = nullptr;
};

// Guards first, and they win: a `require` that fails does its `else`, one that is unknown holds, a
// `forbid` takes candidates out. Then the rules, top to bottom; a rule is passed over, and that is
// said, when its condition is unknown or when the person it names is not on the roster, inactive,
// excluded or forbidden. A person whom a rule names gets the lead in and out of working hours; only
// pools look at hours and leave. A table without a row that fits passes to the next rule. Thread
// safe.
Decision Decide(const Policy& policy, const DecideInput& input);

// What the guards of `policy` that apply in flight say to a record which another version decides:
// the first that fails, or is unknown; nothing where all let it through. Thread safe.
std::optional<Decision> DecideInFlight(const Policy& policy, const DecideInput& input);

}  // namespace signalbox
