// Bytes of UTF-16 as UTF-8 (RFC 2781 for the byte order mark, RFC 3629): what spreadsheets save as
// `Unicode text`.
//
// A half of a pair that stands alone and a byte that is left at the end become bytes that are no
// UTF-8, so that whoever reads on refuses the row that they stand in and keeps the others.
#pragma once

#include <string>
#include <string_view>

#include "intake/byte_source.h"

namespace signalbox {

// Whether a file that begins like this is UTF-16 with its byte order mark; UTF-32 is not.
bool BeginsAsUtf16(std::string_view front);

// Not thread safe. Memory: one piece of the file.
class Utf16Source : public ByteSource {
 public:
  // `front` was read from `rest` already, and begins with the byte order mark. `rest` must outlive
  // this.
  Utf16Source(std::string_view front, ByteSource* rest);

  Result<size_t> Read(std::span<char> to) override;
  // How many bytes of UTF-8 it will be is not known.
  uint64_t total_bytes() const override { return 0; }

 private:
  // Decodes what is whole of `raw_`; of the last piece everything.
  void Decode(bool last);

  ByteSource* rest_;
  bool big_endian_;
  bool ended_ = false;
  std::string raw_;    // not decoded yet
  std::string ready_;  // decoded, from `given_` on not given out
  size_t given_ = 0;
};

}  // namespace signalbox
