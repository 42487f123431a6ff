#include "workspace/given_values.h"

#include <algorithm>

#include "agents/agent_name.h"
#include "base/check.h"

namespace signalbox {

Status ValuesGiven::Take(const State& state, const OpenedEvent& opened) {
  const Event& event = opened.event;
  switch (static_cast<EventType>(event.type)) {
    case EventType::kRunStarted: {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      const auto lead = state.lead_by_id.find(body.record);
      if (lead == state.lead_by_id.end()) return {};
      by_person_.erase(lead->second);
      // A run that asks no agent leaves what was said before.
      if (!body.advice_kept) answers_.erase(lead->second);
      return {};
    }
    case EventType::kStepFinished: {
      const Run* run = state.FindRun(event.entity);
      if (run == nullptr) return {};
      SB_ASSIGN(const ev::StepFinished body, DecodeBody<ev::StepFinished>(event.clear));
      if (body.agent.empty() || body.skipped || body.outcome == Outcome::kError) return {};
      answers_[run->lead].push_back({names_.Intern(body.agent), event.time});
      return {};
    }
    case EventType::kDecisionMade: {
      const Run* run = state.FindRun(event.entity);
      if (run == nullptr) return {};
      SB_ASSIGN(const ev::DecisionMade body, DecodeBody<ev::DecisionMade>(event.clear));
      if (body.decided_by != 0) by_person_.insert(run->lead);
      return {};
    }
    default:
      return {};
  }
}

std::vector<GivenValues> ValuesGiven::Of(uint32_t lead) const {
  std::vector<GivenValues> given;
  const auto answers = answers_.find(lead);
  if (answers == answers_.end()) return given;
  for (const Answer& one : answers->second) given.push_back({names_.Of(one.agent), one.at});
  return given;
}

Registry WithRoom(const Registry& registry) {
  Registry fresh;
  // What is registered already keeps to the contract.
  for (const AgentSpec* spec : registry.All()) CHECK(fresh.Register(*spec).ok());
  return fresh;
}

bool AnotherWouldAnswer(const Registry& with_room, std::string_view agent, const LeadEntry& entry,
                        TimeUs now) {
  const std::string_view id = AgentIdOf(agent), version = AgentVersionOf(agent);
  const AgentSpec* spec = with_room.Find(id, version);
  if (spec == nullptr || spec->capabilities.empty()) return true;
  std::set<std::string_view> regions = {""};
  for (const AgentSpec* one : with_room.All())
    regions.insert(one->regions.begin(), one->regions.end());
  AgentSelection selection;
  for (const std::string& capability : spec->capabilities) {
    for (const std::string_view region : regions) {
      AgentNeed need;
      need.capability = capability;
      need.region = region;
      need.now = now;
      need.identity = entry.id.View();
      with_room.Select(need, &selection);
      if (selection.ordered.empty()) continue;
      const AgentSpec* first = selection.ordered.front();
      if (first->id != id || first->version != version) return true;
    }
  }
  return false;
}

}  // namespace signalbox
