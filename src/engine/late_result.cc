#include "engine/late_result.h"

#include "agents/agent_name.h"

namespace signalbox {

std::string_view WhyRefused(const Run& run, const ev::StepReported& report,
                            std::string_view agent) {
  if (report.step < 0 || static_cast<size_t>(report.step) >= run.steps.size())
    return "unknown_step";
  const StepState& step = run.steps[static_cast<size_t>(report.step)];
  if (step.is_out() && step.task == report.task) return {};
  if (step.agent != agent || step.attempt != report.attempt) return "superseded_attempt";
  // The task of an answer is taken off with it; a step that was given up keeps it.
  return step.task == report.task ? "step_over" : "already_answered";
}

bool MayHaveWritten(const Registry& registry, std::string_view agent,
                    const ev::StepReported& report) {
  if (AgentVersionOf(agent).empty()) return false;
  const AgentSpec* spec = registry.Find(AgentIdOf(agent), AgentVersionOf(agent));
  if (spec == nullptr || spec->effects <= EffectClass::kRead) return false;
  return report.unknown || report.outcome != Outcome::kError;
}

}  // namespace signalbox
