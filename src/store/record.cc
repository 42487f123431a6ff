#include "store/record.h"

#include <fmt/format.h>

#include <utility>

#include "store/compress.h"

namespace signalbox {
namespace {

constexpr uint8_t kRecordVersion = 1;
constexpr size_t kFrameBytes = 8;  // length and CRC before each event
constexpr size_t kCountOffset = 4, kFirstOffset = 8, kRawSizeOffset = 16, kCrcOffset = 20;

void Store32(uint32_t value, char* at) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<char>(value >> (8 * i));
}

void Store64(uint64_t value, char* at) {
  for (int i = 0; i < 8; ++i) at[i] = static_cast<char>(value >> (8 * i));
}

uint64_t LoadLittle(BytesView bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = size; i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[at + i - 1]);
  return value;
}

uint32_t Load32(BytesView bytes, size_t at) {
  return static_cast<uint32_t>(LoadLittle(bytes, at, 4));
}

// The checksum stands inside what it covers, so it is taken with its own four bytes as zero.
uint32_t CrcOf(Bytes record) {
  Store32(0, record.data() + kCrcOffset);
  return Crc32c(record);
}

struct Header {
  uint8_t version, codec;
  uint16_t reserved;
  uint32_t count;
  int64_t first_position;
  uint32_t raw_size, crc;
};

Header LoadHeader(BytesView bytes) {
  return {.version = static_cast<uint8_t>(bytes[0]),
          .codec = static_cast<uint8_t>(bytes[1]),
          .reserved = static_cast<uint16_t>(LoadLittle(bytes, 2, 2)),
          .count = Load32(bytes, kCountOffset),
          .first_position = static_cast<int64_t>(LoadLittle(bytes, kFirstOffset, 8)),
          .raw_size = Load32(bytes, kRawSizeOffset),
          .crc = Load32(bytes, kCrcOffset)};
}

void AppendFramed(BytesView event, Bytes* payload) {
  char frame[kFrameBytes];
  Store32(static_cast<uint32_t>(event.size()), frame);
  Store32(Crc32c(event), frame + 4);
  payload->append(frame, kFrameBytes).append(event);
}

Bytes EncodeOne(std::span<const Bytes> events, int64_t first_position, size_t raw_size,
                RecordCodec codec) {
  Bytes record;
  record.reserve(kRecordHeaderBytes + raw_size);
  record.resize(kRecordHeaderBytes, '\0');
  bool compressed = false;
  if (codec == RecordCodec::kZstd) {
    Bytes payload;
    payload.reserve(raw_size);
    for (const Bytes& event : events) AppendFramed(event, &payload);
    compressed = CompressIfShorter(payload, Effort::kQuick, &record);
    if (!compressed) record += payload;
  } else {
    for (const Bytes& event : events) AppendFramed(event, &record);
  }
  record[0] = static_cast<char>(kRecordVersion);
  record[1] = static_cast<char>(compressed ? RecordCodec::kZstd : RecordCodec::kRaw);
  Store32(static_cast<uint32_t>(events.size()), record.data() + kCountOffset);
  Store64(static_cast<uint64_t>(first_position), record.data() + kFirstOffset);
  Store32(static_cast<uint32_t>(raw_size), record.data() + kRawSizeOffset);
  Store32(Crc32c(record), record.data() + kCrcOffset);
  return record;
}

Error Damaged(int64_t first_position, std::string_view what) {
  return Err(Code::kCorrupt, fmt::format("record {}: {}", first_position, what));
}

// Where the header's own fields cannot be those of this row.
Status CheckHeader(const Header& header, int64_t first_position) {
  if (header.first_position != first_position) {
    return Damaged(first_position, fmt::format("its header says that it starts at position {}",
                                               header.first_position));
  }
  if (header.reserved != 0) return Damaged(first_position, "its reserved bytes are not zero");
  if (header.count == 0) return Damaged(first_position, "it has no events");
  if (header.raw_size > kMaxRecordRawBytes || header.raw_size / kFrameBytes < header.count) {
    return Damaged(first_position,
                   fmt::format("{} events in {} bytes cannot be", header.count, header.raw_size));
  }
  return {};
}

}  // namespace

