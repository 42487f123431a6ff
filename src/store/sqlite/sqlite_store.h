// The Store over SQLite: DIR/log.db in WAL mode with synchronous=FULL, one writing connection and
// up to four reading ones that are opened as threads ask.
//
// Once the write-ahead file has kCheckpointPages pages a thread beside moves them into the database
// (store/sqlite/checkpointer.h), and a commit after that the few that came meanwhile; once it has
// four times as many, a commit waits for readers (whose transactions are bounded) and moves all.
// On another file system than the system's own commits do it alone, on the caller's thread.
#pragma once

#include <memory>
#include <string>

#include "base/ids.h"
#include "base/result.h"
#include "store/record.h"
#include "store/store.h"

namespace signalbox {

struct OpenOptions {
  // Makes the workspace where there is none; `log_id`, not zero, becomes its id.
  bool create = false;
  Id log_id;
  // For verifying a copy: nothing is written, the epoch is not raised, Commit is refused. The
  // workspace may stand on a disk that can't be written.
  bool read_only = false;
  // SQLite's name of the file system that holds log.db; empty for the system's own.
  std::string vfs;
  // Whether DIR is made where missing and DIR/lock held. Off when `vfs` is not the system's own:
  // then nothing but SQLite touches a file.
  bool use_directory = true;
  // zstd: a third of the bytes on disk, and faster than raw from 64 leads a commit on.
  RecordCodec codec = RecordCodec::kZstd;
};

// kInvalid when there is no workspace and none is to be made; kConflict when another process has
// it open; kUnsupported when a newer version wrote it; kForbidden, kExhausted, kIo, kCorrupt for
// the disk.
Result<std::unique_ptr<Store>> OpenSqliteStore(const std::string& directory,
                                               const OpenOptions& options);

}  // namespace signalbox
