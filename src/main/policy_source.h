// Where a policy on the command line comes from: a bundle's directory, or a version that a
// workspace has stored.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/state.h"
#include "policy/policy.h"
#include "workspace/stored_state.h"

namespace signalbox {

// A workspace that nobody runs, with its state.
struct LookedAt {
  StoredWorkspace stored;
  std::unique_ptr<State> state;
};
// kConflict while another process has the workspace open.
Result<LookedAt> LookAt(const WorkspaceOptions& options);

struct PolicySource {
  std::string name;  // as given
  BundleFiles files;
  std::shared_ptr<const PolicyVersion> version;  // null when it does not compile
  std::vector<Finding> findings;
};

// `given` is a directory, or, with a workspace, the first hexadecimal digits of a published
// version; empty means the active one. kInvalid when it is neither.
Result<PolicySource> FindPolicy(const std::string& given, const LookedAt* workspace);

// The same for a command whose --workspace may be left out.
struct AskedPolicy {
  std::optional<LookedAt> workspace;  // none where its directory is empty
  PolicySource source;
};
Result<AskedPolicy> FindAskedPolicy(const std::string& given, const WorkspaceOptions& workspace);

}  // namespace signalbox
