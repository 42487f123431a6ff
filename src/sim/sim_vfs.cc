#include "sim/sim_vfs.h"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <new>
#include <set>
#include <vector>

#include "base/check.h"

namespace signalbox {
namespace {

struct OpenFile;

// What the connections of one process share about one file.
struct Shared {
  std::set<OpenFile*> files;
  std::vector<std::unique_ptr<Bytes>> memory;  // of the write-ahead index, by region
};

}  // namespace

struct SimVfs::Table {
  SimDisk* disk = nullptr;
  std::map<std::string, Shared> shared;
  int open_files = 0;
  sqlite3_vfs vfs{};
};

namespace {

struct OpenFile {
  sqlite3_file base{};
  SimVfs::Table* table = nullptr;
  std::string name;
  int lock = SQLITE_LOCK_NONE;
  bool delete_on_close = false;
  uint32_t shared_slots = 0, exclusive_slots = 0;
};

OpenFile* Of(sqlite3_file* file) {
  return reinterpret_cast<OpenFile*>(file);
}
SimVfs::Table* Of(sqlite3_vfs* vfs) {
  return static_cast<SimVfs::Table*>(vfs->pAppData);
}
Shared& SharedOf(OpenFile* file) {
  return file->table->shared[file->name];
}

int CodeOf(DiskResult result, int when_io) {
  switch (result) {
    case DiskResult::kOk:
      return SQLITE_OK;
    case DiskResult::kFull:
      return SQLITE_FULL;
    case DiskResult::kIo:
      break;
  }
  return when_io;
}

int Close(sqlite3_file* base) {
  OpenFile* file = Of(base);
  SharedOf(file).files.erase(file);
  --file->table->open_files;
  if (file->delete_on_close) file->table->disk->Delete(file->name, false);
  file->~OpenFile();
  return SQLITE_OK;
}

int Read(sqlite3_file* base, void* out, int size, sqlite3_int64 at) {
  OpenFile* file = Of(base);
  BytesView bytes;
  const DiskResult result =
      file->table->disk->Read(file->name, at, static_cast<size_t>(size), &bytes);
  if (result != DiskResult::kOk) return SQLITE_IOERR_READ;
  if (!bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
  if (bytes.size() == static_cast<size_t>(size)) return SQLITE_OK;
  std::memset(static_cast<char*>(out) + bytes.size(), 0, static_cast<size_t>(size) - bytes.size());
  return SQLITE_IOERR_SHORT_READ;
}

int Write(sqlite3_file* base, const void* bytes, int size, sqlite3_int64 at) {
  OpenFile* file = Of(base);
  const BytesView view(static_cast<const char*>(bytes), static_cast<size_t>(size));
  return CodeOf(file->table->disk->Write(file->name, at, view), SQLITE_IOERR_WRITE);
}

int Truncate(sqlite3_file* base, sqlite3_int64 size) {
  OpenFile* file = Of(base);
  return CodeOf(file->table->disk->Truncate(file->name, size), SQLITE_IOERR_TRUNCATE);
}

int Sync(sqlite3_file* base, int) {
  OpenFile* file = Of(base);
  return CodeOf(file->table->disk->Sync(file->name), SQLITE_IOERR_FSYNC);
}

int FileSize(sqlite3_file* base, sqlite3_int64* size) {
  OpenFile* file = Of(base);
  *size = file->table->disk->Size(file->name);
  return SQLITE_OK;
}

// The highest lock that another connection holds.
int OthersLock(OpenFile* file) {
  int highest = SQLITE_LOCK_NONE;
  for (const OpenFile* other : SharedOf(file).files) {
    if (other != file && other->lock > highest) highest = other->lock;
  }
  return highest;
}

int Lock(sqlite3_file* base, int level) {
  OpenFile* file = Of(base);
  if (file->lock >= level) return SQLITE_OK;
  const int others = OthersLock(file);
  const bool busy = level == SQLITE_LOCK_SHARED     ? others >= SQLITE_LOCK_PENDING
                    : level == SQLITE_LOCK_RESERVED ? others >= SQLITE_LOCK_RESERVED
                                                    : others >= SQLITE_LOCK_SHARED;
  if (busy) return SQLITE_BUSY;
  file->lock = level;
  return SQLITE_OK;
}

int Unlock(sqlite3_file* base, int level) {
  if (Of(base)->lock > level) Of(base)->lock = level;
  return SQLITE_OK;
}

int CheckReservedLock(sqlite3_file* base, int* reserved) {
  *reserved =
      Of(base)->lock >= SQLITE_LOCK_RESERVED || OthersLock(Of(base)) >= SQLITE_LOCK_RESERVED;
  return SQLITE_OK;
}

int ShmMap(sqlite3_file* base, int region, int size, int extend, void volatile** out) {
  std::vector<std::unique_ptr<Bytes>>& memory = SharedOf(Of(base)).memory;
  *out = nullptr;
  while (extend != 0 && memory.size() <= static_cast<size_t>(region)) {
    memory.push_back(std::make_unique<Bytes>(static_cast<size_t>(size), '\0'));
  }
  if (static_cast<size_t>(region) < memory.size())
    *out = memory[static_cast<size_t>(region)]->data();
  return SQLITE_OK;
}

int ShmLock(sqlite3_file* base, int first, int count, int flags) {
  OpenFile* file = Of(base);
  const uint32_t slots = ((uint32_t{1} << count) - 1) << first;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    file->shared_slots &= ~slots;
    file->exclusive_slots &= ~slots;
    return SQLITE_OK;
  }
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  for (const OpenFile* other : SharedOf(file).files) {
    if (other == file) continue;
    const uint32_t against = other->exclusive_slots | (exclusive ? other->shared_slots : 0);
    if ((against & slots) != 0) return SQLITE_BUSY;
  }
  (exclusive ? file->exclusive_slots : file->shared_slots) |= slots;
  return SQLITE_OK;
}

int ShmUnmap(sqlite3_file* base, int remove) {
  OpenFile* file = Of(base);
  file->shared_slots = file->exclusive_slots = 0;
  if (remove != 0) SharedOf(file).memory.clear();
  return SQLITE_OK;
}

const sqlite3_io_methods& Methods() {
  static const sqlite3_io_methods methods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;
    m.xClose = Close;
    m.xRead = Read;
    m.xWrite = Write;
    m.xTruncate = Truncate;
    m.xSync = Sync;
    m.xFileSize = FileSize;
    m.xLock = Lock;
    m.xUnlock = Unlock;
    m.xCheckReservedLock = CheckReservedLock;
    m.xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; };
    m.xSectorSize = [](sqlite3_file*) { return 4096; };
    // As SQLite's own file system on Linux says by default.
    m.xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; };
    m.xShmMap = ShmMap;
    m.xShmLock = ShmLock;
    m.xShmBarrier = [](sqlite3_file*) {};
    m.xShmUnmap = ShmUnmap;
    return m;
  }();
  return methods;
}