Status EncodeRecords(std::span<const Bytes> events, int64_t first_position, RecordCodec codec,
                     std::vector<EncodedRecord>* out) {
  for (size_t i = 0; i < events.size(); ++i) {
    if (events[i].size() <= kMaxEventBytes) continue;
    return Err(
        Code::kInvalid,
        fmt::format("the event for position {} has {} bytes, the limit is {}",
                    first_position + static_cast<int64_t>(i), events[i].size(), kMaxEventBytes));
  }
  for (size_t begin = 0; begin < events.size();) {
    size_t end = begin, raw_size = 0;
    while (end < events.size() && end - begin < kRecordEvents) {
      const size_t with_next = raw_size + kFrameBytes + events[end].size();
      if (end > begin && with_next > kRecordRawBytes) break;
      raw_size = with_next;
      ++end;
    }
    const int64_t first = first_position + static_cast<int64_t>(begin);
    out->push_back({first, EncodeOne(events.subspan(begin, end - begin), first, raw_size, codec)});
    begin = end;
  }
  return {};
}

// Reads one record. A failed checksum does not end it at once: the events' own checksums may still
// say which of them is damaged.
class RecordDecoder {
 public:
  RecordDecoder(BytesView bytes, int64_t first_position)
      : bytes_(bytes), first_position_(first_position) {}

  Result<Record> Decode() {
    if (bytes_.size() < kRecordHeaderBytes) return Damaged(first_position_, "it is too short");
    const Header header = LoadHeader(bytes_);
    const bool intact = CrcOf(Bytes(bytes_)) == header.crc;
    if (intact && (header.version != kRecordVersion ||
                   header.codec > static_cast<uint8_t>(RecordCodec::kZstd))) {
      return Err(Code::kUnsupported,
                 fmt::format("record {}: version {} with codec {} is not known here; use a newer "
                             "signalbox",
                             first_position_, header.version, header.codec));
    }
    SB_TRY(CheckHeader(header, first_position_));
    SB_TRY(LoadPayload(header));
    SB_TRY(LoadEvents(header));
    if (!intact) return Damaged(first_position_, "its checksum differs, its events are whole");
    record_.first_position_ = first_position_;
    return std::move(record_);
  }

 private:
  Status LoadPayload(const Header& header) {
    const BytesView payload = bytes_.substr(kRecordHeaderBytes);
    if (header.codec == static_cast<uint8_t>(RecordCodec::kRaw)) {
      record_.raw_ = payload;
    } else {
      Result<Bytes> raw = Decompress(payload, header.raw_size);
      if (!raw.ok()) return Damaged(first_position_, raw.error().message);
      record_.raw_ = std::move(*raw);
    }
    if (record_.raw_.size() != header.raw_size) {
      return Damaged(first_position_, fmt::format("it holds {} bytes of events, not {}",
                                                  record_.raw_.size(), header.raw_size));
    }
    return {};
  }

  Status LoadEvents(const Header& header) {
    const BytesView raw = record_.raw_;
    record_.events_.reserve(header.count);
    size_t at = 0;
    for (uint32_t i = 0; i < header.count; ++i) {
      if (raw.size() - at < kFrameBytes) return DamagedEvent(i, "it is cut off");
      const size_t size = Load32(raw, at);
      const uint32_t crc = Load32(raw, at + 4);
      at += kFrameBytes;
      if (raw.size() - at < size) return DamagedEvent(i, "it is cut off");
      if (Crc32c(raw.substr(at, size)) != crc) {
        return DamagedEvent(i, "its bytes differ from its checksum");
      }
      record_.events_.push_back({static_cast<uint32_t>(at), static_cast<uint32_t>(size)});
      at += size;
    }
    if (at != raw.size()) return Damaged(first_position_, "bytes after its last event");
    return {};
  }

  Error DamagedEvent(uint32_t index, std::string_view what) const {
    return Damaged(first_position_,
                   fmt::format("event at position {}: {}", first_position_ + index, what));
  }

  BytesView bytes_;
  int64_t first_position_;
  Record record_;
};

Result<Record> DecodeRecord(BytesView bytes, int64_t first_position) {
  return RecordDecoder(bytes, first_position).Decode();
}

Result<int64_t> PeekRecordEnd(BytesView bytes, int64_t first_position) {
  if (bytes.size() < kRecordHeaderBytes) return Damaged(first_position, "it is too short");
  const Header header = LoadHeader(bytes);
  SB_TRY(CheckHeader(header, first_position));
  return first_position + header.count;
}

}  // namespace signalbox
