// AgentSpecs as people write them: `agent add FILE.yaml` and the body of POST /v1/agents.
//
//   id: acme_score                 version: 1.2.0            kind: http
//   capabilities: [score]          owner: revops             url: https://agents.example.com/score
//   inputs: [lead.country, lead.employees]                   outputs: [lead.score]
//   timeout: 2s                    retry: {times: 3, backoff: 200ms, max_backoff: 60s}
//   breaker: {failures: 5, open_for: 30s}                    quota: {concurrency: 8, per_minute:
//   600} regions: [emea]                data_classes: [personal]  determinism: external   effects:
//   none lifecycle: canary              canary_percent: 10        fallback: score_lead sunset:
//   2027-01-01             successor: other_agent    secret: whsec_... input_schema: {type: object}
//   output_schema: {type: object}
//
// Keys that are missing keep the contract's defaults; an unknown key, a wrong type or an unknown
// field is an error with its line. Only kind http can be added: local agents are part of the
// program. Without a schema, an agent's is made of its declared fields.
#pragma once

#include <string>
#include <string_view>

#include "agents/contract.h"
#include "base/result.h"

namespace signalbox {

// JSON is YAML, so one reader serves both; `where` is the file's name for messages, or empty.
Result<AgentSpec> ReadAgentSpec(std::string_view text, std::string_view where);

// The spec as JSON, for `agent list --json` and GET /v1/agents. Never holds the secret.
std::string WriteAgentSpec(const AgentSpec& spec);

}  // namespace signalbox
