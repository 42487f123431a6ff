#include "workspace/retention_rules.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "workspace/notice_book.h"

namespace signalbox {
namespace {

struct RuleSpan {
  std::string_view name;
  int64_t least, most;  // days, where it is a rule
};
constexpr RuleSpan kLeadDays{"lead_days", 1, kMostRetentionDays};
constexpr RuleSpan kAgents{"agent_days", 1, kMostRetentionDays};
constexpr RuleSpan kReadings{"reading_days", kLeastReadingDays, kMostRetentionDays};
constexpr RuleSpan kNotices{"notice_days", kLeastNoticeDays, kNoticesKeptUs / kDayUs};

Status CheckRule(const RuleSpan& span, const std::optional<int64_t>& days) {
  if (!days || *days == 0 || (*days >= span.least && *days <= span.most)) return {};
  return Err(Code::kInvalid, fmt::format("`{}` is no number of days for `{}`; write {} to {}, or 0 "
                                         "for no rule",
                                         *days, span.name, span.least, span.most));
}

}  // namespace

Result<int64_t> SetRetention(Workspace& workspace, const Actor& actor,
                             const RetentionChange& change) {
  SB_TRY(CheckRule(kLeadDays, change.lead_days));
  SB_TRY(CheckRule(kAgents, change.agent_days));
  SB_TRY(CheckRule(kReadings, change.reading_days));
  SB_TRY(CheckRule(kNotices, change.notice_days));
  if (!change.lead_days && !change.agent_days && !change.reading_days && !change.notice_days)
    return Err(Code::kInvalid, "no rule was named, so nothing is set");
  return workspace.Apply([&](Turn& turn) -> Status {
    ev::RetentionSet body{turn.state().law.rules};
    body.lead_days = change.lead_days.value_or(body.lead_days);
    body.agent_days = change.agent_days.value_or(body.agent_days);
    body.reading_days = change.reading_days.value_or(body.reading_days);
    body.notice_days = change.notice_days.value_or(body.notice_days);
    return turn.Input(EntityKind::kWorkspace, turn.state().log_id, EventType::kRetentionSet, actor,
                      body);
  });
}

RetentionRules RulesOf(Workspace& workspace) {
  RetentionRules rules;
  // A workspace that is closing has no answer, and nobody waits for it.
  (void)workspace.Ask([&](const Engine& engine) { rules = engine.state().law.rules; });
  return rules;
}

std::string RetentionRulesJson(const RetentionRules& rules) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member(kLeadDays.name, rules.lead_days).Member(kAgents.name, rules.agent_days);
  json.Member(kReadings.name, rules.reading_days).Member(kNotices.name, rules.notice_days);
  json.EndObject();
  return text;
}

Error NoRuleForPolicies() {
  return Err(
      Code::kInvalid,
      "policy versions cannot be taken away by age: every decision is proven and replayed by "
      "the version that made it, and the log folds with each one that was published");
}

}  // namespace signalbox
