// Agents of kind kModel: which agent a model file of a kind is asked as, and its specification.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agents/contract.h"

namespace signalbox {

// A queue as long as calls may be out; what does not fit is tried again, not answered worse.
inline constexpr int kModelConcurrency = 1'000'000;

// `score_lead` of kind `scorecard` and `boosted_trees`, `understand_text` of `intent`,
// `match_account` of `pair_scorer`; empty for a kind that no agent asks.
std::string_view AgentOfModelKind(std::string_view kind);

// `model` names the model file, `file` the blob it lies in; both in hex. `inputs` are the fields
// that its features read. Hand-made agents of the same capability take over where it fails.
// `agent` is one that AgentOfModelKind gives.
AgentSpec ModelAgentSpec(std::string_view agent, std::string version, std::string model,
                         std::string_view file, std::vector<Field> inputs);

// The blob of ModelAgentSpec, in hex; empty for an agent that has none.
std::string_view ModelBlobOf(const AgentSpec& spec);

}  // namespace signalbox
