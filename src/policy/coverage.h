// Coverage: who covers a place, a size and a day, for people who ask before there is a lead.
//
// The answer is a decision on a record made of what was asked, with who of the pool could take it.
// Pure; thread safe.
#pragma once

#include <string>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

struct CoveringMember {
  std::string person, name;
  std::string lost;              // AbsenceName and the like; empty for who could take it
  TimeUs from = -1, until = -1;  // first working time of that day and its end; -1: none that day
};

struct Coverage {
  Decision decision;
  std::string queue_owner;              // team or person of the queue
  std::string next;                     // of the pool, were nobody away
  std::vector<CoveringMember> members;  // of the pool, or the one person; by id
  TimeUs at = 0;
};

// `record` as asked; what is not asked and stands in the way of every answer (consent) is for the
// caller to set.
Coverage WhoCovers(const Policy& policy, const DecideInput& input);

// Noon of a local day (`2026-12-31`) where the policy's tables count their days. kInvalid for what
// is no day.
Result<TimeUs> NoonOf(const Policy& policy, std::string_view day);

}  // namespace signalbox
