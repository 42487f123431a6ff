// Agents over HTTP: the request that they are called with and what is made of their answer.
//
// Request: POST url, body {capability, run_id, step, input, deadline_ms}. `input` holds the inputs
// that the agent declares and nothing else, a field of the lead under its short name (`country`),
// any other under its whole one (`account.type`); `deadline_ms` is how long the answer is waited
// for. Headers: Idempotency-Key, and of Standard Webhooks webhook-id (the same key, so the same on
// every attempt), webhook-timestamp and, where there is a secret, webhook-signature.
//
// Answer: {outcome, output, confidence (0..1), reason?, evidence?: [{code, field?, weight?}],
// model_ids?}. Only what fits the agent's output schema and its declared outputs goes through.
#pragma once

#include <string>

#include "agents/contract.h"
#include "ports/http_client.h"

namespace signalbox {

struct AgentCall {
  const AgentSpec& spec;
  std::string capability;
  std::string run_id;
  std::string step;
  const Attributes& record;
  std::string idempotency_key;  // the same over attempts
  TimeUs now = 0;               // wall time of the attempt, for the webhook's timestamp
};

// kInvalid when the input does not fit the agent's input schema, or its secret is none.
Result<OutgoingRequest> BuildAgentRequest(const AgentCall& call);

// An answer, or outcome kError with one of these reasons: agent_timeout, agent_down (nothing came),
// agent_too_large, agent_http_429, agent_http_4xx, agent_http_5xx, agent_nonsense (no JSON, not the
// schema, not the contract) or a code of CheckOutput. Never an error of ours for their mistake.
AgentResult ReadAgentAnswer(const AgentSpec& spec, const Result<HttpReply>& reply);

// Both, with the transport between them. On a worker's thread; blocks up to the agent's timeout.
AgentResult CallHttpAgent(HttpTransport& transport, const AgentCall& call);

// True for a failure after which another attempt may fare better: not for what the agent refused or
// answered wrongly in form (agent_http_4xx, agent_bad_input).
bool MayRetry(const AgentResult& failed);

// The schema by which an agent's slots are checked where it gives none of its own: an object of its
// declared fields, each of its type, without others.
std::string SchemaOfFields(const std::vector<Field>& fields);

}  // namespace signalbox
