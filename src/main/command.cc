#include "main/command.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace signalbox {

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
  if (file < 0)
    return Err(errno == ENOENT ? Code::kNotFound : Code::kIo,
               "cannot read `" + path + "`: " + std::strerror(errno));
  std::string text;
  char buffer[65536];
  ssize_t got = 0;
  while ((got = read(file, buffer, sizeof buffer)) > 0)
    text.append(buffer, static_cast<size_t>(got));
  const int why = errno;
  close(file);
  if (got < 0) {
    return Err(why == EISDIR ? Code::kInvalid : Code::kIo,
               "cannot read `" + path + "`: " + std::strerror(why));
  }
  return text;
}

Status WriteWhole(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".part";
  const int file = open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(errno));
  size_t done = 0;
  while (done < text.size()) {
    const ssize_t wrote = write(file, text.data() + done, text.size() - done);
    if (wrote < 0) {
      const int why = errno;
      close(file);
      unlink(temporary.c_str());
      return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(why));
    }
    done += static_cast<size_t>(wrote);
  }
  // What the new name stands for is on the disk before the old one is gone.
  const bool kept = fsync(file) == 0 || errno == EINVAL;
  const int why = errno;
  close(file);
  if (!kept) {
    unlink(temporary.c_str());
    return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(why));
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(errno));
  }
  return {};
}

}  // namespace signalbox
