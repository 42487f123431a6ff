#include "workspace/shown_agents.h"

#include <algorithm>
#include <set>

#include "agents/local_agents.h"
#include "engine/plan.h"

namespace signalbox {

std::vector<const AgentSpec*> ShownAgents(const State& state) {
  std::set<std::string> needed;
  for (const auto& [hash, version] : state.versions) {
    for (const auto& [name, plan] : version->plans) {
      for (const PlanStep& step : plan->steps) needed.insert(step.needs);
    }
  }
  std::vector<const AgentSpec*> shown = state.registry.All();
  std::erase_if(shown, [&](const AgentSpec* spec) {
    return local::IsBenchmarkAgent(spec->id) &&
           std::none_of(spec->capabilities.begin(), spec->capabilities.end(),
                        [&](const std::string& capability) { return needed.contains(capability); });
  });
  return shown;
}

}  // namespace signalbox
