// Verifies a stored log from its bytes alone: docs/formats.md, "Verification, step by step".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/purged_part.h"
#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

class Store;

// The type of the event that declares a fork (a restore from a backup): the first event of its
// epoch, about the workspace. Superseded are then heads of earlier epochs beyond its position, and
// heads of epochs between that of the event before it and its own: of another restored copy.
// Numbers from 65,000 on belong to the log itself; stored, never reused.
inline constexpr uint16_t kLogForkedType = 65'000;

struct VerifyOptions {
  std::string heads{};                    // text of a heads file (audit/heads.h); empty for none
  std::optional<AuditVerifierKey> key{};  // needed with heads
  std::vector<AuditVerifierKey> older_keys{};  // that signed before it
  // Entities remembered at once: 40 bytes each at three quarters full, so 16 million are below 1.3
  // GB. Beyond it the log is read again for the rest.
  size_t max_entities = size_t{16} << 20;
};

struct LogFork {
  int64_t epoch = 0;
  int64_t position = 0;  // of the event that declares it, the first that differs
  int64_t before = -1;   // epoch of the event before it
};

struct VerifyReport {
  struct Bad {
    int64_t position = 0;  // of the event, or of the first leaf that the fault touches
    int64_t record = -1;   // records.first_position; -1 when no stored record is at fault
  };

  bool ok = false;
  // Of what was read before a fault.
  int64_t tree_size = 0;
  Digest root{};
  std::optional<Bad> first_bad;
  std::string problem;  // empty when ok
  int64_t heads = 0;
  int64_t superseded_heads = 0;      // signed before a declared fork, of leaves that it gave up
  bool has_unfinished_head = false;  // the heads file ends within a note, as after a crash
  std::vector<LogFork> forks;
  PurgedCounts purged;  // as the log declares it, which was checked
};

// A fault of the log is a report, not an error: errors are those of the store and of wrong options.
// Reads the log once (more often beyond max_entities); about a million events a second.
Result<VerifyReport> VerifyLog(const Store& store, const VerifyOptions& options);

// In words for people; empty where nothing was purged.
std::string PurgedNote(const PurgedCounts& purged);

// With `purged_events`, `reduced_events` and `purged` (words) where something was purged:
// `{"ok","tree_size","root","first_bad":{"position","record"}|null,"problem",...}`.
std::string VerifyReportJson(const VerifyReport& report);

}  // namespace signalbox
