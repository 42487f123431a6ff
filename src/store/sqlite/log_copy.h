// A copy of log.db as one file, made beside the writer: what a backup is.
//
// What the log holds is only ever appended, so everything below one position is the same whenever
// it is read. It is read in short transactions, which keep neither the writer nor its write-ahead
// file waiting. Tasks and timers are not copied: whoever opens the copy has them from the events.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

struct LogCopy {
  Id log_id;
  int64_t events = 0;  // positions below it are in the copy
  int64_t epoch = 0;   // of the writer at the time
};

// Copies `log`, a log.db that may be written meanwhile, to the new file `to`: whole, synced, and
// without files of SQLite's own beside it when this returns. `events` is a number of events that
// one commit ended with. What `to` has of a failed copy is the caller's to remove.
Result<LogCopy> CopyLog(const std::string& log, const std::string& to, int64_t events);

// Where a copy was put back: no writer of it may take an epoch up to `epoch` again.
// `vfs` is SQLite's name of the file system that holds it; empty for the system's own.
Status RaiseEpochOfCopy(const std::string& log, int64_t epoch, const std::string& vfs = {});

}  // namespace signalbox
