#include "workspace/lead_trial.h"

#include <algorithm>

#include "base/hash.h"
#include "intake/identity.h"

namespace signalbox {
namespace {

constexpr std::string_view kStop = "backtest_stops_here";

// The plan up to its decision, where a step of a person's keeps the run and its record.
Result<std::shared_ptr<const Plan>> UpToDecision(const Plan& plan) {
  auto cut = std::make_shared<Plan>(plan);
  const auto decides = std::find_if(cut->steps.begin(), cut->steps.end(), [](const PlanStep& s) {
    return s.kind == StepKind::kDecide && s.needs != "assign";
  });
  if (decides == cut->steps.end()) {
    return Err(Code::kUnsupported,
               "plan `" + plan.name + "` never decides, so there is nothing to compare");
  }
  decides->kind = StepKind::kPerson;
  decides->queue = kStop;
  cut->steps.erase(decides + 1, cut->steps.end());
  return std::shared_ptr<const Plan>(std::move(cut));
}

// Nobody outside is called for a lead that is not there.
Status KeepLocalAgents(Registry* registry) {
  std::vector<std::pair<std::string, std::string>> outside;
  for (const AgentSpec* spec : registry->All()) {
    if (spec->kind != AgentKind::kLocal && spec->lifecycle != Lifecycle::kRetired)
      outside.emplace_back(spec->id, spec->version);
  }
  for (const auto& [id, version] : outside) {
    LifecycleChange change;
    change.lifecycle = Lifecycle::kRetired;
    SB_TRY(registry->SetState(id, version, change));
  }
  return {};
}

// Puts the lead into the share of a flag: a sample of the right size, though not the very leads
// that the workspace, which has a secret for this, would take.
KeyedHash ShareOf(const Attributes& attributes) {
  const std::vector<std::string> identities = IdentityKeys(attributes);
  const Digest hash = Sha256(identities.empty() ? "" : std::string_view(identities.front()));
  KeyedHash share;
  std::copy_n(hash.begin(), share.size(), share.begin());
  return share;
}

}  // namespace

LeadTrial::LeadTrial(std::unique_ptr<State> state)
    : state_(std::move(state)), core_(state_.get(), &context_) {}

Result<std::unique_ptr<LeadTrial>> LeadTrial::Make(std::unique_ptr<State> state,
                                                   const PolicyVersion& version) {
  const Plan* plan = PlanFor(version, "lead");
  if (plan == nullptr)
    return Err(Code::kUnsupported, "version " + version.name + " has no plan for leads");
  auto cut = std::make_shared<PolicyVersion>(version);
  SB_ASSIGN(std::shared_ptr<const Plan> until, UpToDecision(*plan));
  cut->plans = {{plan->name, std::move(until)}};
  SB_TRY(KeepLocalAgents(&state->registry));
  state->versions[version.hash] = std::move(cut);
  state->activated = {version.hash};
  return std::unique_ptr<LeadTrial>(new LeadTrial(std::move(state)));
}

Result<LeadTrial::Outcome> LeadTrial::Run(size_t lead, const Attributes& attributes, TimeUs now) {
  run_.reset();
  emitted_.clear();
  effects_.Clear();
  // Leads of a file need not be in the order of their times.
  state_->last_time = now;
  Bytes sealed;
  EncodeAttributes(attributes, Part::kSealed, &sealed);
  const bool known = lead < state_->leads.size();
  Event event;
  if (known) {
    ev::TouchRecorded body;
    body.attributes = attributes;
    event =
        core_.Envelope(EntityKind::kLead, state_->leads[lead].id, EventType::kTouchRecorded, now);
    event.clear = EncodeBody(body);
  } else {
    ev::LeadReceived body;
    body.attributes = attributes;
    body.identities = {ShareOf(attributes)};
    const Id id = DeriveId(now, state_->log_id, static_cast<int64_t>(lead), "backtest");
    event = core_.Envelope(EntityKind::kLead, id, EventType::kLeadReceived, now);
    event.clear = EncodeBody(body);
  }
  SB_TRY(core_.Feed(event, sealed, &emitted_, &effects_));
  const LeadEntry& entry = state_->leads[lead];
  Outcome outcome;
  if (auto run = state_->runs.Take(entry.run); run != nullptr) {
    run_ = std::move(run);
    if (run_->waits && state_->words.Of(entry.queue) == kStop) {
      outcome.record = &run_->record;
      return outcome;
    }
  }
  outcome.status = entry.status;
  outcome.reason = state_->words.Of(entry.reason);
  return outcome;
}

void LeadTrial::SetOwner(size_t lead, std::string_view person) {
  state_->leads[lead].owner = static_cast<uint32_t>(state_->RefOf(person));
}

}  // namespace signalbox
