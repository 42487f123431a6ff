#include "store/sqlite/workspace_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace signalbox {
namespace {

Error SystemError(std::string_view what, const std::string& path, int error) {
  const bool forbidden = error == EACCES || error == EROFS || error == EPERM;
  const bool full = error == ENOSPC || error == EDQUOT;
  const Code code = forbidden ? Code::kForbidden : full ? Code::kExhausted : Code::kIo;
  return Err(code, fmt::format("cannot {} `{}`: {}{}", what, path, std::strerror(error),
                               forbidden ? "; make it writable for this user" : ""));
}

// False when somebody else holds it.
Result<bool> TryLock(int file, int operation, const std::string& path) {
  for (;;) {
    if (flock(file, operation | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) return SystemError("lock", path, errno);
  }
}

Error InUse(const std::string& directory) {
  return Err(Code::kConflict,
             fmt::format("workspace `{}` is already open in another process; stop it or talk to it "
                         "through its control socket",
                         directory));
}

}  // namespace

Result<WorkspaceLock> WorkspaceLock::Exclusive(const std::string& directory) {
  const std::string path = directory + "/lock";
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return SystemError("open", path, errno);
  WorkspaceLock lock(file);
  SB_ASSIGN(const bool locked, TryLock(file, LOCK_EX, path));
  if (!locked) return InUse(directory);
  return lock;
}

Result<WorkspaceLock> WorkspaceLock::Shared(const std::string& directory) {
  const std::string path = directory + "/lock";
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return WorkspaceLock();
  WorkspaceLock lock(file);
  SB_ASSIGN(const bool locked, TryLock(file, LOCK_SH, path));
  if (!locked) return InUse(directory);
  return lock;
}

WorkspaceLock::WorkspaceLock(WorkspaceLock&& other) noexcept
    : file_(std::exchange(other.file_, -1)) {}

WorkspaceLock& WorkspaceLock::operator=(WorkspaceLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}

WorkspaceLock::~WorkspaceLock() {
  if (file_ >= 0) close(file_);
}

Status MakeDirectory(const std::string& directory, unsigned mode) {
  if (mkdir(directory.c_str(), mode) != 0) {
    if (errno == EEXIST) return {};
    return SystemError("make", directory, errno);
  }
  std::string parent = directory;
  while (parent.size() > 1 && parent.back() == '/') parent.pop_back();
  const size_t slash = parent.rfind('/');
  parent = slash == std::string::npos ? "." : slash == 0 ? "/" : parent.substr(0, slash);
  const int file = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return SystemError("open", parent, errno);
  const int synced = fsync(file);
  const int error = errno;
  close(file);
  if (synced != 0) return SystemError("sync", parent, error);
  return {};
}

}  // namespace signalbox
