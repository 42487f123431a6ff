#include "audit/heads.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace signalbox {
namespace {

Error IoError(std::string_view what, const std::string& path) {
  const Code code = errno == ENOENT   ? Code::kNotFound
                    : errno == ENOSPC ? Code::kExhausted
                                      : Code::kIo;
  return Err(code, fmt::format("cannot {} `{}`: {}", what, path, std::strerror(errno)));
}

Result<std::string> ReadAll(int file, const std::string& path) {
  std::string text;
  std::array<char, 65'536> chunk;
  for (;;) {
    const ssize_t got = ::read(file, chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return IoError("read", path);
    if (got == 0) return text;
    text.append(chunk.data(), static_cast<size_t>(got));
  }
}

// A new file's name is durable only once its directory is synced.
Status SyncDirectory(const std::string& path) {
  std::string directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) directory = ".";
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return IoError("open", directory);
  const bool synced = ::fsync(file) == 0;
  Error error = synced ? Error{} : IoError("sync", directory);
  ::close(file);
  if (!synced) return error;
  return {};
}

}  // namespace

Result<HeadsWriter> HeadsWriter::Open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return IoError("open", path);
  HeadsWriter writer(file, path);
  SB_TRY(SyncDirectory(path));
  SB_ASSIGN(const std::string text, ReadAll(file, path));
  const HeadsText heads = SplitHeads(text);
  if (heads.has_rest) {
    if (::ftruncate(file, static_cast<off_t>(heads.whole_bytes)) != 0 || ::fsync(file) != 0) {
      return IoError("cut the unfinished note off", path);
    }
  }
  return writer;
}

HeadsWriter::HeadsWriter(HeadsWriter&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      path_(std::move(other.path_)),
      failed_(other.failed_) {}

HeadsWriter& HeadsWriter::operator=(HeadsWriter&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(path_, other.path_);
  std::swap(failed_, other.failed_);
  return *this;
}

HeadsWriter::~HeadsWriter() {
  if (file_ >= 0) ::close(file_);
}

Status HeadsWriter::Append(std::string_view note) {
  if (failed_) {
    return Err(Code::kIo, fmt::format("`{}` failed before; open the workspace again", path_));
  }
  const std::string block = fmt::format("{}\n", note);
  const off_t begin = ::lseek(file_, 0, SEEK_END);
  std::string_view rest = block;
  while (!rest.empty()) {
    const ssize_t wrote = ::write(file_, rest.data(), rest.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      // A full disk can have room again: what was begun is taken back, and the next note is whole.
      const bool full = errno == ENOSPC || errno == EDQUOT;
      const Error error = IoError("append to", path_);
      failed_ = !full || ::ftruncate(file_, begin) != 0;
      return full ? Err(Code::kExhausted, error.message) : error;
    }
    rest.remove_prefix(static_cast<size_t>(wrote));
  }
  if (::fdatasync(file_) != 0) {
    failed_ = true;
    return IoError("sync", path_);
  }
  return {};
}

HeadsText SplitHeads(std::string_view text) {
  HeadsText heads;
  size_t at = 0;
  while (at < text.size()) {
    const size_t gap = text.find("\n\n", at);
    const size_t end = gap == std::string_view::npos ? gap : text.find("\n\n", gap + 2);
    if (end == std::string_view::npos) break;
    heads.notes.emplace_back(text.substr(at, end + 1 - at));
    at = end + 2;
  }
  heads.whole_bytes = at;
  heads.has_rest = at < text.size();
  return heads;
}

Result<std::string> ReadHeadsFile(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return IoError("open", path);
  Result<std::string> text = ReadAll(file, path);
  ::close(file);
  return text;
}

}  // namespace signalbox
