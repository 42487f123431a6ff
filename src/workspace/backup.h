// Backups: a workspace's log as one file, taken while it is served, and put back.
//
// A backup holds what DIR/log.db holds and no keys: who has it alone can verify it and read nothing
// personal. Everything else in DIR is derived from it.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "workspace/replay.h"
#include "workspace/workspace.h"

namespace signalbox {

struct BackupReport {
  int64_t events = 0;
  int64_t bytes = 0;

  std::string Json() const;
};

// Writes everything durable now to `file`, which must not exist: kConflict. kInvalid where its
// folder does not. Whole and synced under its name when this returns. Any thread but the engine's.
Result<BackupReport> WriteBackup(Workspace& workspace, const std::string& file);

struct RestoreReport {
  int64_t events = 0;     // of the backup; the log goes on at this position
  int64_t epoch = 0;      // that began with the declared fork
  int64_t forgotten = 0;  // leads and requests of people who were forgotten since the backup

  std::string Json() const;
};

// Makes `options.directory` from a backup, with the keys that the workspace has now: the log begins
// a new epoch whose first event declares the fork, heads that were signed since the backup are
// superseded by it, and whoever the keys say was forgotten since is forgotten again before anybody
// can read the workspace. The directory appears whole or not at all.
//
// kConflict where there is a workspace already; kInvalid for what is no backup; kCorrupt where it
// does not verify, against the signed heads too; kForbidden for keys that are older than the
// backup, because they would be given out twice.
Result<RestoreReport> RestoreBackup(const std::string& file, const WorkspaceOptions& options);

// The two steps of it that are more than copying files.
//
// Writes the first event of the epoch that `store` was opened with: the log went on from a backup.
// Before any engine writes to it. kForbidden for keys that are older than the log.
Status DeclareFork(Store& store, const Keyring& keys, const StoredPolicyLoader& load_policy,
                   TimeUs now);
// Forgets whoever the keys say was forgotten and the log does not: how many leads and requests.
Result<int64_t> ForgetAgain(Turn& turn, const Keyring& keys);

}  // namespace signalbox
