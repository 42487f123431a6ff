#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "audit/heads.h"
#include "audit/key_list.h"
#include "audit/proofs.h"
#include "audit/verify.h"
#include "base/json_writer.h"
#include "engine/core.h"
#include "store/sqlite/log_copy.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/workspace_lock.h"
#include "workspace/backup.h"
#include "workspace/forget.h"
#include "workspace/stored_state.h"

namespace signalbox {
namespace {

constexpr unsigned kDirectoryMode = 0700;

// What the keys directory says of the log before: its signed heads, and who signed them.
struct SignedBefore {
  std::string heads;
  std::vector<AuditVerifierKey> keys;
  int64_t epoch = 0;  // of the newest head
};

Result<SignedBefore> ReadSigned(const std::string& keys_directory, const AuditVerifierKey& now) {
  SignedBefore before;
  const Result<std::string> heads = ReadHeadsFile(keys_directory + "/heads.log");
  if (!heads.ok() && heads.error().code != Code::kNotFound) return heads.error();
  if (heads.ok()) before.heads = *heads;
  const HeadsText split = SplitHeads(before.heads);
  if (!split.notes.empty()) {
    SB_ASSIGN(const Checkpoint newest, ParseCheckpoint(split.notes.back()));
    before.epoch = newest.epoch;
  }
  before.keys.push_back(now);
  const Result<std::string> list = ReadHeadsFile(keys_directory + "/audit.vkey");
  if (!list.ok()) return before;
  SB_ASSIGN(const std::vector<AuditVerifierKey> listed, ParseKeyList(*list));
  for (const AuditVerifierKey& key : listed) {
    if (key != now) before.keys.push_back(key);
  }
  return before;
}

Status CopyIn(const std::string& file, const std::string& to) {
  std::error_code error;
  if (!std::filesystem::copy_file(file, to, error)) {
    const bool missing = error == std::errc::no_such_file_or_directory;
    const bool folder = std::filesystem::is_directory(file);
    return Err(missing || folder ? Code::kInvalid : Code::kIo,
               "cannot copy `" + file + "`: " + (folder ? "Is a directory" : error.message()));
  }
  const int copied = open(to.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = copied >= 0 && fsync(copied) == 0;
  if (copied >= 0) close(copied);
  return synced ? Status() : Status(Err(Code::kIo, "cannot sync `" + to + "`"));
}

// Subjects are numbered on from what the keys know; keys that do not know some of the log's would
// give their numbers out again.
Status CheckKeysAreNewer(const State& state, const Keyring& keys) {
  for (size_t i = 0; i < state.leads.size(); ++i) {
    const int64_t subject = state.leads[i].subject;
    if (keys.SubjectKey(subject).ok() || keys.IsForgotten(subject)) continue;
    return Err(Code::kForbidden,
               "the keys are older than the backup; restore with the keys that the workspace had "
               "when it was taken, or later ones");
  }
  return {};
}

Status CheckCopy(const Store& store, const SignedBefore& before) {
  VerifyOptions verify;
  verify.heads = before.heads;
  verify.key = before.keys.front();
  verify.older_keys.assign(before.keys.begin() + 1, before.keys.end());
  SB_ASSIGN(const VerifyReport report, VerifyLog(store, verify));
  if (report.ok) return {};
  return Err(Code::kCorrupt, "the backup does not verify: " + report.problem);
}

// Whether it is a log at all; its id.
Result<Id> LookAt(const std::string& directory, RestoreReport* report) {
  OpenOptions looking;
  looking.read_only = true;
  const Result<std::unique_ptr<Store>> store = OpenSqliteStore(directory, looking);
  if (!store.ok()) {
    const Code code = store.error().code;
    if (code != Code::kCorrupt && code != Code::kNotFound && code != Code::kInvalid)
      return store.error();
    return Err(Code::kInvalid, "this is no backup; `signalbox backup --out F` writes one");
  }
  report->events = (*store)->next_position();
  return (*store)->log_id();
}

// Everything up to the name that the directory gets at last.
Result<RestoreReport> MakeFrom(const std::string& file, const WorkspaceOptions& staged) {
  RestoreReport report;
  const std::string log = staged.directory + "/log.db";
  SB_TRY(CopyIn(file, log));
  {
    SystemRandom random;
    SystemClock clock;
    const Result<Id> log_id = LookAt(staged.directory, &report);
    if (!log_id.ok()) return Within("`" + file + "`", log_id.error());
    Result<std::unique_ptr<Keyring>> opened = OpenKeys(staged, random);
    if (!opened.ok())
      return Within("a backup has no keys; name those of its workspace with `--keys`",
                    opened.error());
    const std::unique_ptr<Keyring> keys = std::move(*opened);
    const AuditKey key(keys->audit_seed(), *log_id);
    SB_ASSIGN(const SignedBefore heads, ReadSigned(staged.keys_directory, key.verifier()));
    SB_TRY(RaiseEpochOfCopy(log, heads.epoch));
    SB_ASSIGN(const std::unique_ptr<Store> store, OpenSqliteStore(staged.directory, {}));
    report.epoch = store->epoch();
    SB_TRY(DeclareFork(*store, *keys, LoadStoredVersion, clock.Now()));
    SB_TRY(CheckCopy(*store, heads));
  }
  SB_ASSIGN(const std::unique_ptr<Workspace> workspace, Workspace::Open(staged));
  // Before anybody else can ask for them.
  SB_TRY(workspace->Apply([&](Turn& turn) -> Status {
    SB_ASSIGN(report.forgotten, ForgetAgain(turn, workspace->keys()));
    return {};
  }));
  workspace->Close();
  return report;
}

}  // namespace

Status DeclareFork(Store& store, const Keyring& keys, const StoredPolicyLoader& load_policy,
                   TimeUs now) {
  SB_ASSIGN(const std::unique_ptr<State> state, FoldStored(store, keys, load_policy));
  SB_TRY(CheckKeysAreNewer(*state, keys));
  const int64_t backup_epoch = state->epoch;
  state->epoch = store.epoch();
  const ApplyContext context = StoredContext(store, load_policy);
  const Core core(state.get(), &context);
  Event event = core.Envelope(EntityKind::kWorkspace, store.log_id(), EventType::kLogForked, now);
  event.actor = {ActorKind::kOperator, "restore"};
  event.clear = EncodeBody(ev::LogForked{backup_epoch});
  const StoreMerkleSource source(store);
  SB_ASSIGN(MerkleTree tree, MerkleTree::Resume(source, store.next_position()));
  CommitBatch batch;
  batch.events.push_back(EncodeEvent(event));
  tree.Append(LeafHash(batch.events.back()), &batch.merkle);
  return store.Commit(batch, store.epoch(), event.position);
}

Result<int64_t> ForgetAgain(Turn& turn, const Keyring& keys) {
  const Actor restore{ActorKind::kOperator, "restore"};
  std::vector<std::pair<Id, int64_t>> leads;
  std::vector<PersonCase> cases;
  const State& state = turn.state();
  for (size_t i = 0; i < state.leads.size(); ++i) {
    const LeadEntry& entry = state.leads[i];
    const bool known = state.law.forgotten.contains(static_cast<uint32_t>(i));
    if (!known && keys.IsForgotten(entry.subject)) leads.emplace_back(entry.id, entry.subject);
  }
  for (const auto& [number, entry] : state.cases.by_number) {
    if (!entry.erased && keys.IsForgotten(entry.subject))
      cases.push_back({number, entry.id, entry.subject, IsOpen(entry.status)});
  }
  for (const PersonCase& one : cases)
    SB_TRY(EraseCase(turn, restore, one, ev::Forgotten{{one.subject}, true}));
  for (const auto& [lead, subject] : leads) {
    SB_TRY(turn.Input(EntityKind::kLead, lead, EventType::kForgotten, restore,
                      ev::Forgotten{{subject}, true}));
  }
  return std::ssize(leads) + std::ssize(cases);
}

std::string RestoreReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("events", events).Member("epoch", epoch);
  json.Member("forgotten", forgotten).EndObject();
  return text;
}

Result<RestoreReport> RestoreBackup(const std::string& file, const WorkspaceOptions& options) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::exists(options.directory, error))
    return Err(Code::kConflict, "`" + options.directory + "` is there already; name a new one");
  WorkspaceOptions staged = options;
  staged.keys_directory = KeysDirectory(options.directory, options.keys_directory);
  staged.directory = options.directory;
  while (staged.directory.size() > 1 && staged.directory.ends_with('/'))
    staged.directory.pop_back();
  const std::string made = staged.directory;
  staged.directory += ".restoring";
  // Left by a restore that was cut short; nobody ever worked in it.
  fs::remove_all(staged.directory, error);
  SB_TRY(MakeDirectory(staged.directory, kDirectoryMode));
  Result<RestoreReport> report = MakeFrom(file, staged);
  if (report.ok()) {
    fs::rename(staged.directory, made, error);
    if (!error) return report;
    report = Err(Code::kIo, "cannot name `" + made + "`: " + error.message());
  }
  fs::remove_all(staged.directory, error);
  return report;
}

}  // namespace signalbox
