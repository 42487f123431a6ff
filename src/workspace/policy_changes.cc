#include "workspace/policy_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "engine/reshape.h"
#include "engine/stage_moves.h"
#include "plans/plan_loader.h"
#include "workspace/policy_versions.h"

namespace signalbox {
namespace {

constexpr int64_t kFirstShareE4 = 500;
// More leads than a workspace decides while it waits for a verdict.
constexpr int64_t kMostHaltAfter = 1'000'000'000;

Id PolicyEntity(const State& state) {
  return DeriveId(0, state.log_id, 0, "policy");
}

Result<PolicyStage> StageNamed(std::string_view name) {
  for (int number = 0; number <= static_cast<int>(PolicyStage::kRetired); ++number) {
    const auto stage = static_cast<PolicyStage>(number);
    if (StageName(stage) == name) return stage;
  }
  return Err(Code::kInvalid, "`" + std::string(name) +
                                 "` is no stage; it is draft, shadow, canary, active or retired");
}

Result<int64_t> ParseCount(std::string_view text) {
  int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc() && end == text.data() + text.size() && count > 0 &&
      count <= kMostHaltAfter)
    return count;
  return Err(Code::kInvalid,
             "`halt_after` is a number of leads such as 50, not `" + std::string(text) + "`");
}

// The event that moves a version to `stage`, with what is not said as it was or by default.
Result<ev::PolicyStaged> StagedBody(const State& state, const Digest& hash, PolicyStage stage,
                                    const StageRequest& request, PersonRef by) {
  ev::PolicyStaged body{hash, stage, 0, 0, 0, by};
  const bool says_more =
      !request.share.empty() || !request.halt_margin.empty() || !request.halt_after.empty();
  if (stage != PolicyStage::kCanary) {
    if (says_more)
      return Err(Code::kInvalid, "a share and when to halt belong to a canary, not to " +
                                     std::string(StageName(stage)));
    return body;
  }
  const auto at = state.stages.versions.find(hash);
  const bool is_canary = state.stages.canary == hash;
  if (is_canary && !says_more)
    return Err(Code::kConflict, "it is the canary already; say another share, or where it goes");
  body.share_e4 = is_canary ? at->second.share_e4 : kFirstShareE4;
  body.halt_margin_e4 = is_canary ? at->second.halt_margin_e4 : kHaltMarginE4;
  body.halt_after = is_canary ? at->second.halt_after : kHaltAfter;
  if (!request.share.empty()) {
    SB_ASSIGN(body.share_e4, ParseShare(request.share, "share"));
  }
  if (!request.halt_margin.empty()) {
    SB_ASSIGN(body.halt_margin_e4, ParseShare(request.halt_margin, "halt_margin"));
  }
  if (!request.halt_after.empty()) {
    SB_ASSIGN(body.halt_after, ParseCount(request.halt_after));
  }
  return body;
}

Status MoveTo(Turn& turn, const Actor& actor, const ev::PolicyStaged& body) {
  if (body.stage == PolicyStage::kActive)
    return ActivatePolicy(turn, actor, body.hash, false, body.by);
  return turn.Input(EntityKind::kPolicy, PolicyEntity(turn.state()), EventType::kPolicyStaged,
                    actor, body);
}

VersionStanding StandingNow(const State& state, const Digest& hash) {
  const VersionStage& stage = state.stages.versions.at(hash);
  return {state.versions.at(hash)->name, stage.stage, stage.share_e4};
}

// A version is stored under the digest of all its files, the tests among them.
struct Publication {
  const Bytes& packed;
  const Digest& hash;
  const PolicyVersion& version;
  const StageRequest& request;
  PolicyStage to;
};

// Everything is checked before anything is fed.
Status PublishIn(Turn& turn, const Actor& actor, const Publication& one) {
  const State& state = turn.state();
  const Digest& hash = one.hash;
  const bool known = state.versions.contains(hash);
  const bool is_active = !state.activated.empty() && state.activated.back() == hash;
  if (is_active && one.to == PolicyStage::kActive) return {};
  SB_ASSIGN(const PersonRef by, StatedPerson(state, one.request.by));
  SB_ASSIGN(const ev::PolicyStaged body, StagedBody(state, hash, one.to, one.request, by));
  SB_TRY(CheckMove(state, {hash, one.to, body.share_e4, true}));
  const bool nobody = by == 0 && (!known || state.stages.versions.at(hash).author == 0);
  if (nobody && state.stages.approval_required)
    return Err(Code::kConflict,
               "this workspace asks for an approval by somebody other than the author; say who "
               "publishes it with `--by`");
  turn.PutBlob(one.packed);
  const bool names_author = known && state.stages.versions.at(hash).author == 0 && by != 0;
  if (!known || names_author) {
    SB_TRY(turn.Input(EntityKind::kPolicy, PolicyEntity(state), EventType::kPolicyPublished, actor,
                      ev::PolicyPublished{hash, NameOf(*one.version.policy), by}));
  }
  if (state.stages.versions.at(hash).stage == PolicyStage::kDraft && one.to == PolicyStage::kDraft)
    return {};
  return MoveTo(turn, actor, body);
}

std::string TextOfMember(const nlohmann::json& value) {
  if (value.is_number_integer()) return std::to_string(value.get<int64_t>());
  return value.is_string() ? value.get<std::string>() : std::string();
}

struct StageMember {
  std::string_view name;
  std::string StageRequest::*text;
};
constexpr StageMember kStageMembers[] = {{"", &StageRequest::stage},
                                         {"share", &StageRequest::share},
                                         {"halt_margin", &StageRequest::halt_margin},
                                         {"halt_after", &StageRequest::halt_after},
                                         {"by", &StageRequest::by}};

}  // namespace

