#include "workspace/prepared_answers.h"

#include <algorithm>

namespace signalbox {
namespace {

const LocalAgent* LocalFor(std::string_view capability) {
  for (const LocalAgent& agent : LocalAgents()) {
    const auto& can = agent.spec.capabilities;
    if (std::find(can.begin(), can.end(), capability) != can.end()) return &agent;
  }
  return nullptr;
}

// The record that a run begins with; nothing where it is not known.
template <typename Body>
std::optional<Attributes> RecordOf(const OpenedEvent& input) {
  const auto body = DecodeBody<Body>(input.event.clear);
  if (!body.ok()) return std::nullopt;
  return AttributesOf(body->attributes, input.sealed);
}

std::optional<Attributes> RecordOf(const OpenedEvent& input) {
  if (input.erased) return std::nullopt;
  switch (static_cast<EventType>(input.event.type)) {
    case EventType::kLeadReceived:
      return RecordOf<ev::LeadReceived>(input);
    case EventType::kTouchRecorded:
      return RecordOf<ev::TouchRecorded>(input);
    case EventType::kRecordRouted:
      return RecordOf<ev::RecordRouted>(input);
    default:
      return std::nullopt;
  }
}

}  // namespace

bool PreparedAnswers::Ask(const std::string& name, LocalAgentFn agent, const AgentInput& input) {
  AgentResult result = agent(input);
  if (result.outcome == Outcome::kError) return false;
  answers_.push_back({name, input.record, input.now, std::move(result)});
  return true;
}

std::optional<AgentResult> PreparedAnswers::Take(std::string_view agent, const AgentInput& input) {
  if (next_ == answers_.size()) return std::nullopt;
  const Answer& answer = answers_[next_];
  if (answer.agent != agent || answer.now != input.now || answer.record != input.record)
    return std::nullopt;
  ++next_;
  // Copied: what one thread makes and another takes apart is slow to make the next time.
  return answer.result;
}

void FirstAgents::Learn(const State& state) {
  auto chain = std::make_shared<Chain>();
  const std::shared_ptr<const PolicyVersion> active = state.Active();
  const Plan* plan = active == nullptr ? nullptr : PlanFor(*active, {});
  for (size_t i = 0; plan != nullptr && i < plan->steps.size(); ++i) {
    const PlanStep& step = plan->steps[i];
    const LocalAgent* agent =
        step.kind == StepKind::kAgent && !step.when ? LocalFor(step.needs) : nullptr;
    if (agent == nullptr) break;
    chain->emplace_back(agent->spec.id + "@" + agent->spec.version, agent->run);
  }
  const std::lock_guard lock(mutex_);
  chain_ = std::move(chain);
}

PreparedAnswers FirstAgents::Prepare(const OpenedEvent& input) const {
  std::shared_ptr<const Chain> chain;
  {
    const std::lock_guard lock(mutex_);
    chain = chain_;
  }
  if (chain->empty()) return {};
  std::optional<Attributes> record = RecordOf(input);
  if (!record.has_value()) return {};
  PreparedAnswers answers;
  for (const auto& [name, agent] : *chain) {
    if (!answers.Ask(name, agent, {*record, input.event.time})) break;
    record->Overlay(answers.learned());
  }
  return answers;
}

}  // namespace signalbox
