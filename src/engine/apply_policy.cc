// Versions of the policy: published, moved between stages, judged.
#include <algorithm>

#include "engine/apply.h"

namespace signalbox {
namespace {

Result<VersionStage*> StageOf(const Digest& hash, State* state) {
  const auto at = state->stages.versions.find(hash);
  if (at == state->stages.versions.end())
    return Err(Code::kCorrupt, "an event names a version of the policy that was never published");
  return &at->second;
}

// The canary and what it is held to are counted over the same time.
void CountAnew(TimeUs now, State* state) {
  PolicyStages& stages = state->stages;
  if (!stages.has_canary()) return;
  stages.counted_since = now;
  stages.versions.at(stages.canary).counts = {};
  if (!state->activated.empty()) stages.versions[state->activated.back()].counts = {};
}

// Out of the place that its stage gave it, of which there is one.
void LeavePlace(const Digest& hash, PolicyStages* stages) {
  if (stages->canary == hash) stages->canary = {};
  if (stages->shadow == hash) stages->shadow = {};
  VersionStage& stage = stages->versions.at(hash);
  stage.share_e4 = stage.halt_margin_e4 = stage.halt_after = 0;
  stage.halted.reset();
}

Status ApplyPublished(const Event& event, const ApplyContext& context, State* state) {
  SB_ASSIGN(const ev::PolicyPublished body, DecodeBody<ev::PolicyPublished>(event.clear));
  SB_ASSIGN(std::shared_ptr<const PolicyVersion> version, context.load_policy(body.hash));
  if (state->versions.emplace(body.hash, std::move(version)).second)
    state->published.push_back(body.hash);
  VersionStage& stage = state->stages.versions[body.hash];
  // Who published it first is its author, also when somebody else sends the same again.
  if (stage.author == 0) stage.author = body.by;
  return {};
}

Status ApplyActivated(const Event& event, State* state) {
  SB_ASSIGN(const ev::PolicyActivated body, DecodeBody<ev::PolicyActivated>(event.clear));
  SB_ASSIGN(VersionStage * stage, StageOf(body.hash, state));
  if (!state->activated.empty())
    state->stages.versions[state->activated.back()].stage = PolicyStage::kRetired;
  LeavePlace(body.hash, &state->stages);
  stage->stage = PolicyStage::kActive;
  state->activated.push_back(body.hash);
  state->schedules.active_since = event.time;
  ++state->schedules.changes;
  CountAnew(event.time, state);
  return {};
}

Status ApplyStaged(const Event& event, State* state) {
  SB_ASSIGN(const ev::PolicyStaged body, DecodeBody<ev::PolicyStaged>(event.clear));
  SB_ASSIGN(VersionStage * stage, StageOf(body.hash, state));
  PolicyStages& stages = state->stages;
  const bool another_share =
      body.stage == PolicyStage::kCanary && stage->stage == PolicyStage::kCanary;
  LeavePlace(body.hash, &stages);
  stage->stage = body.stage;
  if (body.stage == PolicyStage::kShadow) {
    stages.shadow = body.hash;
    stage->shadow = {};
  }
  if (body.stage != PolicyStage::kCanary) return {};
  stages.canary = body.hash;
  stage->share_e4 = body.share_e4;
  stage->halt_margin_e4 = body.halt_margin_e4;
  stage->halt_after = body.halt_after;
  if (!another_share) CountAnew(event.time, state);
  return {};
}

Status ApplyApproval(const Event& event, State* state) {
  SB_ASSIGN(const ev::PolicyApproval body, DecodeBody<ev::PolicyApproval>(event.clear));
  if (body.hash == Digest{}) {
    state->stages.approval_required = body.required;
    return {};
  }
  SB_ASSIGN(VersionStage * stage, StageOf(body.hash, state));
  stage->approver = body.by;
  return {};
}

// What is counted for a version, null for one that is not part of the comparison.
StageCounts* CountsOf(const PolicyVersion& version, State* state) {
  PolicyStages& stages = state->stages;
  const bool counts = version.hash == stages.canary ||
                      (!state->activated.empty() && version.hash == state->activated.back());
  return counts ? &stages.versions.at(version.hash).counts : nullptr;
}

}  // namespace

Status ApplyPolicy(const Event& event, const ApplyContext& context, State* state) {
  switch (static_cast<EventType>(event.type)) {
    case EventType::kPolicyPublished:
      return ApplyPublished(event, context, state);
    case EventType::kPolicyActivated:
      return ApplyActivated(event, state);
    case EventType::kPolicyStaged:
      return ApplyStaged(event, state);
    case EventType::kPolicyApproval:
      return ApplyApproval(event, state);
    case EventType::kFlagSet: {
      SB_ASSIGN(ev::FlagSet body, DecodeBody<ev::FlagSet>(event.clear));
      if (body.cleared)
        state->flags.erase(body.name);
      else
        state->flags[body.name] = {body.share_e4, body.by, event.time};
      return {};
    }
    case EventType::kScheduleRan:
      return ApplyScheduleRan(event, state);
    case EventType::kTableEdited:
      return {};
    case EventType::kPolicyHalted: {
      SB_ASSIGN(const ev::PolicyHalted body, DecodeBody<ev::PolicyHalted>(event.clear));
      SB_TRY(StageOf(body.hash, state));
      ApplyPolicyHalted(body, state);
      return {};
    }
    default:
      return Err(Code::kCorrupt, "an event of the policy has a type that is none of its");
  }
}

void ApplyPolicyHalted(const ev::PolicyHalted& body, State* state) {
  LeavePlace(body.hash, &state->stages);
  VersionStage& stage = state->stages.versions.at(body.hash);
  stage.stage = PolicyStage::kDraft;
  // Whoever approved of it did not know this.
  stage.approver = 0;
  stage.halted = body;
}

void ApplyShadowDecided(const ev::ShadowDecided& body, State* state) {
  PolicyStages& stages = state->stages;
  if (!stages.has_shadow()) return;
  ShadowCounts& counts = stages.versions.at(stages.shadow).shadow;
  ++counts.compared;
  counts.moved += body.moved;
  counts.held += body.disposition == Disposition::kHold;
  counts.unassigned += body.rule == "nothing_matched";
}

void CountRest(const ev::RunFinished& body, Run* run, State* state) {
  if (!state->stages.has_canary() || run->counted || body.status == LeadStatus::kInProgress) return;
  StageCounts* counts = CountsOf(*run->policy, state);
  if (counts == nullptr) return;
  run->counted = true;
  ++counts->decided;
  counts->rejected += body.status == LeadStatus::kRejected;
  counts->held += body.status == LeadStatus::kHeld;
  counts->unassigned += run->decided && run->decision.rule == "nothing_matched";
}

void CountBreaches(uint32_t lead, const std::vector<ev::ClockBody>& clocks, State* state) {
  if (!state->stages.has_canary()) return;
  const auto counts_now = [&](const ev::ClockBody& clock) {
    return clock.kind == ClockKind::kSla && clock.breached &&
           clock.started >= state->stages.counted_since;
  };
  if (std::none_of(clocks.begin(), clocks.end(), counts_now)) return;
  // A lead counts once, however many of its clocks are late.
  if (const FollowUp* follow = state->FollowUpOf(lead); follow != nullptr) {
    for (const LeadClock& before : follow->clocks) {
      if (counts_now(before.body)) return;
    }
  }
  const auto version = state->PolicyOf(lead);
  StageCounts* counts = version == nullptr ? nullptr : CountsOf(*version, state);
  if (counts != nullptr) ++counts->breached;
}

}  // namespace signalbox
