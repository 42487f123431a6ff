// Who belongs to a pool: the people of a team, or those whom a condition over people holds for.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "policy/condition.h"
#include "policy/pool_spec.h"
#include "policy/roster.h"

namespace signalbox {

// A condition that reads `person.` attributes and nothing else. Immutable; thread safe.
class MemberRule {
 public:
  // Null when it does not compile; then findings say why.
  static std::shared_ptr<const MemberRule> Compile(const YamlNode& node, std::string_view file,
                                                   Findings* findings);
  // What cannot be evaluated does not hold.
  bool Holds(const Person& person) const;
  const std::string& cel() const { return condition_.cel(); }

 private:
  explicit MemberRule(Condition condition) : condition_(std::move(condition)) {}
  Condition condition_;
};

// The pool's people by id, ascending. A condition is evaluated once for each change of the roster
// and kept by the thread that asked; the pointers are good until the roster changes.
const std::vector<const Person*>& MembersOf(const PoolSpec& spec, const Roster& roster);

// Roster::AbsenceOf, and the free days of the pool's calendar in the person's own zone.
Absence AbsenceFrom(const PoolSpec& spec, const Person& person, TimeUs now);

}  // namespace signalbox
