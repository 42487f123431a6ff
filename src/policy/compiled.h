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

namespace signalbox {

// Whose owner `owner_of` gives.
struct OwnerSource {
  std::string name;  // contact, account, opportunity, prior
  Field owner = Field::kContactOwner;
};

// What a rule, a failed guard or `nothing_matched` does.
struct Effect {
  enum class Kind : uint8_t { kQueue, kHold, kReject, kPool, kPerson, kOwnerOf, kTable };
  Kind kind = Kind::kQueue;
  std::string name;  // queue (may be empty for kHold), pool or person
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
};

struct Guard {
  std::string name;
  Mark at;
  std::optional<Condition> when;
  // One of the two.
  std::optional<Condition> require;
  std::optional<Condition> forbid;
  Effect otherwise;  // of `require`
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
  std::map<std::string, std::unique_ptr<DecisionTable>, std::less<>> tables;
  std::map<std::string, PoolSpec> pools;
  std::map<std::string, QueueSpec> queues;
  std::map<std::string, std::string> plans;
  std::vector<std::string> triggers;
};

}  // namespace signalbox