int Open(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* out_flags) {
  base->pMethods = nullptr;
  SimVfs::Table* table = Of(vfs);
  if (table->disk->dead() || name == nullptr) return SQLITE_CANTOPEN;
  if (!table->disk->Exists(name)) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    if (table->disk->Create(name) != DiskResult::kOk) return SQLITE_IOERR;
  }
  auto* file = new (base) OpenFile();
  file->table = table;
  file->name = name;
  file->delete_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  file->base.pMethods = &Methods();
  table->shared[file->name].files.insert(file);
  ++table->open_files;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int Delete(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  SimDisk* disk = Of(vfs)->disk;
  if (!disk->dead() && !disk->Exists(name)) return SQLITE_IOERR_DELETE_NOENT;
  return CodeOf(disk->Delete(name, sync_directory != 0), SQLITE_IOERR_DELETE);
}

int Access(sqlite3_vfs* vfs, const char* name, int, int* out) {
  *out = Of(vfs)->disk->Exists(name);
  return SQLITE_OK;
}

int FullPathname(sqlite3_vfs*, const char* name, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", name);
  return SQLITE_OK;
}

}  // namespace

SimVfs::SimVfs(std::string name, SimDisk* disk)
    : name_(std::move(name)), table_(std::make_unique<Table>()) {
  table_->disk = disk;
  sqlite3_vfs& vfs = table_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = sizeof(OpenFile);
  vfs.mxPathname = 512;
  vfs.zName = name_.c_str();
  vfs.pAppData = table_.get();
  vfs.xOpen = Open;
  vfs.xDelete = Delete;
  vfs.xAccess = Access;
  vfs.xFullPathname = FullPathname;
  vfs.xRandomness = [](sqlite3_vfs*, int size, char* out) {
    std::memset(out, 0, static_cast<size_t>(size));
    return size;
  };
  vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
  // SQLite asks for the time only to seed what we seed ourselves.
  vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) {
    *now = 0;
    return SQLITE_OK;
  };
  vfs.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
  CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK);
}

SimVfs::~SimVfs() {
  CHECK(table_->open_files == 0);
  sqlite3_vfs_unregister(&table_->vfs);
}

int SimVfs::open_files() const {
  return table_->open_files;
}

void SimVfs::ProcessEnded() {
  CHECK(table_->open_files == 0);
  table_->shared.clear();
}

}  // namespace signalbox
