// What the parts of one static check share: the policy, its rows with their cells, the budget, and
// the deciding of examples.
//
// Lives for one CheckPolicy, on one thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/check_space.h"
#include "policy/compiled.h"
#include "policy/decision.h"
#include "policy/findings.h"

namespace signalbox {

// Rows of a table that are looked at together with the rules; larger tables are looked at row by
// row.
inline constexpr size_t kFewRows = 100;

class CheckRun {
 public:
  CheckRun(const Policy& policy, const BundleFiles& files, const Roster* roster, int64_t steps);

  // How the policy decides an example when everybody it names is there.
  Decision Decide(const CheckExample& example);
  // `rule territory, row territories/ch`, as a finding says where an example goes.
  static std::string Outcome(const Decision& decision);
  void Warn(std::string_view file, Mark at, std::string message) {
    findings.Warn(file, at, std::move(message));
  }

  const Policy& policy;
  const Roster* roster;
  CheckSteps steps;
  Findings findings;
  std::map<std::string, std::vector<TableRow>, std::less<>> rows;  // by table id
  // Some records that come as far as each rule, by rule; filled by CheckRules.
  std::vector<std::vector<CheckExample>> leads;

 private:
  Roster everybody_;
  PoolStates pools_;
  int32_t default_day_ = 0;
};

// The guards and rules of a policy as sets of records in one space.
class RuleSets {
 public:
  // Adds the terms; call before the space is closed. Rows of tables of more than `most_rows` rows
  // are left out, which makes their rules decide nothing for certain.
  RuleSets(const CheckRun& run, size_t most_rows, CheckSpace* space);

  // The records for which the condition of a rule holds.
  Boxes MatchedBy(size_t rule, CheckSteps* steps) const;
  Boxes PassGuards(Boxes boxes, CheckSteps* steps) const;
  // Those of `boxes` that pass the guards and that no rule above `rule` takes for certain.
  Boxes LeftFor(size_t rule, Boxes boxes, CheckSteps* steps) const;

 private:
  Boxes TakenBy(size_t rule, CheckSteps* steps) const;

  const CheckRun& run_;
  const CheckSpace& space_;
  std::vector<CheckTerm> guards_;  // each true for what passes
  std::vector<CheckTerm> rules_;
  struct RowTerms {
    bool known = false;
    std::vector<CheckTerm> certain, uncertain;
  };
  std::vector<RowTerms> tables_;  // by rule
};

// check_rules.cc, check_rows.cc, check_gaps.cc, check_people.cc.
void CheckRules(CheckRun* run);
void CheckRows(CheckRun* run);
void CheckGaps(CheckRun* run);
void CheckPeople(CheckRun* run);

// Lays the values of a row over `base`: one alternative of each cell.
CheckExample LeadForRow(const Policy& policy, const TableSpec& spec, const TableRow& row,
                        const CheckExample& base, size_t variant);
// The text of an example after its lead was changed.
std::string TextOf(const Policy& policy, const CheckExample& example);

}  // namespace signalbox
