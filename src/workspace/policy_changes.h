// Versions of the policy on their way: published, promoted, approved. What commands and the API do,
// each as events of the log (docs/lifecycle.md).
//
// `by` names a person of the roster, as the caller states it: nobody has signed in. Thread safe;
// each returns when it is durable.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// As people write it; empty is the default, which the functions below name.
struct StageRequest {
  std::string stage;        // draft, shadow, canary, active, retired
  std::string share;        // of a canary: `5%`, `0.5%`
  std::string halt_margin;  // percentage points: `10%`
  std::string halt_after;   // leads: `50`
  std::string by;
};

// `{"to","share","halt_margin","halt_after","by"}`; `stage_key` is `to` or `stage`. Numbers may
// stand in place of texts. kInvalid for anything else, but for members named in `others`.
Result<StageRequest> ParseStageRequest(std::string_view json, std::string_view stage_key,
                                       const std::vector<std::string_view>& others = {});
std::string StageRequestJson(const StageRequest& request, std::string_view stage_key);

// What came of it.
struct VersionStanding {
  std::string version;
  PolicyStage stage = PolicyStage::kDraft;
  int64_t share_e4 = 0;  // of a canary
  // `{"policy_version","stage","share"}`
  std::string Json() const;
  // `active`, `the canary, for 5% of the leads`
  std::string Words() const;
};
// What Json() wrote; kCorrupt for anything else.
Result<VersionStanding> ReadStanding(std::string_view json);

// What else belongs into the turn that publishes; either may be empty.
struct PublishedWith {
  std::function<Status(const State&)> check;  // what fails publishes nothing
  std::function<Status(Turn&)> record;        // after it was published
};

// Compiles against the roster and stores the bundle; without a stage it is active at once. Nothing
// is stored when the bundle does not compile (kInvalid) or the stage is refused (kConflict).
// Findings are given either way.
Result<VersionStanding> PublishPolicy(Workspace& workspace, const std::string& actor,
                                      const BundleFiles& files, const StageRequest& request,
                                      std::vector<Finding>* findings,
                                      const PublishedWith& with = {});

// Without a stage: to the next one; a canary without a share decides 5%, and one that is a canary
// already keeps what is not said. kNotFound, kConflict (engine/stage_moves.h), kInvalid.
Result<VersionStanding> PromotePolicy(Workspace& workspace, const std::string& actor,
                                      const std::string& version, const StageRequest& request);

// kNotFound, kConflict (CheckApprover), kInvalid for nobody.
Result<VersionStanding> ApprovePolicy(Workspace& workspace, const std::string& actor,
                                      const std::string& version, const std::string& by);

// From now on versions need an approval before they see a lead, or do not.
Status SetPolicyApproval(Workspace& workspace, const std::string& actor, bool required,
                         const std::string& by);

// The number of who is said to have done something, 0 where nobody is; kInvalid for somebody whom
// the roster does not have. Engine thread only.
Result<PersonRef> StatedPerson(const State& state, const std::string& by);

// `5%`, `0.25` as ten-thousandths, with two decimals at most; kInvalid names `what`.
Result<int64_t> ParseShare(std::string_view text, std::string_view what);
std::string ShareText(int64_t share_e4);

}  // namespace signalbox
