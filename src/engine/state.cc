#include "engine/state.h"

#include <algorithm>

namespace signalbox {

std::string_view StatusName(LeadStatus status) {
  switch (status) {
    case LeadStatus::kInProgress:
      return "in_progress";
    case LeadStatus::kRouted:
      return "routed";
    case LeadStatus::kQueued:
      return "queued";
    case LeadStatus::kHeld:
      return "held";
    case LeadStatus::kRejected:
      return "rejected";
    case LeadStatus::kDuplicate:
      return "duplicate";
    case LeadStatus::kFailed:
      return "failed";
  }
  return "in_progress";
}

std::string_view TriggerName(RunTrigger trigger) {
  switch (trigger) {
    case RunTrigger::kCreated:
      return "created";
    case RunTrigger::kCameBack:
      return "came_back";
    case RunTrigger::kByHand:
      return "by_hand";
    case RunTrigger::kChanged:
      return "changed";
    case RunTrigger::kReturned:
      return "returned";
    case RunTrigger::kReassigned:
      return "reassigned";
    case RunTrigger::kRecycled:
      return "recycled";
    case RunTrigger::kScheduled:
      return "scheduled";
    case RunTrigger::kRefreshed:
      return "refreshed";
    case RunTrigger::kContinued:
      return "continued";
  }
  return "created";
}

uint32_t Words::Intern(std::string_view word) {
  const auto [at, fresh] =
      numbers_.try_emplace(std::string(word), static_cast<uint32_t>(words_.size()));
  if (fresh) words_.emplace_back(word);
  return at->second;
}

const Plan* PlanFor(const PolicyVersion& version, std::string_view record) {
  const Plan* found = nullptr;
  for (const auto& [name, plan] : version.plans) {
    if (plan->record == (record.empty() ? "lead" : record)) found = plan.get();
  }
  return found;
}

PersonRef State::RefOf(std::string_view person) const {
  const auto at = person_refs.find(person);
  return at == person_refs.end() ? 0 : at->second;
}

const std::string& State::PersonOf(PersonRef ref) const {
  static const std::string nobody;
  const bool known = ref > 0 && static_cast<size_t>(ref) <= person_ids.size();
  return known ? person_ids[static_cast<size_t>(ref) - 1] : nobody;
}

std::shared_ptr<const PolicyVersion> State::Active() const {
  if (activated.empty()) return nullptr;
  const auto at = versions.find(activated.back());
  return at == versions.end() ? nullptr : at->second;
}

std::shared_ptr<const PolicyVersion> State::VersionFor(const LeadEntry& entry) const {
  if (!stages.has_canary()) return Active();
  const auto canary = versions.find(stages.canary);
  if (canary == versions.end()) return Active();
  const int64_t share_e4 = stages.versions.at(stages.canary).share_e4;
  const bool takes = ShareBucket(stages.canary, entry.share_key) < share_e4 &&
                     PlanFor(*canary->second, words.Of(entry.record)) != nullptr;
  return takes ? canary->second : Active();
}

Run* State::FindRun(const Id& id) const {
  return runs.Find(id);
}

std::shared_ptr<const PolicyVersion> State::PolicyOf(uint32_t lead) const {
  const LeadEntry& entry = leads[lead];
  if (const Run* run = FindRun(entry.run); run != nullptr) return run->policy;
  const std::string& name = words.Of(entry.policy);
  for (const auto& [hash, version] : versions) {
    if (version->name == name) return version;
  }
  return nullptr;
}

const FollowUp* State::FollowUpOf(uint32_t lead) const {
  const auto at = follow_ups.find(lead);
  return at == follow_ups.end() ? nullptr : &at->second;
}

uint32_t State::FindIdentity(const KeyedHash& key) const {
  const uint32_t lead = identities.Find(key);
  return law.forgotten.contains(lead) ? KeyIndex::kNone : lead;
}

uint32_t State::FindExternalId(const KeyedHash& key) const {
  const uint32_t lead = external_ids.Find(key);
  return law.forgotten.contains(lead) ? KeyIndex::kNone : lead;
}

namespace {

bool RoutesWhoComesBack(const State& state, const LeadEntry& entry) {
  const auto policy = state.VersionFor(entry);
  if (policy == nullptr) return false;
  const std::vector<std::string>& triggers = TriggersOf(*policy->policy);
  return std::find(triggers.begin(), triggers.end(), "came_back") != triggers.end();
}

// An agent or a guard stopped the run over what it saw, or did not see. A person whom the plan or a
// rule asks, and a team that is out, wait for something else.
bool IsHeldForData(const State& state, const LeadEntry& entry) {
  const Run* run = state.FindRun(entry.run);
  if (entry.status != LeadStatus::kHeld || run == nullptr || !run->waits) return false;
  if (run->decided && run->decision.disposition == Disposition::kHold)
    return run->decision.reason != "all_out" && run->decision.reason != "behind_requests";
  for (size_t i = 0; i < run->steps.size(); ++i) {
    const StepState& step = run->steps[i];
    if (run->plan->steps[i].kind == StepKind::kAgent && step.phase == StepPhase::kDone &&
        step.outcome == Outcome::kNeedsHuman) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<RunTrigger> RoutesAgain(const State& state, const LeadEntry& entry,
                                      const KeyedHash& content, bool changed) {
  if (RoutesWhoComesBack(state, entry)) return RunTrigger::kCameBack;
  if (changed) return RunTrigger::kChanged;
  if (content != entry.content && IsHeldForData(state, entry)) return RunTrigger::kCameBack;
  return std::nullopt;
}

}  // namespace signalbox