Result<PersonRef> StatedPerson(const State& state, const std::string& by) {
  if (by.empty()) return PersonRef{0};
  const PersonRef ref = state.RefOf(by);
  if (ref != 0 && state.roster.FindPerson(by) != nullptr) return ref;
  return Err(Code::kInvalid, "`by`: the roster has nobody called `" + by + "`");
}

Result<int64_t> ParseShare(std::string_view text, std::string_view what) {
  const Error bad{Code::kInvalid, fmt::format("`{}` is a share such as 5% or 0.5%, not `{}`", what,
                                              text.substr(0, 40))};
  std::string_view number = text;
  if (number.ends_with('%')) number.remove_suffix(1);
  const size_t point = number.find('.');
  const std::string_view whole = number.substr(0, point);
  std::string decimals(point == std::string_view::npos ? "" : number.substr(point + 1));
  const auto digits = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (whole.empty() || whole.size() > 3 || decimals.size() > 2 || !digits(whole) ||
      !digits(decimals) || (point != std::string_view::npos && decimals.empty()))
    return bad;
  decimals.resize(2, '0');
  const int64_t share = std::stoll(std::string(whole) + decimals);
  if (share > 10'000) return bad;
  return share;
}

std::string ShareText(int64_t share_e4) {
  const int64_t rest = share_e4 % 100;
  std::string text = std::to_string(share_e4 / 100);
  if (rest != 0) text += fmt::format(".{:02}", rest);
  if (rest != 0 && text.ends_with('0')) text.pop_back();
  return text + "%";
}

Result<StageRequest> ParseStageRequest(std::string_view json, std::string_view stage_key,
                                       const std::vector<std::string_view>& others) {
  StageRequest request;
  if (json.empty()) return request;
  const nlohmann::json root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object())
    return Err(Code::kInvalid,
               fmt::format("send an object such as {{\"{}\": \"canary\"}}, or nothing", stage_key));
  for (const auto& [name, value] : root.items()) {
    if (std::find(others.begin(), others.end(), name) != others.end()) continue;
    const StageMember* known = nullptr;
    for (const StageMember& member : kStageMembers) {
      if ((member.name.empty() ? stage_key : member.name) == name) known = &member;
    }
    if (known == nullptr)
      return Err(Code::kInvalid,
                 fmt::format("`{}` is nothing that is known here; there are `{}`, `share`, "
                             "`halt_margin`, `halt_after` and `by`",
                             name, stage_key));
    if (value.is_null()) continue;
    request.*known->text = TextOfMember(value);
    if (!value.is_string() && !value.is_number_integer())
      return Err(Code::kInvalid, "`" + name + "` is a text");
  }
  return request;
}

std::string StageRequestJson(const StageRequest& request, std::string_view stage_key) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject();
  for (const StageMember& member : kStageMembers)
    json.MemberOrNull(member.name.empty() ? stage_key : member.name, request.*member.text);
  json.EndObject();
  return text;
}

std::string VersionStanding::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("policy_version", version).Member("stage", StageName(stage));
  json.MemberOrNull("share", share_e4 == 0 ? "" : ShareText(share_e4)).EndObject();
  return text;
}

std::string VersionStanding::Words() const {
  switch (stage) {
    case PolicyStage::kDraft:
      return "a draft";
    case PolicyStage::kShadow:
      return "the shadow";
    case PolicyStage::kCanary:
      return "the canary, for " + ShareText(share_e4) + " of the leads";
    case PolicyStage::kActive:
    case PolicyStage::kRetired:
      break;
  }
  return std::string(StageName(stage));
}

