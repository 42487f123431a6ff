#include "store/sqlite/steady_vfs.h"

#include <sqlite3.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "base/check.h"

namespace signalbox {
namespace {

// Some tenths of a millisecond of a disk's time.
constexpr int kBytesBetweenSyncs = 256 * 1024;

// Calls of the system's own file system as they are, but for how a file is written.
class Steady {
 public:
  Steady(sqlite3_vfs* system, SteadyFiles files)
      : system_(system),
        kinds_(files == SteadyFiles::kDatabase ? SQLITE_OPEN_MAIN_DB
                                               : SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL),
        name_(std::string("signalbox-steady-") +
              (files == SteadyFiles::kDatabase ? "database-" : "both-") + system->zName),
        vfs_(*system) {
    CHECK(system_->szOsFile <= kBehind);
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.szOsFile = kBehind + static_cast<int>(sizeof(SinceSync));
    vfs_.xOpen = Open;
    vfs_.xDelete = [](sqlite3_vfs* vfs, const char* name, int sync) {
      return Under(vfs)->xDelete(Under(vfs), name, sync);
    };
    vfs_.xAccess = [](sqlite3_vfs* vfs, const char* name, int flags, int* out) {
      return Under(vfs)->xAccess(Under(vfs), name, flags, out);
    };
    vfs_.xFullPathname = [](sqlite3_vfs* vfs, const char* name, int size, char* out) {
      return Under(vfs)->xFullPathname(Under(vfs), name, size, out);
    };
    CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
  }

  const std::string& name() const { return name_; }

 private:
  // Where ours lies, behind what the system keeps of a file.
  static constexpr int kBehind = 512;
  struct SinceSync {
    const sqlite3_io_methods* system;
    sqlite3_io_methods methods;
    size_t bytes;
  };

  static sqlite3_vfs* Under(sqlite3_vfs* vfs) {
    return static_cast<const Steady*>(vfs->pAppData)->system_;
  }
  static SinceSync* Of(sqlite3_file* file) {
    return reinterpret_cast<SinceSync*>(reinterpret_cast<std::byte*>(file) + kBehind);
  }

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    const auto* steady = static_cast<const Steady*>(vfs->pAppData);
    const int result = steady->system_->xOpen(steady->system_, name, file, flags, out);
    if (result != SQLITE_OK || (flags & steady->kinds_) == 0) return result;
    SinceSync* since = Of(file);
    *since = {file->pMethods, *file->pMethods, 0};
    since->methods.xWrite = Write;
    file->pMethods = &since->methods;
    return result;
  }

  static int Write(sqlite3_file* file, const void* from, int count, sqlite3_int64 at) {
    SinceSync* since = Of(file);
    const int result = since->system->xWrite(file, from, count, at);
    since->bytes += static_cast<size_t>(count);
    if (result != SQLITE_OK || since->bytes < kBytesBetweenSyncs) return result;
    since->bytes = 0;
    return since->system->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
  }

  sqlite3_vfs* system_;
  int kinds_;  // of files, as xOpen's flags name them
  std::string name_;
  sqlite3_vfs vfs_;
};

}  // namespace

std::string SteadyVfs(SteadyFiles files, const std::string& under) {
  // SQLite keeps them for as long as the process lives.
  static auto& made = *new std::map<std::pair<std::string, SteadyFiles>, std::unique_ptr<Steady>>;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  std::unique_ptr<Steady>& steady = made[{under, files}];
  if (steady == nullptr) {
    sqlite3_vfs* system = sqlite3_vfs_find(under.empty() ? nullptr : under.c_str());
    CHECK(system != nullptr);
    steady = std::make_unique<Steady>(system, files);
  }
  return steady->name();
}

}  // namespace signalbox
