#include "main/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "main/output_path.h"

namespace signalbox {
namespace {

Error NotWritten(const std::string& path, int why) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const char* first = why == ENOENT && !folder.empty() ? "; make its folder first" : "";
  return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(why) + first);
}

// Of a name that leads to no file, which is whoever wrote the name's mistake.
bool IsNoFile(int why) {
  return why == ENOENT || why == ENOTDIR || why == EISDIR || why == ENAMETOOLONG || why == ELOOP;
}

Error NotRead(const std::string& path, int why) {
  return Err(IsNoFile(why) ? Code::kInvalid : Code::kIo,
             "cannot read `" + path + "`: " + std::strerror(why));
}

// All of it, on the disk where it is kept on one; `path` is what the user calls it.
Status WriteInto(const std::string& path, const std::string& place, int flags,
                 std::string_view text) {
  const int file = open(place.c_str(), flags, 0644);
  if (file < 0) return NotWritten(path, errno);
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = write(file, text.data() + done, text.size() - done);
    if (wrote < 0) {
      const int why = errno;
      close(file);
      return NotWritten(path, why);
    }
    done += static_cast<size_t>(wrote);
  }
  const bool kept = fsync(file) == 0 || errno == EINVAL;
  const int why = errno;
  close(file);
  if (!kept) return NotWritten(path, why);
  return {};
}

}  // namespace

int Fail(const Error& error) {
  std::fprintf(stderr, "signalbox: %s\n", error.message.c_str());
  switch (error.code) {
    case Code::kInvalid:
    case Code::kUnsupported:
      return kExitWrongUse;
    case Code::kNotFound:
      return kExitNotSo;
    default:
      return kExitFailed;
  }
}

Error AsWrongUse(Error error) {
  if (error.code == Code::kNotFound) error.code = Code::kInvalid;
  return error;
}

Result<std::string> ReadWhole(const std::string& path) {
  const int file = path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                               : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return NotRead(path, errno);
  std::string text;
  char buffer[65536];
  ssize_t got = 0;
  while ((got = read(file, buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<size_t>(got));
  const int why = errno;
  close(file);
  if (got < 0) return NotRead(path, why);
  return text;
}

Result<std::optional<std::string>> ReadIfThere(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
    return std::optional<std::string>();
  SB_ASSIGN(std::string text, ReadWhole(path));
  return std::optional(std::move(text));
}

Status WriteWhole(const std::string& path, std::string_view text) {
  if (IsStandardOutput(path)) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return {};
    return NotWritten(path, errno);
  }
  std::error_code none;
  const auto type = std::filesystem::status(path, none).type();
  // A device or a pipe is written into: a file that is made beside it would take its place.
  if (type == std::filesystem::file_type::character || type == std::filesystem::file_type::fifo)
    return WriteInto(path, path, O_WRONLY | O_CLOEXEC, text);
  // A link stays; what it leads to is made anew.
  const bool leads_on =
      std::filesystem::is_symlink(path, none) && type == std::filesystem::file_type::regular;
  const std::string place = leads_on ? std::filesystem::canonical(path, none).string() : path;
  const std::string temporary = place + ".part";
  if (Status written = WriteInto(path, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, text);
      !written.ok()) {
    unlink(temporary.c_str());
    return written;
  }
  if (rename(temporary.c_str(), place.c_str()) == 0) return {};
  const int why = errno;
  unlink(temporary.c_str());
  return NotWritten(path, why);
}

}  // namespace signalbox
