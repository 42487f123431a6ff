// `signalbox audit verify`: checks every stored byte, and signed heads and views where asked.
#include <cstdio>
#include <memory>

#include "audit/checkpoint.h"
#include "audit/heads.h"
#include "audit/key_list.h"
#include "audit/verify.h"
#include "base/json_writer.h"
#include "main/command.h"
#include "main/control.h"
#include "main/json_text.h"
#include "main/workspace_flags.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/views.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

struct VerifyCommand {
  WorkspaceOptions workspace;
  std::string heads, vkey;
  bool views = false;
  bool json = false;
};

// What the two files hold; empty where none is named.
struct OutsideHeads {
  std::string heads, key;
};

Result<OutsideHeads> ReadOutside(const VerifyCommand& command) {
  OutsideHeads outside;
  if (command.heads.empty()) return outside;
  Result<std::string> heads = ReadWhole(command.heads);
  if (!heads.ok()) return heads.error();
  if (SplitHeads(*heads).notes.empty()) {
    return Err(Code::kInvalid, "`" + command.heads +
                                   "` holds no signed head, so there is nothing to compare the log "
                                   "with; name the file that `heads.log` was copied to");
  }
  outside.heads = *std::move(heads);
  const std::string keys =
      KeysDirectory(command.workspace.directory, command.workspace.keys_directory);
  Result<std::string> key = ReadWhole(command.vkey.empty() ? keys + "/audit.vkey" : command.vkey);
  if (!key.ok())
    return Within("the key that heads are checked with; name it with --vkey", key.error());
  outside.key = *std::move(key);
  return outside;
}

int ShowViewsDifference(const std::string& difference) {
  std::fprintf(stderr, "the views are not what the log says: %s\n", difference.c_str());
  return kExitNotSo;
}

int ShowReport(const std::string& json, const std::string& problem) {
  std::printf("%s\n", json.c_str());
  if (!problem.empty()) {
    std::fprintf(stderr, "signalbox: the log does not verify: %s\n", problem.c_str());
    return kExitNotSo;
  }
  const std::string purged = TextMember(json, "purged");
  if (!purged.empty()) std::fprintf(stderr, "note: %s\n", purged.c_str());
  return kExitDone;
}

int AskForVerification(const VerifyCommand& command, const OutsideHeads& outside) {
  std::string body;
  JsonWriter json(&body);
  json.BeginObject().Member("views", command.views);
  if (!outside.heads.empty()) json.Member("heads", outside.heads).Member("vkey", outside.key);
  json.EndObject();
  const Result<std::string> answer =
      AskServer(command.workspace, Method::kPost, "/v1/audit/verify", body);
  if (!answer.ok()) return Fail(answer.error());
  const std::string difference = TextMember(*answer, "views_difference");
  if (!difference.empty()) return ShowViewsDifference(difference);
  return ShowReport(*answer, TextMember(*answer, "problem"));
}

int RunVerify(const VerifyCommand& command) {
  const Result<OutsideHeads> outside = ReadOutside(command);
  if (!outside.ok()) return Fail(outside.error());
  OpenOptions open;
  open.read_only = true;
  const Result<std::unique_ptr<Store>> store = OpenSqliteStore(command.workspace.directory, open);
  if (!store.ok() && store.error().code == Code::kConflict)
    return AskForVerification(command, *outside);
  if (!store.ok()) return Fail(store.error());
  VerifyOptions verify;
  verify.heads = outside->heads;
  if (!outside->key.empty()) {
    Result<std::vector<AuditVerifierKey>> keys = ParseKeyList(outside->key);
    if (!keys.ok()) return Fail(keys.error());
    verify.key = keys->front();
    verify.older_keys.assign(keys->begin() + 1, keys->end());
  }
  const Result<VerifyReport> report = VerifyLog(**store, verify);
  if (!report.ok()) return Fail(report.error());
  if (report->ok && command.views) {
    const Result<std::string> difference =
        CompareWithLog(command.workspace.directory + "/views.db", **store);
    if (!difference.ok()) return Fail(difference.error());
    if (!difference->empty()) return ShowViewsDifference(*difference);
  }
  return ShowReport(VerifyReportJson(*report), report->ok ? "" : report->problem);
}

}  // namespace

void AddAuditVerify(CLI::App* audit, int* exit) {
  auto command = std::make_shared<VerifyCommand>();
  CLI::App* verify = audit->add_subcommand("verify", "check every stored byte");
  AddWorkspaceFlags(*verify, &command->workspace);
  verify->add_flag("--json", command->json, "JSON, which is what is printed anyway");
  auto* heads = verify->add_option("--heads", command->heads, "signed heads kept elsewhere");
  verify
      ->add_option("--vkey", command->vkey,
                   "the key that signed them (default: DIR.keys/audit.vkey)")
      ->needs(heads);
  verify->add_flag("--views", command->views, "also derive the views anew and compare");
  verify->callback([command, exit] { *exit = RunVerify(*command); });
}

}  // namespace signalbox
