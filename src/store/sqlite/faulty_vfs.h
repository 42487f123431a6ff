// A file system for tests that passes everything on to SQLite's own and fails where it is told to.
#pragma once

#include <sqlite3.h>

#include <cstring>
#include <string>

#include "base/check.h"

namespace signalbox {

// Registered while it lives; one at a time. Files opened through it must be closed before it goes.
class FaultyVfs {
 public:
  FaultyVfs() : inner_(sqlite3_vfs_find(nullptr)), vfs_(*inner_) {
    vfs_.zName = "signalbox-faulty";
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + inner_->szOsFile;
    vfs_.xOpen = Open;
    vfs_.xDelete = [](sqlite3_vfs* v, const char* name, int sync) {
      return Inner(v)->xDelete(Inner(v), name, sync);
    };
    vfs_.xAccess = [](sqlite3_vfs* v, const char* name, int flags, int* out) {
      return Inner(v)->xAccess(Inner(v), name, flags, out);
    };
    vfs_.xFullPathname = [](sqlite3_vfs* v, const char* name, int size, char* out) {
      return Inner(v)->xFullPathname(Inner(v), name, size, out);
    };
    CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
  }
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;
  ~FaultyVfs() { sqlite3_vfs_unregister(&vfs_); }

  std::string name() const { return vfs_.zName; }

  // What the next writes and syncs answer; SQLITE_OK lets them through.
  int write_result = SQLITE_OK;
  int sync_result = SQLITE_OK;
  // Of the database file alone, not of its write-ahead file.
  int database_sync_result = SQLITE_OK;
  int writes = 0;
  int syncs = 0;  // that were asked for

 private:
  struct File {
    sqlite3_file base;
    FaultyVfs* owner;
    bool is_database;
    sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };

  static sqlite3_vfs* Inner(sqlite3_vfs* vfs) {
    return static_cast<FaultyVfs*>(vfs->pAppData)->inner_;
  }
  static File* Of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* In(sqlite3_file* file) { return Of(file)->inner(); }

  static int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    Of(file)->owner = static_cast<FaultyVfs*>(vfs->pAppData);
    Of(file)->is_database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    const int result = Inner(vfs)->xOpen(Inner(vfs), name, In(file), flags, out);
    file->pMethods = In(file)->pMethods == nullptr ? nullptr : &Methods();
    return result;
  }

  static int Write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    FaultyVfs* owner = Of(file)->owner;
    if (owner->write_result != SQLITE_OK) return owner->write_result;
    ++owner->writes;
    return In(file)->pMethods->xWrite(In(file), bytes, size, at);
  }

  static int Sync(sqlite3_file* file, int flags) {
    FaultyVfs* owner = Of(file)->owner;
    ++owner->syncs;
    if (owner->sync_result != SQLITE_OK) return owner->sync_result;
    if (Of(file)->is_database && owner->database_sync_result != SQLITE_OK) {
      return owner->database_sync_result;
    }
    return In(file)->pMethods->xSync(In(file), flags);
  }

  static const sqlite3_io_methods& Methods() {
    using F = sqlite3_file;
    static const sqlite3_io_methods methods = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;
      m.xClose = [](F* f) { return In(f)->pMethods->xClose(In(f)); };
      m.xRead = [](F* f, void* out, int size, sqlite3_int64 at) {
        return In(f)->pMethods->xRead(In(f), out, size, at);
      };
      m.xWrite = Write;
      m.xTruncate = [](F* f, sqlite3_int64 size) {
        return In(f)->pMethods->xTruncate(In(f), size);
      };
      m.xSync = Sync;
      m.xFileSize = [](F* f, sqlite3_int64* size) {
        return In(f)->pMethods->xFileSize(In(f), size);
      };
      m.xLock = [](F* f, int level) { return In(f)->pMethods->xLock(In(f), level); };
      m.xUnlock = [](F* f, int level) { return In(f)->pMethods->xUnlock(In(f), level); };
      m.xCheckReservedLock = [](F* f, int* out) {
        return In(f)->pMethods->xCheckReservedLock(In(f), out);
      };
      m.xFileControl = [](F* f, int op, void* argument) {
        return In(f)->pMethods->xFileControl(In(f), op, argument);
      };
      m.xSectorSize = [](F* f) { return In(f)->pMethods->xSectorSize(In(f)); };
      m.xDeviceCharacteristics = [](F* f) {
        return In(f)->pMethods->xDeviceCharacteristics(In(f));
      };
      m.xShmMap = [](F* f, int page, int size, int extend, void volatile** out) {
        return In(f)->pMethods->xShmMap(In(f), page, size, extend, out);
      };
      m.xShmLock = [](F* f, int offset, int count, int flags) {
        return In(f)->pMethods->xShmLock(In(f), offset, count, flags);
      };
      m.xShmBarrier = [](F* f) { In(f)->pMethods->xShmBarrier(In(f)); };
      m.xShmUnmap = [](F* f, int remove) { return In(f)->pMethods->xShmUnmap(In(f), remove); };
      return m;
    }();
    return methods;
  }

  sqlite3_vfs* inner_;
  sqlite3_vfs vfs_;
};

}  // namespace signalbox
