#include "store/compress.h"

#include <fmt/format.h>
#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace signalbox {
namespace {

// Of records, -1 takes a fifth of a commit's time less than 1, and 0 to 4 % more bytes; -4 a little
// less time and up to 11 % more. Above 1 a few per cent are saved in twice the time.
int LevelOf(Effort effort) {
  return effort == Effort::kQuick ? -1 : 1;
}

struct FreeContext {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

bool CompressIfShorter(BytesView bytes, Effort effort, Bytes* out) {
  thread_local std::unique_ptr<ZSTD_CCtx, FreeContext> context(ZSTD_createCCtx());
  CHECK(context != nullptr);
  if (bytes.size() < 2) return false;
  const size_t start = out->size();
  // Giving room for one byte less than the input makes zstd stop early where nothing is gained.
  const size_t room = bytes.size() - 1;
  out->resize(start + room);
  const size_t size = ZSTD_compressCCtx(context.get(), out->data() + start, room, bytes.data(),
                                        bytes.size(), LevelOf(effort));
  const bool shorter = ZSTD_isError(size) == 0;
  out->resize(shorter ? start + size : start);
  return shorter;
}

Result<Bytes> Decompress(BytesView frame, size_t max_size) {
  thread_local std::unique_ptr<ZSTD_DCtx, FreeContext> context(ZSTD_createDCtx());
  CHECK(context != nullptr);
  const unsigned long long declared = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (declared == ZSTD_CONTENTSIZE_ERROR || declared == ZSTD_CONTENTSIZE_UNKNOWN) {
    return Err(Code::kCorrupt, "not a zstd frame with its content size");
  }
  if (declared > max_size) {
    return Err(Code::kCorrupt,
               fmt::format("a zstd frame of {} bytes, more than {}", declared, max_size));
  }
  Bytes content(declared, '\0');
  const size_t size = ZSTD_decompressDCtx(context.get(), content.data(), content.size(),
                                          frame.data(), frame.size());
  if (ZSTD_isError(size) != 0 || size != content.size()) {
    return Err(Code::kCorrupt, "a damaged zstd frame");
  }
  return content;
}

}  // namespace signalbox
