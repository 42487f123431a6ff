#include "engine/stage_moves.h"

#include <fmt/format.h>

namespace signalbox {
namespace {

VersionStage StandingOf(const State& state, const Digest& hash) {
  const auto at = state.stages.versions.find(hash);
  return at == state.stages.versions.end() ? VersionStage{} : at->second;
}

std::string VersionWords(const State& state, const Digest& hash) {
  const auto at = state.versions.find(hash);
  return at == state.versions.end() ? "the bundle" : "`" + at->second->name + "`";
}

Status CheckFrom(const State& state, const StageMove& move, PolicyStage from) {
  const std::string name = VersionWords(state, move.hash);
  const bool known = state.versions.contains(move.hash);
  if (from == PolicyStage::kActive)
    return Err(Code::kConflict,
               name + " is the active version; it is retired when another one becomes active");
  if (from == PolicyStage::kRetired) {
    if (move.published) return {};
    return Err(Code::kConflict,
               name + " is retired; go back to it with `policy rollback`, or publish it again");
  }
  if (move.to == PolicyStage::kDraft) {
    if (from == PolicyStage::kDraft && move.published) return {};
    return Err(Code::kConflict,
               fmt::format("{} is {} {}; it does not become a draft again, but "
                           "may be retired",
                           name, from == PolicyStage::kDraft ? "a" : "the", StageName(from)));
  }
  if (known && from == move.to && from != PolicyStage::kCanary)
    return Err(Code::kConflict, fmt::format("{} is the {} already", name, StageName(from)));
  return {};
}

// There is one place of each kind, beside an active version.
Status CheckPlace(const State& state, const StageMove& move) {
  if (move.to != PolicyStage::kShadow && move.to != PolicyStage::kCanary) return {};
  if (state.activated.empty())
    return Err(Code::kConflict, fmt::format("there is no active version yet that a {} could stand "
                                            "beside; publish one",
                                            StageName(move.to)));
  const Digest& taken = move.to == PolicyStage::kShadow ? state.stages.shadow : state.stages.canary;
  if (taken == Digest{} || taken == move.hash) return {};
  return Err(Code::kConflict, fmt::format("{} is the {}; promote or retire it first",
                                          VersionWords(state, taken), StageName(move.to)));
}

}  // namespace

Status CheckMove(const State& state, const StageMove& move) {
  const VersionStage standing = StandingOf(state, move.hash);
  SB_TRY(CheckFrom(state, move, standing.stage));
  SB_TRY(CheckPlace(state, move));
  if (move.to == PolicyStage::kCanary && (move.share_e4 < 1 || move.share_e4 > 10'000))
    return Err(Code::kInvalid, "the share of a canary is between 0.01% and 100%");
  const bool acts = move.to == PolicyStage::kShadow || move.to == PolicyStage::kCanary ||
                    move.to == PolicyStage::kActive;
  if (!acts || !state.stages.approval_required || standing.approver != 0) return {};
  return Err(Code::kConflict,
             fmt::format("this workspace asks for an approval: {} it as a draft with `--by`, and "
                         "somebody else runs `policy approve`",
                         standing.author == 0 ? "publish" : "leave"));
}

PolicyStage NextStage(PolicyStage stage) {
  switch (stage) {
    case PolicyStage::kDraft:
      return PolicyStage::kShadow;
    case PolicyStage::kShadow:
      return PolicyStage::kCanary;
    case PolicyStage::kCanary:
      return PolicyStage::kActive;
    case PolicyStage::kActive:
    case PolicyStage::kRetired:
      break;
  }
  return stage;
}

Status CheckApprover(const State& state, const Digest& hash, PersonRef by) {
  const VersionStage standing = StandingOf(state, hash);
  const std::string name = VersionWords(state, hash);
  if (standing.stage == PolicyStage::kRetired)
    return Err(Code::kConflict, name + " is retired; publish it again first");
  if (standing.author == 0)
    return Err(Code::kConflict, name +
                                    " was published without saying by whom; publish it again "
                                    "with `--by`");
  if (standing.author == by)
    return Err(Code::kConflict,
               "`" + state.PersonOf(by) + "` published " + name + "; somebody else approves of it");
  return {};
}

}  // namespace signalbox
