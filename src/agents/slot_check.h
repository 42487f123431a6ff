// The boundary of local agents: their answer against what they declare. An HTTP agent's JSON is
// checked by its schema first (agents/schema.h) and then here, like any other.
#pragma once

#include <optional>
#include <string_view>

#include "agents/contract.h"

namespace signalbox {

struct SlotFault {
  std::string_view code;  // a code of agents/reasons.h
  Field field = Field::kEmail;
};

// Only declared outputs, each in its field's type and limits, a confidence of 0..10000, a reason
// for anything but ok. No allocation when the answer is right.
std::optional<SlotFault> CheckOutput(const AgentSpec& spec, const AgentResult& result);

}  // namespace signalbox
