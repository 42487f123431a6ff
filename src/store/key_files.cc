#include "store/key_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "store/sqlite/workspace_lock.h"

namespace signalbox {
namespace {

constexpr unsigned kDirectoryMode = 0700;
constexpr unsigned kFileMode = 0600;
constexpr size_t kMasterHexDigits = 64;

// Closes a file descriptor when it goes.
struct FileDescriptor {
  int number;
  ~FileDescriptor() {
    if (number >= 0) close(number);
  }
};

Error FileError(std::string_view what, const std::string& path) {
  const int error = errno;
  const Code code = error == EACCES || error == EPERM || error == EROFS ? Code::kForbidden
                    : error == ENOSPC || error == EDQUOT                ? Code::kExhausted
                    : error == ENOENT                                   ? Code::kNotFound
                                                                        : Code::kIo;
  return Err(code, fmt::format("cannot {} `{}`: {}", what, path, std::strerror(error)));
}

Status SyncDirectory(const std::string& directory) {
  const FileDescriptor file{open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (file.number < 0 || fsync(file.number) != 0) return FileError("sync", directory);
  return {};
}

// A name of its own first and a rename last: a crash leaves a whole master key or none.
Status WriteWhole(const std::string& directory, const std::string& path, BytesView content) {
  const std::string draft = path + ".new";
  {
    const FileDescriptor file{
        open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, kFileMode)};
    if (file.number < 0) return FileError("make", draft);
    const ssize_t written = write(file.number, content.data(), content.size());
    if (written != static_cast<ssize_t>(content.size())) return FileError("write", draft);
    if (fsync(file.number) != 0) return FileError("sync", draft);
  }
  if (rename(draft.c_str(), path.c_str()) != 0) return FileError("rename", draft);
  return SyncDirectory(directory);
}

}  // namespace

Result<Key> ParseMasterKey(std::string_view text, const std::string& from) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  const Result<Bytes> bytes = FromHex(text);
  Key key{};
  if (!bytes.ok() || bytes->size() != key.size()) {
    return Err(
        Code::kInvalid,
        fmt::format("{} does not hold 64 hex digits; restore it from where it was kept", from));
  }
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

namespace {

Result<Key> ReadMasterKey(const FileDescriptor& file, const std::string& path) {
  char text[kMasterHexDigits + 8];
  const ssize_t size = read(file.number, text, sizeof text);
  if (size < 0) return FileError("read", path);
  return ParseMasterKey(std::string_view(text, static_cast<size_t>(size)), "`" + path + "`");
}

}  // namespace

Status MakeKeyFiles(const std::string& directory) {
  SB_TRY(MakeDirectory(directory, kDirectoryMode));
  const std::string path = directory + "/keys.db";
  const FileDescriptor file{open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode)};
  if (file.number < 0) return FileError("make", path);
  return SyncDirectory(directory);
}

Result<Key> LoadMasterKey(const std::string& directory, bool create, Random& random) {
  const std::string path = directory + "/master.key";
  const FileDescriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) {
    if (errno != ENOENT) return FileError("open", path);
    struct stat keys {};
    const bool used = stat((directory + "/keys.db").c_str(), &keys) == 0 && keys.st_size > 0;
    if (!create || used) {
      return Err(Code::kNotFound, fmt::format("`{}` is missing; without it nothing sealed can be "
                                              "read: restore it from where it was kept",
                                              path));
    }
    Key key{};
    random.Fill(key);
    SB_TRY(WriteWhole(directory, path, ToHex(View(key)) + "\n"));
    return key;
  }
  return ReadMasterKey(file, path);
}

Status StageMasterKey(const std::string& directory, const Key& key) {
  return WriteWhole(directory, directory + "/master.key.next", ToHex(View(key)) + "\n");
}

Status TakeStagedMasterKey(const std::string& directory) {
  const std::string path = directory + "/master.key.next";
  if (rename(path.c_str(), (directory + "/master.key").c_str()) != 0)
    return FileError("rename", path);
  return SyncDirectory(directory);
}

Result<Key> LoadStagedMasterKey(const std::string& directory) {
  const std::string path = directory + "/master.key.next";
  const FileDescriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0) return FileError("open", path);
  return ReadMasterKey(file, path);
}

}  // namespace signalbox
