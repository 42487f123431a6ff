// Purging a workspace that nobody serves: its log is written anew without what nobody needs of its
// older part (engine/purge.h), and the disk gets the room back.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "engine/state.h"
#include "store/store.h"
#include "workspace/workspace.h"

namespace signalbox {

// Younger events stay as they were written, unless somebody says otherwise: a month can be replayed
// and repaired whole, whoever was forgotten in it.
inline constexpr int64_t kPurgeOlderThanDays = 30;

struct PurgeReport {
  int64_t older_than_days = 0;
  int64_t before = 0;  // position; what is below it is older
  // As an auditor counts them: those of purges before included.
  int64_t removed = 0, reduced = 0, leads = 0;
  int64_t runs = 0;           // whose agents' answers are older than the rule for them
  bool anything_new = false;  // that no purge before did already
  bool dry_run = false;
  int64_t bytes_before = 0, bytes_after = 0;  // of log.db; the second is 0 for a dry run

  std::string Json() const;
};

enum class PurgeMode : uint8_t { kCount, kPurge };

// kConflict while a server has the workspace: stop it first. kInvalid for a number of days that is
// none. What it began and a crash cut short is finished by the next start of the workspace.
Result<PurgeReport> PurgeWorkspace(const WorkspaceOptions& options, const Actor& actor,
                                   int64_t older_than_days, PurgeMode mode);

// At a start, before anybody reads: carries out what was declared and is still to be done. Tables
// that were derived from the log go with it, so that they are derived from what is left.
Status FinishPurge(const std::string& directory, const State& state, Store& store);

}  // namespace signalbox
