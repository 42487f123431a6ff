#include <fmt/format.h>
#include <fmt/ranges.h>

#include "workspace/explain.h"
#include "workspace/reason_words.h"

namespace signalbox {
namespace {

// A pool may have hundreds; the JSON names all of them.
constexpr size_t kNamedWaiting = 8;

using Lines = fmt::memory_buffer;

template <typename... Args>
void Line(Lines* out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(*out), format, std::forward<Args>(args)...);
  out->push_back('\n');
}

std::string PersonWords(const std::string& id, const std::string& name) {
  return name.empty() || name == id ? id : fmt::format("{} ({})", name, id);
}

void WriteHead(const Explanation& told, Lines* out) {
  const std::string_view id = told.lead_id.empty() ? "The lead" : std::string_view(told.lead_id);
  const std::string why = told.reason.empty() ? std::string() : ": " + ReasonWords(told.reason);
  switch (told.status) {
    case LeadStatus::kRouted:
    case LeadStatus::kDuplicate:
      if (told.owner.empty())
        return Line(out, "{} was worked through and has no owner{}.", id, why);
      return Line(out, "{} was routed to {}{}.", id, PersonWords(told.owner, told.owner_name), why);
    case LeadStatus::kQueued:
      return Line(out, "{} waits in queue {} for someone to take it{}.", id, told.queue, why);
    case LeadStatus::kHeld:
      if (told.queue.empty()) return Line(out, "{} is held{}.", id, why);
      return Line(out, "{} is held for {}{}.", id, told.queue, why);
    case LeadStatus::kRejected:
      return Line(out, "{} was rejected{}.", id, why);
    case LeadStatus::kFailed:
      return Line(out, "{} failed{}.", id, why);
    case LeadStatus::kInProgress:
      return Line(out, "{} is being worked on.", id);
  }
}

void WriteRule(const Explanation& told, Lines* out) {
  const std::string policy =
      fmt::format("policy {} (version {})", told.policy, told.policy_version);
  if (told.disposition.empty())
    return Line(out, "  No decision was needed or reached under {}.", policy);
  if (told.rule == "nothing_matched")
    Line(out, "  No rule of {} matched, so its fallback decided.", policy);
  else if (told.row.empty())
    Line(out, "  Rule {} of {} decided.", told.rule, policy);
  else
    Line(out, "  Rule {}, table row {}, of {} decided.", told.rule, told.row, policy);
}

// Whoever something spoke against is told apart; those whose turn it simply was not share one line.
void WriteLosers(const Explanation& told, Lines* out) {
  std::string waiting;
  size_t left_out = 0, named = 0;
  for (const ExplainedLoser& one : told.considered) {
    if (one.lost != "not in turn") {
      Line(out, "  {} did not get it: {}{}.", one.owner, one.lost,
           one.by.empty() ? std::string() : " (by " + one.by + ")");
    } else if (named == kNamedWaiting) {
      ++left_out;
    } else {
      waiting += (waiting.empty() ? "" : ", ") + one.owner;
      ++named;
    }
  }
  if (left_out > 0) waiting += fmt::format(" and {} more", left_out);
  if (!waiting.empty()) Line(out, "  Not in turn: {}.", waiting);
}

void WriteWhy(const Explanation& told, Lines* out) {
  Line(out, "\nWhy");
  WriteRule(told, out);
  if (!told.flags.empty()) Line(out, "  Flags that were on: {}.", fmt::join(told.flags, ", "));
  if (!told.disposition.empty())
    Line(out, "  Its answer was to {}: {}.", told.disposition, ReasonWords(told.decided_reason));
  if (!told.pool.empty() && told.narrowed)
    Line(out, "  It went by the turns of pool {}.", told.pool);
  if (!told.pool.empty() && !told.narrowed) {
    Line(out, "  Pool {}: next in turn was {} before and {} after.", told.pool,
         told.pointer_before.empty() ? "nobody" : told.pointer_before,
         told.pointer_after.empty() ? "nobody" : told.pointer_after);
  }
  WriteLosers(told, out);
  for (const auto& [rule, missing] : told.unknowns) {
    Line(out, "  {} could not be evaluated: {}.", rule, missing);
  }
  for (const std::string& sla : told.slas) Line(out, "  Time limit: {}.", sla);
  if (!told.disposition.empty())
    Line(out, "  The roster was at revision {}.", told.roster_revision);
}

std::string_view EventWords(const ExplainedStep& step) {
  if (step.event == "handed_out") return "handed out to";
  if (step.event == "answered") return "answered by";
  if (step.event == "retried") return "failed, to be tried again with";
  if (step.event == "fell_back") return "given up, another agent follows";
  return "by";
}

void WriteLearned(const ExplainedStep& step, Lines* out) {
  if (step.purged)
    Line(out, "       what it learned about the person was purged by the rule for agents");
  else if (step.erased)
    Line(out, "       what it learned about the person has been forgotten");
  std::string learned;
  for (const Field field : step.learned.Fields()) {
    const FieldSpec& spec = SpecOf(field);
    const std::string_view name = spec.name.starts_with("lead.") ? spec.name.substr(5) : spec.name;
    std::string value(step.learned.Text(field));
    if (spec.type == FieldType::kBool) value = step.learned.Bool(field) ? "yes" : "no";
    if (spec.type == FieldType::kInt) value = std::to_string(step.learned.Int(field));
    if (field == Field::kNextContactAt || field == Field::kReceivedAt ||
        field == Field::kConsentAt || field == Field::kCheckedAt) {
      value = FormatTime(step.learned.Int(field));
    }
    learned += fmt::format("{}{} {}", learned.empty() ? "" : ", ", name, value);
  }
  if (!learned.empty()) Line(out, "       learned: {}", learned);
}

void WriteStepText(const ExplainedStep& step, size_t number, Lines* out) {
  std::string head = fmt::format("  {:>2}. {}", number, step.step);
  if (!step.outcome.empty())
    head += ": " + (step.event == "skipped" ? std::string("skipped") : step.outcome);
  if (!step.agent.empty()) head += fmt::format(", {} {}", EventWords(step), step.agent);
  const bool sure = step.confidence_e4 == 10'000 || step.confidence_e4 == 0;
  if (!sure)
    head +=
        fmt::format(", confidence {}.{:02} %", step.confidence_e4 / 100, step.confidence_e4 % 100);
  if (step.duration_us > 0) head += ", took " + FormatDuration(step.duration_us);
  if (step.as_of >= 0) head += fmt::format(", as of position {}", step.as_of);
  Line(out, "{}", head);
  if (!step.words.empty()) Line(out, "       because {}", step.words);
  for (const std::string& model : step.models) Line(out, "       model {}", model);
  for (const ExplainedEvidence& one : step.evidence) {
    Line(out, "       {}{}", one.words,
         one.weight == 0 ? std::string() : fmt::format(" ({:+})", one.weight));
  }
  WriteLearned(step, out);
}

}  // namespace

std::string ExplanationText(const Explanation& told) {
  Lines out;
  WriteHead(told, &out);
  WriteWhy(told, &out);
  if (!told.steps.empty()) Line(&out, "\nSteps of plan {}", told.plan);
  size_t number = 0;
  for (const ExplainedStep& step : told.steps) WriteStepText(step, ++number, &out);
  Line(&out, "\nHistory");
  for (const ExplainedMoment& moment : told.moments)
    Line(&out, "  {}  {}", FormatTime(moment.time), moment.words);
  return fmt::to_string(out);
}

}  // namespace signalbox
