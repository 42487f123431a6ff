// Backtest: two versions of the policy over the same leads, and what would be different.
//
// Two kinds, told apart everywhere. Open loop: each decision is made again under both versions on
// the record, roster, pools and time as that decision saw them; exact, but each lead stands alone.
// Closed loop: each version keeps pools of its own over the whole slice, asks again for leads that
// it held, and lives with what happened to its leads afterwards; where the recorded history cannot
// say (an owner who never had the lead), the model of docs/backtest.md answers, and the figures are
// estimates.
//
// Reads only. A backtest is one thread's, not the engine's: it keeps a state of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/feature_flags.h"
#include "engine/run.h"
#include "policy/fairness.h"

namespace signalbox {

enum class BacktestMode : uint8_t { kOpen, kClosed, kBoth };

struct BacktestOptions {
  std::shared_ptr<const PolicyVersion> before, after;  // A and B
  TimeUs since = INT64_MIN;                            // of the decision, included
  TimeUs until = INT64_MAX;                            // not included
  BacktestMode mode = BacktestMode::kBoth;
  FlagOverrides flags;  // for both versions, over what was set
};

// Where a lead went, and by what.
struct BacktestPlace {
  Disposition disposition = Disposition::kQueue;
  bool decided = false;
  // A person's or queue's id; `held`, `rejected` or `escalated` where there is none.
  std::string target;
  std::string rule, row, reason;
};

struct BacktestMove {
  std::string lead_id;      // ours, or the caller's own for a lead of a file
  std::string external_id;  // the caller's own, where known
  TimeUs time = 0;
  BacktestPlace from, to;
};

// What is doubtful about a decision of B. Kinds: guard_unknown, rule_unknown, new_value,
// nobody_at_work, owner_inactive, owner_unknown, owner_away.
struct BacktestConflict {
  std::string lead_id, kind;
  std::string rule;     // rule or guard; `fields` of a new value
  std::string about;    // attribute, pool or person
  bool before = false;  // A has it as well
};

struct BacktestLoad {
  std::string target;
  bool is_person = false;
  int64_t recorded = 0;  // as it went; 0 for leads of a file
  int64_t before = 0, after = 0;
  int64_t closed_before = 0, closed_after = 0;  // estimates
};

struct BacktestFlow {
  std::string from, to;
  int64_t leads = 0;
};

// One version in the closed loop: estimates.
struct BacktestLoop {
  int64_t jain_e4 = 10'000;
  std::vector<PoolFairness> pools;
  int64_t held = 0;                                // waited for somebody to be at work
  int64_t still_held = 0;                          // of those, at the end of the slice
  TimeUs median_wait_us = 0, longest_wait_us = 0;  // of those that went in the end
  int64_t modelled = 0;  // leads with another owner than recorded: what followed is the model's
};

// Entries of a list in the report; counts are complete anyway. A million times two would be more
// than a report's reader or its memory has use for.
inline constexpr size_t kMaxBacktestListed = 250'000;

struct BacktestReport {
  std::string before, after;            // version names
  std::string before_name, after_name;  // what `policy:` says
  BacktestMode mode = BacktestMode::kBoth;
  bool from_file = false;
  TimeUs since = 0, until = 0;             // of the first and the last decision
  int64_t roster_from = 0, roster_to = 0;  // revisions that the decisions saw
  bool roster_erased = false;  // people of the roster were forgotten since, and are missing here

  int64_t leads = 0;      // that were decided
  int64_t decisions = 0;  // more: a lead may be decided several times
  int64_t erased =
      0;  // leads of forgotten people, or whose agents' answers were purged: not decided again
  int64_t stopped = 0;      // ended by a step of the plan before any decision (leads of a file)
  int64_t unreadable = 0;   // rows of a file
  int64_t duplicates = 0;   // rows of a file whose person had been there
  int64_t as_recorded = 0;  // leads that A sends where they were recorded to go

  int64_t moved_count = 0, closed_moved_count = 0;
  int64_t conflict_count = 0, unmatched_count = 0, unmatched_before = 0;
  std::vector<BacktestMove> moved;                          // open loop, in order of arrival
  std::vector<BacktestConflict> conflicts;                  // of B
  std::vector<std::string> unmatched;                       // leads that no rule of B matches
  std::vector<BacktestFlow> flows;                          // of the moved, most leads first
  std::vector<BacktestLoad> loads;                          // by target
  int64_t jain_before_e4 = 10'000, jain_after_e4 = 10'000;  // of the mode's best knowledge
  BacktestLoop loop_before, loop_after;

  // As interfaces.md has it, with more members beside.
  std::string Json() const;
  // For a terminal.
  std::string Text() const;
  // One page that needs nothing from elsewhere and runs no script.
  std::string Html() const;
};

std::string_view BacktestModeName(BacktestMode mode);
// `open`, `closed` or `both`; kInvalid says so.
Result<BacktestMode> ParseBacktestMode(std::string_view text);

// What a decision came to.
BacktestPlace PlaceOfDecision(const Decision& decision);

}  // namespace signalbox
