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

// `{"versions":[{"policy_version","hash","policy","active","fields","activations"}]}`, oldest
// first; `fields` are those of the CRM that the policy declares.
std::string PolicyVersionsJson(const State& state);

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
