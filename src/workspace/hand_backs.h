// Hand-backs: of what people and rules gave out in a period, how much came back, and for which
// reasons (docs/sla.md, "Rates of hand-backs").
//
// Counted from the log: a lead counts for whoever got it and for the rule that gave it, once each
// time; a hand-back counts for whoever gave it back, for the rule that had given it, and for its
// reason. Recalls and what an SLA takes away are no hand-backs. Reads only; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "workspace/stored_state.h"

namespace signalbox {

struct HandBackOptions {
  TimeUs since = INT64_MIN;  // included
  TimeUs until = INT64_MAX;  // not included
};

struct HandBackLine {
  std::string name;  // person, or rule; empty: a person since forgotten
  int64_t given = 0, handed_back = 0;
  std::map<std::string, int64_t> reasons;
  // In ten-thousandths of what was given; more than 10'000 where leads of before the period came
  // back in it, and of nothing given all.
  int64_t RateE4() const;
};

struct HandBackReport {
  HandBackLine all;
  std::vector<HandBackLine> people, rules;  // the highest rate first, then by name

  // `{"given","handed_back","rate","reasons","people":[{"person",...}],"rules":[{"rule",...}]}`
  std::string Json() const;
  std::string Text() const;
};

Result<HandBackReport> CountHandBacks(const Store& store, const Keyring& keys,
                                      const StoredPolicyLoader& load_policy,
                                      const HandBackOptions& options);

// What Json() wrote, for a terminal; kCorrupt for anything else.
Result<HandBackReport> ReadHandBackReport(std::string_view json);

}  // namespace signalbox
