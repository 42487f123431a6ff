#include "audit/record_reader.h"

#include <fmt/format.h>
#include <zstd.h>

namespace signalbox {
namespace {

constexpr size_t kHeaderBytes = 24;
constexpr size_t kCrcAt = 20;
constexpr size_t kFrameBytes = 8;
constexpr uint8_t kRaw = 0, kCompressed = 1;
// The writer never makes a record larger, so a larger number is damage and not worth its memory.
constexpr uint32_t kMaxPayloadBytes = uint32_t{16} << 20;

uint64_t Little(BytesView bytes, size_t at, int size) {
  uint64_t value = 0;
  for (int i = size - 1; i >= 0; --i) {
    value = value << 8 | static_cast<uint8_t>(bytes[at + static_cast<size_t>(i)]);
  }
  return value;
}

uint32_t Little32(BytesView bytes, size_t at) {
  return static_cast<uint32_t>(Little(bytes, at, 4));
}

}  // namespace

struct RecordReader::Zstd {
  struct Free {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };
  std::unique_ptr<ZSTD_DCtx, Free> decoder{ZSTD_createDCtx()};
};

RecordReader::RecordReader() : zstd_(std::make_unique<Zstd>()) {}
RecordReader::~RecordReader() = default;

// An empty text when `payload` is the raw payload.
std::string RecordReader::OpenPayload(BytesView record, BytesView* payload) {
  const uint32_t raw_size = Little32(record, 16);
  const BytesView stored = record.substr(kHeaderBytes);
  const auto codec = static_cast<uint8_t>(record[1]);
  if (raw_size > kMaxPayloadBytes) return "the record says that it is larger than 16 MB";
  if (codec == kRaw) {
    *payload = stored;
  } else if (codec == kCompressed) {
    payload_.resize(raw_size);
    const size_t got = ZSTD_decompressDCtx(zstd_->decoder.get(), payload_.data(), payload_.size(),
                                           stored.data(), stored.size());
    if (ZSTD_isError(got) != 0) return "the record does not decompress";
    *payload = BytesView(payload_).substr(0, got);
  } else {
    return fmt::format("the record has the unknown codec {}", codec);
  }
  return payload->size() == raw_size ? "" : "the record's payload has not the size that it says";
}

std::optional<LogFault> RecordReader::SplitEvents(int64_t first_position, uint32_t count,
                                                  BytesView payload) {
  events_.clear();
  int64_t position = first_position;
  size_t at = 0;
  for (uint32_t i = 0; i < count; ++i, ++position) {
    if (payload.size() == at) {
      return LogFault{first_position, "the record holds fewer events than it says"};
    }
    if (payload.size() - at < kFrameBytes) return LogFault{position, "the record ends too early"};
    const uint32_t size = Little32(payload, at), crc = Little32(payload, at + 4);
    at += kFrameBytes;
    if (payload.size() - at < size) return LogFault{position, "the event ends beyond its record"};
    const BytesView event = payload.substr(at, size);
    if (Crc32c(event) != crc) return LogFault{position, "the event's checksum differs"};
    events_.push_back(event);
    at += size;
  }
  if (at != payload.size())
    return LogFault{first_position, "the record holds more than the events that it says"};
  return std::nullopt;
}

std::optional<LogFault> RecordReader::Read(int64_t first_position, BytesView record) {
  events_.clear();
  const auto fault = [&](std::string problem) {
    return LogFault{first_position, std::move(problem)};
  };
  if (record.size() < kHeaderBytes) return fault("the record is shorter than its header");
  copy_.assign(record);
  copy_.replace(kCrcAt, 4, 4, '\0');
  const bool whole = Crc32c(copy_) == Little32(record, kCrcAt);

  BytesView payload;
  const std::string closed = OpenPayload(record, &payload);
  std::optional<LogFault> inside;
  // Even where the record's checksum differs, an event's own may tell which one was touched.
  if (closed.empty()) inside = SplitEvents(first_position, Little32(record, 4), payload);
  if (!whole) {
    events_.clear();
    return inside ? inside : fault("the record's checksum differs");
  }
  if (!closed.empty()) return fault(closed);
  if (record[0] != 1) return fault("the record has an unknown version");
  if (Little(record, 2, 2) != 0) return fault("the record's reserved bytes are not zero");
  if (static_cast<int64_t>(Little(record, 8, 8)) != first_position) {
    return fault("the record is stored under a position that is not its own");
  }
  if (Little32(record, 4) == 0) return fault("the record holds no event");
  return inside;
}

}  // namespace signalbox
