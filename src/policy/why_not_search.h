// The search of why_not.h over changes of attributes. Part of why_not.cc.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "policy/compiled.h"
#include "policy/condition_values.h"
#include "policy/why_not.h"

namespace signalbox {

// The same question of another record, with other people or pools.
DecideInput Otherwise(const DecideInput& input, const Attributes& record, const Roster& roster,
                      const PoolStates& pools);

// True when the decision gives it to `wanted`.
bool GoesTo(const Decision& decision, std::string_view wanted, bool is_person);

// How often Decide was asked, and how often it may be.
struct DecisionCount {
  int64_t most = kMaxWhyNotDecisions;
  int64_t made = 0;
  bool Spent() const { return made >= most; }
};

// Ways that need no change of attributes: the turn that `wanted` would have had, or has when at
// work.
//
// Pools are turned on in one copy of their states, and turned back. A pool whose turns did not come
// to `wanted` for one rule is not looked at for it again.
class TurnsAhead {
 public:
  // All outlive it.
  TurnsAhead(const Policy& policy, const DecideInput& input, std::string_view wanted,
             DecisionCount* count)
      : policy_(policy), input_(input), wanted_(wanted), count_(count), pools_(input.pools) {}

  // Of a record that `decided` was decided about. Nothing when neither helps, or the count is
  // spent.
  std::optional<WhyNotWay> Find(const Attributes& record, const Decision& decided);

 private:
  // The rule, whose turns, and why `wanted` lost.
  using Way = std::tuple<std::string, std::string, std::string>;

  const Roster& WithWanted();
  bool ComesTo(const Attributes& record, const Roster& roster, WhyNotWay* way);

  const Policy& policy_;
  const DecideInput& input_;
  const std::string wanted_;
  DecisionCount* const count_;
  PoolStates pools_;
  std::unique_ptr<Roster> available_;  // `wanted` at work; made when it is first asked for
  std::set<Way> in_vain_;
};

class WhyNotSearch {
 public:
  // All outlive it.
  WhyNotSearch(const Policy& policy, const DecideInput& input, std::string_view wanted,
               bool is_person, TurnsAhead* ahead, DecisionCount* count);

  // Adds the smallest ways to `answer`, and says what the search could not do.
  void Run(WhyNot* answer);

 private:
  // Attribute to the value it would have; empty is without it.
  using Changes = std::map<std::string, std::string>;
  // A place of the policy from which `wanted` is reached.
  struct Goal {
    const Rule* rule = nullptr;        // null: a guard, or `nothing_matched`
    std::string name;                  // of the rule, the guard
    const Condition* holds = nullptr;  // must hold; null: nothing asked for
    Changes needed;                    // by a row's cells, and by `owner_of`
  };

  void FindGoals();
  void AddRuleGoals(const Rule& rule);
  void AddRowGoals(const Rule& rule);
  bool LeadsToWanted(const Effect& effect) const;
  bool IsWanted(const Target& target) const;
  bool HasWanted(const std::string& pool) const;
  // False when the row cannot be reached by changing this record.
  bool NeedsOf(const DecisionTable& table, const std::vector<Alternative>& cells,
               Changes* needed) const;

  void Search(const Goal& goal, const Changes& changes, size_t depth);
  // Attributes with values of what stands between a decision and its goal.
  AttributeValues Blockers(const Goal& goal, const Attributes& record,
                           const Decision& decision) const;
  void AddConditionsOf(std::string_view name, AttributeValues* out) const;
  void AddColumnsOf(const DecisionTable& table, AttributeValues* out) const;
  void Found(const Changes& changes, const Decision& decision);
  void FoundByTime(const Changes& changes, const Attributes& record, const Decision& decision);
  Attributes With(const Changes& changes) const;
  std::string TextOf(const Attributes& record, const std::string& attribute) const;
  std::vector<WhyNotChange> Told(const Changes& changes) const;

  const Policy& policy_;
  const DecideInput& input_;
  const std::string wanted_;
  const bool is_person_;
  std::vector<Goal> goals_;
  AttributeValues all_values_;  // of the whole policy
  TurnsAhead* const ahead_;
  DecisionCount* const count_;
  size_t size_ = 0;          // changes that are looked for now
  std::set<Changes> tried_;  // of this size, so that two goals do not repeat each other
  std::vector<WhyNotWay> exact_, by_time_;
};

}  // namespace signalbox
