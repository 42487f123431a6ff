// `signalbox audit head|prove|consistency|evidence`; audit_verify.cc has `verify`.
#include <cstdio>
#include <memory>

#include "audit/checkpoint.h"
#include "audit/heads.h"
#include "audit/proofs.h"
#include "base/markup.h"
#include "base/random.h"
#include "main/command.h"
#include "main/control.h"
#include "main/whole_number.h"
#include "main/workspace_flags.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/lead_positions.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

struct AuditOptions {
  WorkspaceOptions workspace;
  std::string lead;
  int64_t position = 0, old_size = 0, new_size = 0;
  bool json = false;
};

Result<std::unique_ptr<Store>> OpenToRead(const AuditOptions& options) {
  OpenOptions open;
  open.read_only = true;
  return OpenSqliteStore(options.workspace.directory, open);
}

// The newest head signed, for proofs that can be checked against what an outsider keeps; empty
// without keys.
std::string NewestHead(const AuditOptions& options, const Store& store) {
  const std::string keys =
      KeysDirectory(options.workspace.directory, options.workspace.keys_directory);
  const Result<std::string> text = ReadHeadsFile(keys + "/heads.log");
  if (!text.ok()) return {};
  const HeadsText heads = SplitHeads(*text);
  if (heads.notes.empty()) return {};
  const Result<Checkpoint> head = ParseCheckpoint(heads.notes.back());
  return head.ok() && head->size <= store.next_position() ? heads.notes.back() : std::string();
}

bool IsServed(const Result<std::unique_ptr<Store>>& store) {
  return !store.ok() && store.error().code == Code::kConflict;
}

// What the server that has the workspace open answers, as it is.
int Ask(const AuditOptions& options, const std::string& target, const char* end) {
  const Result<std::string> answer = AskServer(options.workspace, Method::kGet, target, "");
  if (!answer.ok()) return Fail(answer.error());
  std::printf("%s%s", answer->c_str(), end);
  return kExitDone;
}

int RunHead(const AuditOptions& options) {
  const Result<std::unique_ptr<Store>> store = OpenToRead(options);
  if (IsServed(store)) return Ask(options, "/v1/audit/head", "");
  if (!store.ok()) return Fail(store.error());
  const std::string note = NewestHead(options, **store);
  if (note.empty())
    return Fail(
        Err(Code::kNotFound, "no head is signed yet; serve the workspace or route a file first"));
  std::fputs(note.c_str(), stdout);
  return kExitDone;
}

int RunProve(const AuditOptions& options) {
  const Result<std::unique_ptr<Store>> store = OpenToRead(options);
  if (IsServed(store)) {
    return Ask(options, "/v1/audit/prove?position=" + std::to_string(options.position), "\n");
  }
  if (!store.ok()) return Fail(store.error());
  std::string note = NewestHead(options, **store);
  const Result<Checkpoint> head = ParseCheckpoint(note);
  if (!head.ok() || head->size <= options.position) note.clear();
  const Result<InclusionProof> proof = ProveInclusion(**store, options.position, note);
  if (!proof.ok()) return Fail(proof.error());
  std::printf("%s\n", InclusionJson(*proof).c_str());
  return kExitDone;
}

int RunConsistency(const AuditOptions& options) {
  const Result<std::unique_ptr<Store>> store = OpenToRead(options);
  if (IsServed(store)) {
    return Ask(options,
               "/v1/audit/consistency?old=" + std::to_string(options.old_size) +
                   "&new=" + std::to_string(options.new_size),
               "\n");
  }
  if (!store.ok()) return Fail(store.error());
  const Result<ConsistencyProof> proof =
      ProveConsistency(**store, options.old_size, options.new_size);
  if (!proof.ok()) return Fail(proof.error());
  std::printf("%s\n", ConsistencyJson(*proof).c_str());
  return kExitDone;
}

Result<Id> LeadNamed(const AuditOptions& options, const Store& store) {
  const Result<Id> given = ParseId("lead", options.lead);
  if (given.ok()) return given;
  SystemRandom random;
  SB_ASSIGN(const std::unique_ptr<Keyring> keys, OpenKeys(options.workspace, random));
  return FindStoredLead(store, *keys, options.lead);
}

int RunEvidence(const AuditOptions& options) {
  const Result<std::unique_ptr<Store>> store = OpenToRead(options);
  if (IsServed(store)) {
    return Ask(options, "/v1/leads/" + UrlEscape(options.lead) + "/evidence", "\n");
  }
  if (!store.ok()) return Fail(store.error());
  const Result<Id> lead = LeadNamed(options, **store);
  if (!lead.ok()) return Fail(lead.error());
  const Result<std::vector<int64_t>> positions = PositionsOfLead(**store, *lead);
  if (!positions.ok()) return Fail(positions.error());
  std::string note = NewestHead(options, **store);
  const Result<Checkpoint> head = ParseCheckpoint(note);
  if (!head.ok() || head->size <= positions->back()) note.clear();
  const Result<std::string> evidence = EvidenceJson(**store, *positions, note);
  if (!evidence.ok()) return Fail(evidence.error());
  std::printf("%s\n", evidence->c_str());
  return kExitDone;
}

CLI::App* AddReadCommand(CLI::App* audit, const char* name, const char* what,
                         const std::shared_ptr<AuditOptions>& options) {
  CLI::App* command = audit->add_subcommand(name, what);
  AddWorkspaceFlags(*command, &options->workspace);
  command->add_flag("--json", options->json, "JSON, which is what is printed anyway");
  return command;
}

}  // namespace

void AddAudit(CLI::App& app, int* exit) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* audit = app.add_subcommand("audit", "prove what the log holds");
  audit->require_subcommand(1);
  AddReadCommand(audit, "head", "the newest signed head", options)->callback([=] {
    *exit = RunHead(*options);
  });
  AddAuditVerify(audit, exit);
  CLI::App* prove = AddReadCommand(audit, "prove", "that one event is in the log", options);
  prove->add_option("position", options->position, "the event's position")
      ->required()
      ->check(WholeNumber());
  prove->callback([=] { *exit = RunProve(*options); });
  CLI::App* consistency =
      AddReadCommand(audit, "consistency", "that an old log is a prefix of a new one", options);
  consistency->add_option("old", options->old_size, "tree size then")
      ->required()
      ->check(WholeNumber());
  consistency->add_option("new", options->new_size, "tree size now")
      ->required()
      ->check(WholeNumber());
  consistency->callback([=] { *exit = RunConsistency(*options); });
  CLI::App* evidence =
      AddReadCommand(audit, "evidence", "all events of a lead with their proofs", options);
  evidence->add_option("lead", options->lead, "lead id, external id or e-mail")->required();
  evidence->callback([=] { *exit = RunEvidence(*options); });
}

}  // namespace signalbox
