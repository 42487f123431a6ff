// Bytes in order, from a file or from memory. The readers of files take this, so that tests need no
// disk and a file may be larger than memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

// UTF-8's, which some programs write first; readers pass over it.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// Not thread safe; each reader has its own.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the front of `to` and returns how much; 0 is the end. Never 0 before it.
  virtual Result<size_t> Read(std::span<char> to) = 0;
  // The whole length in bytes, 0 when it is not known (a pipe).
  virtual uint64_t total_bytes() const = 0;
};

// Reads from bytes that the caller keeps alive.
class TextSource : public ByteSource {
 public:
  explicit TextSource(std::string_view text) : rest_(text), total_(text.size()) {}
  Result<size_t> Read(std::span<char> to) override;
  uint64_t total_bytes() const override { return total_; }

 private:
  std::string_view rest_;
  uint64_t total_;
};

// Opens `path` for reading; `-` is standard input. kNotFound, kIo.
Result<std::unique_ptr<ByteSource>> OpenFileSource(const std::string& path);

// A window onto a source: the bytes not yet consumed, grown on demand.
class ByteWindow {
 public:
  explicit ByteWindow(ByteSource* source) : source_(source) {}

  std::string_view bytes() const { return std::string_view(buffer_).substr(start_); }
  // Reads more behind the window. Views into it are invalid afterwards. False at the end.
  Result<bool> Grow();
  void Consume(size_t count) { start_ += count, consumed_ += count; }
  bool at_end() const { return end_; }
  uint64_t consumed_bytes() const { return consumed_; }
  uint64_t total_bytes() const { return source_->total_bytes(); }

 private:
  ByteSource* source_;
  std::string buffer_;
  size_t start_ = 0;
  uint64_t consumed_ = 0;
  bool end_ = false;
};

}  // namespace signalbox
