// The subcommands of `signalbox policy`, one file each, and what they share.
//
// Each Add function adds one subcommand to `policy`; its callback sets `*exit`.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "main/command.h"
#include "policy/policy.h"
#include "workspace/policy_changes.h"
#include "workspace/policy_versions.h"
#include "workspace/workspace.h"

namespace signalbox {

void AddPolicyCheck(CLI::App& policy, int* exit);
void AddPolicyTest(CLI::App& policy, int* exit);
void AddPolicyFmt(CLI::App& policy, int* exit);
void AddPolicyExplain(CLI::App& policy, int* exit);
void AddPolicyDiff(CLI::App& policy, int* exit);
void AddPolicyGraph(CLI::App& policy, int* exit);
void AddPolicyPublish(CLI::App& policy, int* exit);
void AddPolicyPromote(CLI::App& policy, int* exit);
void AddPolicyApprove(CLI::App& policy, int* exit);
void AddPolicyApproval(CLI::App& policy, int* exit);
void AddPolicyFlag(CLI::App& policy, int* exit);
void AddPolicyHandBacks(CLI::App& policy, int* exit);
void AddPolicyShadow(CLI::App& policy, int* exit);
void AddPolicyVersions(CLI::App& policy, int* exit);
void AddPolicyRollback(CLI::App& policy, int* exit);
void AddPolicyCelTest(CLI::App& policy, int* exit);
void AddPolicyImportSalesforce(CLI::App& policy, int* exit);
void AddPolicyImportTerritories(CLI::App& policy, int* exit);
void AddPolicyBacktest(CLI::App& policy, int* exit);
void AddPolicyWhoCovers(CLI::App& policy, int* exit);
void AddPolicyWatch(CLI::App& policy, int* exit);
void AddPolicyRepair(CLI::App& policy, int* exit);
void AddPolicyTable(CLI::App& policy, int* exit);

// `--workspace` and `--keys`.
void AddWorkspaceOption(CLI::App& command, WorkspaceOptions* options, bool required);

// A bundle that cannot be read is a wrong use, not an answer about it.
Result<BundleFiles> ReadGivenBundle(const std::string& directory);

// One finding a line.
void PrintFindings(const std::vector<Finding>& findings, std::FILE* to);
// A bundle as the body of a request, with the stage that it is published to where one is given.
std::string BundleJson(const BundleFiles& files, const StageRequest* stage = nullptr);

// Says which version is active now.
int ShowVersion(const std::string& version, bool json, const char* verb);

}  // namespace signalbox
