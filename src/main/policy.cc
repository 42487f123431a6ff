#include "main/policy.h"

#include <cstdio>

#include "base/json_writer.h"

namespace signalbox {

void AddWorkspaceOption(CLI::App& command, WorkspaceOptions* options, bool required) {
  command.add_option("--workspace", options->directory, "the workspace")->required(required);
  command.add_option("--keys", options->keys_directory, "keys directory (default: DIR.keys)");
}

Result<BundleFiles> ReadGivenBundle(const std::string& directory) {
  Result<BundleFiles> files = ReadBundle(directory);
  if (!files.ok()) return Error{Code::kInvalid, files.error().message};
  return files;
}

void PrintFindings(const std::vector<Finding>& findings, std::FILE* to) {
  for (const Finding& one : findings) std::fprintf(to, "%s\n", one.Text().c_str());
}

std::string BundleJson(const BundleFiles& files, const StageRequest* stage) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("files").BeginObject();
  for (const auto& [path, content] : files) json.Member(path, content);
  json.EndObject();
  if (stage != nullptr) {
    json.MemberOrNull("stage", stage->stage).MemberOrNull("share", stage->share);
    json.MemberOrNull("halt_margin", stage->halt_margin);
    json.MemberOrNull("halt_after", stage->halt_after).MemberOrNull("by", stage->by);
  }
  json.EndObject();
  return text;
}

int ShowVersion(const std::string& version, bool json, const char* verb) {
  if (json)
    std::printf("{\"policy_version\":\"%s\"}\n", version.c_str());
  else
    std::printf("%s policy version %s\n", verb, version.c_str());
  return kExitDone;
}

void AddPolicy(CLI::App& app, int* exit) {
  CLI::App* policy = app.add_subcommand("policy", "check, try, publish and roll back policies");
  policy->require_subcommand(1);
  AddPolicyCheck(*policy, exit);
  AddPolicyTest(*policy, exit);
  AddPolicyFmt(*policy, exit);
  AddPolicyExplain(*policy, exit);
  AddPolicyDiff(*policy, exit);
  AddPolicyGraph(*policy, exit);
  AddPolicyPublish(*policy, exit);
  AddPolicyPromote(*policy, exit);
  AddPolicyApprove(*policy, exit);
  AddPolicyApproval(*policy, exit);
  AddPolicyShadow(*policy, exit);
  AddPolicyFlag(*policy, exit);
  AddPolicyVersions(*policy, exit);
  AddPolicyRollback(*policy, exit);
  AddPolicyTable(*policy, exit);
  AddPolicyCelTest(*policy, exit);
  AddPolicyImportSalesforce(*policy, exit);
  AddPolicyImportTerritories(*policy, exit);
  AddPolicyBacktest(*policy, exit);
  AddPolicyWhoCovers(*policy, exit);
  AddPolicyWatch(*policy, exit);
  AddPolicyHandBacks(*policy, exit);
  AddPolicyRepair(*policy, exit);
}

}  // namespace signalbox
