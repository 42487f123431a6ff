// The lock that keeps a workspace to one opener: flock(2) on DIR/lock, held while this value lives
// and let go by the system when the process dies. Any thread.
#pragma once

#include <string>

#include "base/result.h"

namespace signalbox {

class WorkspaceLock {
 public:
  // Nothing is locked.
  WorkspaceLock() = default;
  // Alone. Makes DIR/lock. kConflict when another process has it.
  static Result<WorkspaceLock> Exclusive(const std::string& directory);
  // With other readers, against writers. Locks nothing where DIR/lock cannot be opened: a copy on a
  // read-only disk has no writer.
  static Result<WorkspaceLock> Shared(const std::string& directory);

  WorkspaceLock(WorkspaceLock&& other) noexcept;
  WorkspaceLock& operator=(WorkspaceLock&& other) noexcept;
  ~WorkspaceLock();

 private:
  explicit WorkspaceLock(int file) : file_(file) {}
  int file_ = -1;
};

// Makes `directory` with `mode` where it is missing (its parent must exist) and syncs the parent,
// so that a crash does not lose the entry.
Status MakeDirectory(const std::string& directory, unsigned mode);

}  // namespace signalbox