Result<VersionStanding> ReadStanding(std::string_view json) {
  const nlohmann::json object = nlohmann::json::parse(json, nullptr, false);
  VersionStanding standing;
  if (!object.is_object() || !object.contains("policy_version") || !object.contains("stage"))
    return Err(Code::kCorrupt, "the answer does not say where a version stands");
  standing.version = TextOfMember(object["policy_version"]);
  SB_ASSIGN(standing.stage, StageNamed(TextOfMember(object["stage"])));
  const std::string share = object.contains("share") ? TextOfMember(object["share"]) : "";
  if (!share.empty()) {
    SB_ASSIGN(standing.share_e4, ParseShare(share, "share"));
  }
  return standing;
}

Result<VersionStanding> PublishPolicy(Workspace& workspace, const std::string& actor,
                                      const BundleFiles& files, const StageRequest& request,
                                      std::vector<Finding>* findings, const PublishedWith& with) {
  auto to = PolicyStage::kActive;
  if (!request.stage.empty()) {
    SB_ASSIGN(to, StageNamed(request.stage));
    if (to == PolicyStage::kRetired)
      return Err(Code::kInvalid, "a version is published to be used; it is retired later");
  }
  Roster roster;
  SB_TRY(workspace.Ask([&](const Engine& engine) { roster = engine.state().roster; }));
  const auto version = CheckBundle(files, &roster, findings);
  if (version == nullptr)
    return Err(Code::kInvalid, "the bundle does not compile; nothing was published");
  const Bytes packed = PackBundle(files);
  const Digest hash = Sha256(packed);
  VersionStanding standing;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    if (with.check) SB_TRY(with.check(turn.state()));
    SB_TRY(PublishIn(turn, {ActorKind::kOperator, actor}, {packed, hash, *version, request, to}));
    if (with.record) SB_TRY(with.record(turn));
    standing = StandingNow(turn.state(), hash);
    return {};
  }));
  return standing;
}

Result<VersionStanding> PromotePolicy(Workspace& workspace, const std::string& actor,
                                      const std::string& version, const StageRequest& request) {
  VersionStanding standing;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const Digest hash, FindPolicyVersion(state, version));
    const PolicyStage from = state.stages.versions.at(hash).stage;
    PolicyStage to = NextStage(from);
    if (!request.stage.empty()) {
      SB_ASSIGN(to, StageNamed(request.stage));
    } else if (from == PolicyStage::kCanary && !request.share.empty()) {
      to = PolicyStage::kCanary;
    }
    SB_ASSIGN(const PersonRef by, StatedPerson(state, request.by));
    SB_ASSIGN(const ev::PolicyStaged body, StagedBody(state, hash, to, request, by));
    SB_TRY(CheckMove(state, {hash, to, body.share_e4, false}));
    SB_TRY(MoveTo(turn, {ActorKind::kOperator, actor}, body));
    standing = StandingNow(state, hash);
    return {};
  }));
  return standing;
}

Result<VersionStanding> ApprovePolicy(Workspace& workspace, const std::string& actor,
                                      const std::string& version, const std::string& by) {
  if (by.empty()) return Err(Code::kInvalid, "say who approves of it with `by`");
  VersionStanding standing;
  SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const Digest hash, FindPolicyVersion(state, version));
    SB_ASSIGN(const PersonRef person, StatedPerson(state, by));
    SB_TRY(CheckApprover(state, hash, person));
    if (state.stages.versions.at(hash).approver != person) {
      SB_TRY(turn.Input(EntityKind::kPolicy, PolicyEntity(state), EventType::kPolicyApproval,
                        {ActorKind::kOperator, actor}, ev::PolicyApproval{hash, person, false}));
    }
    standing = StandingNow(state, hash);
    return {};
  }));
  return standing;
}

Status SetPolicyApproval(Workspace& workspace, const std::string& actor, bool required,
                         const std::string& by) {
  const auto set = workspace.Apply([&](Turn& turn) -> Status {
    const State& state = turn.state();
    SB_ASSIGN(const PersonRef person, StatedPerson(state, by));
    if (state.stages.approval_required == required) return {};
    return turn.Input(EntityKind::kPolicy, PolicyEntity(state), EventType::kPolicyApproval,
                      {ActorKind::kOperator, actor}, ev::PolicyApproval{{}, person, required});
  });
  return set.ok() ? Status() : Status(set.error());
}

}  // namespace signalbox
