// The policy that most tests of routing need: German leads to the team `dach`, the rest to a queue.
#pragma once

#include <string>

namespace signalbox {

// What differs from test to test; each a piece of YAML that ends its line.
struct SmallPolicyParts {
  std::string before_rules;  // triggers, guards
  std::string first_rules;   // rules above the one for Germany
  std::string germany = "assign: {pool: dach}";
  std::string strategy = "weighted";  // of the pool
  std::string queue_team = "revops";  // owns the queue
};

inline std::string SmallPolicy(const SmallPolicyParts& parts = {}) {
  return "policy: test\nrecord: lead\n" + parts.before_rules + "rules:\n" + parts.first_rules +
         "  - name: germany\n    when: {lead.country: DE}\n    " + parts.germany +
         "\nnothing_matched: {queue: unrouted, reason: no rule matched}\n"
         "pools:\n  dach: {members: {team: dach}, strategy: " +
         parts.strategy +
         ", all_out: hold}\n"
         "queues:\n  unrouted: {owner: {team: " +
         parts.queue_team + "}, empty_within: 4h}\n";
}

}  // namespace signalbox
