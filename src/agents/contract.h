// The agent contract: what every agent takes, answers and declares about itself (design section 5).
//
// Agents advise: they see a record and what earlier steps learned, and answer with typed slots.
// They cannot see policy, shared state, the store or the network; an HTTP agent is a durable
// activity run by the engine's workers under the same contract.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lead/attributes.h"

namespace signalbox {

// Numbers are stored.
enum class Outcome : uint8_t { kOk = 0, kAbstain = 1, kReject = 2, kNeedsHuman = 3, kError = 4 };
std::string_view OutcomeName(Outcome outcome);

// What was looked at and how much it weighed. `code` is a stable code (`email.disposable`),
// rendered to words when read (agents/reasons.h); it never holds personal data.
struct Evidence {
  std::string code;
  Field field = Field::kEmail;
  int32_t weight = 0;
  bool operator==(const Evidence&) const = default;
};

struct AgentResult {
  Outcome outcome = Outcome::kOk;
  Attributes output;              // only fields that the agent declares as output
  std::string reason;             // code of the main reason; required for anything but kOk
  int32_t confidence_e4 = 10000;  // calibrated probability x 10^4
  std::vector<Evidence> evidence;
  std::vector<std::string> model_ids;
  TimeUs retry_after_us = 0;  // of an error: how long the agent asks to be left alone
  bool operator==(const AgentResult&) const = default;
};

struct AgentInput {
  const Attributes& record;  // the lead with what earlier steps learned, merged as the plan says
  TimeUs now = 0;            // the run's time, not the wall's
};

enum class Determinism : uint8_t { kPure = 0, kRecorded = 1, kExternal = 2 };
// A local agent runs inside the engine's turn; one of kind kModel asks a learned model of the
// workspace, beside the engine (workspace/model_agents.h).
enum class AgentKind : uint8_t {
  kLocal = 0,
  kHttp = 1,
  kMcp = 2,
  kLlm = 3,
  kHuman = 4,
  kModel = 5
};
enum class Lifecycle : uint8_t {
  kDraft = 0,
  kShadow = 1,
  kCanary = 2,
  kActive = 3,
  kDeprecated = 4,
  kRetired = 5
};
// How a lost answer of a write is treated (design, "Decided now" 9).
enum class EffectClass : uint8_t {
  kNone = 0,
  kRead = 1,
  kKeyed = 2,
  kConditional = 3,
  kProbeable = 4,
  kBlind = 5
};

struct RetryRule {
  int times = 3;  // attempts after the first
  TimeUs first_backoff_us = 200 * kMillisecondUs;
  TimeUs max_backoff_us = 60 * kSecondUs;
  bool operator==(const RetryRule&) const = default;
};

// Opens after `failures` in a row; one probe after `open_for_us` closes or reopens it.
struct BreakerRule {
  int failures = 5;
  TimeUs open_for_us = 30 * kSecondUs;
  bool operator==(const BreakerRule&) const = default;
};

struct Quota {
  int concurrency = 8;
  int64_t per_minute = 0;  // 0 is no limit
  int64_t per_day = 0;
  bool operator==(const Quota&) const = default;
};

struct AgentSpec {
  std::string id;       // verb_noun: `score_lead`
  std::string version;  // semantic version
  AgentKind kind = AgentKind::kLocal;
  std::vector<std::string> capabilities;
  std::vector<Field> inputs;   // what it reads
  std::vector<Field> outputs;  // what it may write; anything else is refused at the boundary
  std::string input_schema;    // JSON Schema (draft 7) text for HTTP agents; empty for local ones
  std::string output_schema;
  Determinism determinism = Determinism::kPure;
  EffectClass effects = EffectClass::kNone;
  std::vector<std::string> regions;       // lead.region values it may see; empty is all
  std::vector<std::string> data_classes;  // `personal`, `code`; empty is all
  Quota quota;
  TimeUs timeout_us = 5 * kSecondUs;
  RetryRule retry;
  BreakerRule breaker;
  std::string fallback;  // an agent id
  Lifecycle lifecycle = Lifecycle::kActive;
  int canary_percent = 100;
  TimeUs sunset = 0;      // of a deprecated agent, 0 for none
  std::string successor;  // of a deprecated agent
  std::string owner;      // who answers for it; required
  std::string url;        // of an HTTP agent
  std::string secret;     // its webhook secret; sealed where stored
  std::string model;      // of kind kModel: the hash that names its model file, in hex
  bool operator==(const AgentSpec&) const = default;
};

// A local agent: pure, no allocation that it can avoid, no exception. Called on the engine's
// thread.
using LocalAgentFn = AgentResult (*)(const AgentInput& input);

struct LocalAgent {
  AgentSpec spec;
  LocalAgentFn run = nullptr;
};

// The local agents that ship, in a fixed order. Capabilities: validate, consent, normalise, enrich,
// intent, score, advise_contact.
const std::vector<LocalAgent>& LocalAgents();

}  // namespace signalbox
