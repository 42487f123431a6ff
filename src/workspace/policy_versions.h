// The published versions of a workspace: found by name, and as `policy versions --json` and GET
// /v1/policies show them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/state.h"

namespace signalbox {

// `{"versions":[{"policy_version","hash","policy","active","fields","activations","stage","share",
// "halt_margin","halt_after","published_by","approved_by","counts","shadow","halted"}],
// "approval_required","counted_since"}`, oldest first; `fields` are those of the CRM that the
// policy declares. The rest is that of engine/policy_stages.h, null where it does not apply.
std::string PolicyVersionsJson(const State& state);
// One line a version.
std::string PolicyVersionsText(const State& state);
// `held 12 of 50, the active version 3 of 950`
std::string HaltWords(const ev::PolicyHalted& halted);

// By its name or its full hash in hex; kNotFound when it was never published.
Result<Digest> FindPolicyVersion(const State& state, std::string_view wanted);

// Compiles a bundle and looks through what compiled (policy/check.h); null where it does not
// compile.
std::shared_ptr<const PolicyVersion> CheckBundle(const BundleFiles& files, const Roster* roster,
                                                 std::vector<Finding>* findings);
// `[{"severity","file","line","column","message"}]`
std::string FindingsJson(const std::vector<Finding>& findings);
// `{"policy_version","findings"}`, as `policy check --json` shows them; `version` is null where the
// bundle does not compile.
std::string CheckedBundleJson(const std::vector<Finding>& findings, const PolicyVersion* version);
// The findings of what CheckedBundleJson wrote; kCorrupt for anything else.
Result<std::vector<Finding>> ReadFindings(std::string_view json);

}  // namespace signalbox
