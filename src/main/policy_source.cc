#include "main/policy_source.h"

#include <filesystem>

#include "main/policy.h"
#include "plans/plan_loader.h"

namespace signalbox {
namespace {

Result<Digest> FindDigest(const std::string& given, const State& state) {
  if (given.empty()) {
    if (state.activated.empty()) return Err(Code::kNotFound, "the workspace has no active policy");
    return state.activated.back();
  }
  const Digest* found = nullptr;
  for (const Digest& hash : state.published) {
    if (!ToHex(View(hash)).starts_with(given)) continue;
    if (found != nullptr && *found != hash) {
      return Err(Code::kInvalid, "two versions begin with `" + given + "`; write more of it");
    }
    found = &hash;
  }
  if (found == nullptr) {
    return Err(Code::kInvalid, "`" + given +
                                   "` is neither a directory nor a published version; see "
                                   "`signalbox policy versions`");
  }
  return *found;
}

}  // namespace

Result<LookedAt> LookAt(const WorkspaceOptions& options) {
  LookedAt looked;
  SB_ASSIGN(looked.stored, OpenStored(options));
  SB_ASSIGN(looked.state, LoadStored(looked.stored, LoadStoredVersion));
  return looked;
}

Result<PolicySource> FindPolicy(const std::string& given, const LookedAt* workspace) {
  PolicySource source{.name = given, .files = {}, .version = nullptr, .findings = {}};
  std::error_code error;
  const bool is_directory = !given.empty() && std::filesystem::is_directory(given, error);
  if (is_directory || workspace == nullptr) {
    SB_ASSIGN(source.files, ReadGivenBundle(given));
  } else {
    SB_ASSIGN(const Digest hash, FindDigest(given, *workspace->state));
    SB_ASSIGN(const Bytes blob, workspace->stored.store->ReadBlob(hash));
    SB_ASSIGN(source.files, UnpackBundle(blob));
    if (given.empty()) source.name = VersionName(hash);
  }
  source.version = LoadVersion(source.files, nullptr, &source.findings);
  return source;
}

Result<AskedPolicy> FindAskedPolicy(const std::string& given, const WorkspaceOptions& workspace) {
  AskedPolicy asked;
  if (!workspace.directory.empty()) {
    SB_ASSIGN(asked.workspace, LookAt(workspace));
  }
  SB_ASSIGN(asked.source, FindPolicy(given, asked.workspace ? &*asked.workspace : nullptr));
  return asked;
}

}  // namespace signalbox
