// A SimDisk as a file system of SQLite's: real SQLite, with its locks and its shared memory, runs
// on it unchanged.
//
// Registered under `name()` while it lives. Locks and the shared memory of write-ahead files belong
// to the process, so `ProcessEnded` forgets them; every connection must be closed before. Waiting
// for a lock takes no time. One thread.
#pragma once

#include <memory>
#include <string>

#include "sim/sim_disk.h"

namespace signalbox {

class SimVfs {
 public:
  // `disk` outlives the file system.
  SimVfs(std::string name, SimDisk* disk);
  ~SimVfs();
  SimVfs(const SimVfs&) = delete;
  SimVfs& operator=(const SimVfs&) = delete;

  const std::string& name() const { return name_; }
  // Files that SQLite has open.
  int open_files() const;
  void ProcessEnded();

  struct Table;  // of sim_vfs.cc

 private:
  const std::string name_;
  std::unique_ptr<Table> table_;
};

}  // namespace signalbox
