#include "intake/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace signalbox {
namespace {

// Large enough that reading is no cost beside parsing.
constexpr size_t kChunkBytes = size_t{128} << 10;

std::string SystemMessage(int error) {
  char buffer[128];
  return strerror_r(error, buffer, sizeof buffer);
}

class FileSource : public ByteSource {
 public:
  FileSource(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override {
    if (fd_ != STDIN_FILENO) close(fd_);
  }

  Result<size_t> Read(std::span<char> to) override {
    while (true) {
      const ssize_t got = read(fd_, to.data(), to.size());
      if (got >= 0) return static_cast<size_t>(got);
      if (errno != EINTR) {
        return Err(Code::kIo, "cannot read `" + path_ + "`: " + SystemMessage(errno));
      }
    }
  }
  uint64_t total_bytes() const override { return total_; }
  void set_total_bytes(uint64_t total) { total_ = total; }

 private:
  int fd_;
  uint64_t total_ = 0;
  std::string path_;
};

}  // namespace

Result<size_t> TextSource::Read(std::span<char> to) {
  const size_t count = std::min(to.size(), rest_.size());
  std::copy_n(rest_.data(), count, to.data());
  rest_.remove_prefix(count);
  return count;
}

Result<std::unique_ptr<ByteSource>> OpenFileSource(const std::string& path) {
  if (path == "-") return std::make_unique<FileSource>(STDIN_FILENO, "standard input");
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const Code code = errno == ENOENT ? Code::kNotFound : Code::kIo;
    return Err(code, "cannot open `" + path + "`: " + SystemMessage(errno));
  }
  auto source = std::make_unique<FileSource>(fd, path);
  struct stat about = {};
  if (fstat(fd, &about) != 0) {
    return Err(Code::kIo, "cannot open `" + path + "`: " + SystemMessage(errno));
  }
  if (S_ISDIR(about.st_mode)) return Err(Code::kInvalid, "`" + path + "` is a directory");
  if (S_ISREG(about.st_mode)) source->set_total_bytes(static_cast<uint64_t>(about.st_size));
  return source;
}

Result<bool> ByteWindow::Grow() {
  if (end_) return false;
  buffer_.erase(0, start_);
  start_ = 0;
  const size_t had = buffer_.size();
  buffer_.resize(had + kChunkBytes);
  auto got = source_->Read({buffer_.data() + had, kChunkBytes});
  buffer_.resize(had + (got.ok() ? *got : 0));
  if (!got.ok()) return std::move(got).error();
  end_ = *got == 0;
  return !end_;
}

}  // namespace signalbox
