#include "agents/model_agent.h"

namespace signalbox {
namespace {

constexpr std::string_view kBlob = "blob:";
// A text takes some milliseconds, a match less than one: what takes longer hangs.
constexpr TimeUs kModelTimeout = 10 * kSecondUs;

struct Asked {
  std::string_view agent, capability;
  std::vector<Field> inputs, outputs;
};

const std::vector<Asked>& Agents() {
  using enum Field;
  static const std::vector<Asked> agents = {
      {"score_lead", "score", {}, {kScore, kScoreBand}},
      {"understand_text", "intent", {kMessage, kTimeZone}, {kIntent, kUrgency, kLanguage}},
      {"match_account",
       "match",
       {kCompany, kWebsite, kEmail, kPhone, kStreet, kPostalCode, kCity, kState, kCountry},
       {kAccountId, kMatchOutcome, kMatchBy}}};
  return agents;
}

}  // namespace

std::string_view AgentOfModelKind(std::string_view kind) {
  if (kind == "scorecard" || kind == "boosted_trees") return "score_lead";
  if (kind == "intent") return "understand_text";
  if (kind == "pair_scorer") return "match_account";
  return {};
}

AgentSpec ModelAgentSpec(std::string_view agent, std::string version, std::string model,
                         std::string_view file, std::vector<Field> inputs) {
  AgentSpec spec;
  spec.id = agent;
  spec.version = std::move(version);
  spec.kind = AgentKind::kModel;
  for (const Asked& asked : Agents()) {
    if (asked.agent != agent) continue;
    spec.capabilities = {std::string(asked.capability)};
    spec.inputs = inputs.empty() ? asked.inputs : std::move(inputs);
    spec.outputs = asked.outputs;
  }
  spec.determinism = Determinism::kRecorded;
  spec.effects = EffectClass::kRead;
  spec.timeout_us = kModelTimeout;
  spec.quota.concurrency = kModelConcurrency;
  spec.lifecycle = Lifecycle::kDraft;
  spec.owner = "signalbox";
  spec.url = std::string(kBlob) + std::string(file);
  spec.model = std::move(model);
  return spec;
}

std::string_view ModelBlobOf(const AgentSpec& spec) {
  const std::string_view url = spec.url;
  return url.starts_with(kBlob) ? url.substr(kBlob.size()) : std::string_view();
}

}  // namespace signalbox
