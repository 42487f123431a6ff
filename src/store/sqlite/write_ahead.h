// Makes what a write-ahead file shows be what it holds, before anything relies on it.
//
// After a failed sync, Linux marks pages as clean although they never reached the disk: they are
// still read, and no later sync carries them (Rebello et al., "Can Applications Recover from fsync
// Failures?", USENIX ATC 2020). A process that ends then leaves a write-ahead file whose commits
// SQLite would recover and build on, and a loss of power would take them from the middle.
#pragma once

#include <string>

#include "base/result.h"

namespace signalbox {

// Writes the bytes of `database`'s write-ahead file over themselves and syncs it. Nothing to do
// when it is missing or empty, as after an orderly end. `vfs` is SQLite's name of the file system,
// empty for its default. No other process may write to the database meanwhile: the caller holds it
// alone, or its write lock.
Status RewriteWriteAhead(const std::string& database, const std::string& vfs);

}  // namespace signalbox
