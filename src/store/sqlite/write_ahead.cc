#include "store/sqlite/write_ahead.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "base/bytes.h"

namespace signalbox {
namespace {

// One piece that is read and written back: SQLite's own largest page. Its unix file system takes
// the length of a write modulo 128 KB, and reports a full disk when nothing is left of it.
constexpr sqlite3_int64 kPieceBytes = 1 << 16;

int RewritePieces(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  int result = file->pMethods->xFileSize(file, &size);
  if (result != SQLITE_OK || size == 0) return result;
  Bytes piece;
  for (sqlite3_int64 at = 0; at < size && result == SQLITE_OK; at += kPieceBytes) {
    const auto part = static_cast<int>(std::min(kPieceBytes, size - at));
    piece.resize(static_cast<size_t>(part));
    result = file->pMethods->xRead(file, piece.data(), part, at);
    if (result == SQLITE_OK) result = file->pMethods->xWrite(file, piece.data(), part, at);
  }
  return result == SQLITE_OK ? file->pMethods->xSync(file, SQLITE_SYNC_NORMAL) : result;
}

}  // namespace

Status RewriteWriteAhead(const std::string& database, const std::string& vfs_name) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(vfs_name.empty() ? nullptr : vfs_name.c_str());
  if (vfs == nullptr) return Err(Code::kIo, fmt::format("no file system `{}`", vfs_name));
  // The form of a name that SQLite's file systems expect.
  const std::unique_ptr<const char, void (*)(const char*)> name(
      sqlite3_create_filename(database.c_str(), "", (database + "-wal").c_str(), 0, nullptr),
      [](const char* one) { sqlite3_free_filename(const_cast<char*>(one)); });
  const char* wal = sqlite3_filename_wal(name.get());
  int exists = 0;
  int result = vfs->xAccess(vfs, wal, SQLITE_ACCESS_EXISTS, &exists);
  if (result == SQLITE_OK && exists == 0) return {};
  std::vector<std::max_align_t> place(
      static_cast<size_t>(vfs->szOsFile) / sizeof(std::max_align_t) + 1);
  auto* file = reinterpret_cast<sqlite3_file*>(place.data());
  if (result == SQLITE_OK) {
    result = vfs->xOpen(vfs, wal, file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL, nullptr);
  }
  if (result == SQLITE_OK) {
    result = RewritePieces(file);
    file->pMethods->xClose(file);
  }
  if (result == SQLITE_OK) return {};
  const Code code = (result & 0xff) == SQLITE_FULL ? Code::kExhausted : Code::kIo;
  return Err(code, fmt::format("`{}-wal` cannot be made durable: {}; check the disk", database,
                               sqlite3_errstr(result)));
}

}  // namespace signalbox
