// SQLite's own file system, which syncs while it writes: a file that somebody writes in bulk beside
// the engine never makes the sync of a commit wait behind megabytes of it.
//
// A sync waits for what the disk took before, whoever wrote it. Pages that nobody syncs are written
// by the kernel in one burst, half a minute later; those of a long transaction by its one sync.
// Either holds up the commits of the log by as long as the disk needs for all of it.
#pragma once

#include <string>

namespace signalbox {

enum class SteadyFiles {
  kDatabase,               // where the write-ahead file is small and written over and over
  kDatabaseAndWriteAhead,  // where one transaction is megabytes
};

// For Database::Options::vfs; made at the first call, over the file system of SQLite's that has the
// name `under`, empty for the system's own, which must stay as long as the process lives. Any
// thread.
std::string SteadyVfs(SteadyFiles files, const std::string& under = {});

}  // namespace signalbox
