// What the tests of the local agents share: leads as lists of fields, and a run checked against the
// agent's own declaration.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "agents/contract.h"
#include "agents/slot_check.h"

namespace signalbox::testing_leads {

// 2026-11-20T15:30:00Z, a Friday.
inline constexpr TimeUs kFriday = 1'795'188'600 * kSecondUs;

inline Attributes Lead(std::initializer_list<std::pair<Field, std::string_view>> fields) {
  Attributes lead;
  for (const auto& [field, text] : fields) lead.SetText(field, text);
  return lead;
}

inline AgentResult RunAgent(LocalAgentFn run, const Attributes& lead, TimeUs now = kFriday) {
  AgentResult result = run(AgentInput{lead, now});
  const auto& agents = LocalAgents();
  const auto agent = std::find_if(agents.begin(), agents.end(),
                                  [&](const LocalAgent& each) { return each.run == run; });
  if (agent == agents.end()) {
    ADD_FAILURE() << "the agent is not registered";
  } else if (const auto fault = CheckOutput(agent->spec, result)) {
    ADD_FAILURE() << agent->spec.id << ": " << fault->code << " " << SpecOf(fault->field).name;
  }
  return result;
}

inline bool Has(const AgentResult& result, std::string_view code) {
  return std::any_of(result.evidence.begin(), result.evidence.end(),
                     [&](const Evidence& evidence) { return evidence.code == code; });
}

}  // namespace signalbox::testing_leads
