// The rules of retention: how many days each store of a workspace keeps what is personal.
//
// Leads with what was written about them in requests of the desk; what agents said; who read what;
// notices. Policy versions have no rule, and docs/law.md says why. retention.h keeps the rules.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engine/law_state.h"
#include "workspace/workspace.h"

namespace signalbox {

// A hundred years: a larger number is a slip.
inline constexpr int64_t kMostRetentionDays = 36'500;
// Who read what must outlast whoever would rather that nobody saw what they read: a quarter is what
// an audit looks back.
inline constexpr int64_t kLeastReadingDays = 90;
// Links of notices act for seven days, and that they acted is known by then alone.
inline constexpr int64_t kLeastNoticeDays = 7;

// The rules that somebody sets; the others stay as they are.
struct RetentionChange {
  std::optional<int64_t> lead_days, agent_days, reading_days, notice_days;
};

// 0 ends a rule. kInvalid for a number that a rule does not take, and where nothing is set. The
// position of the event. Any thread but the engine's.
Result<int64_t> SetRetention(Workspace& workspace, const Actor& actor,
                             const RetentionChange& change);

// All zero while the workspace is closing. Any thread but the engine's.
RetentionRules RulesOf(Workspace& workspace);

// `{"lead_days": N, "agent_days": N, "reading_days": N, "notice_days": N}`.
std::string RetentionRulesJson(const RetentionRules& rules);

// What is said to whoever asks for a rule for policy versions: kInvalid.
Error NoRuleForPolicies();

}  // namespace signalbox
