// A record: events of one commit framed together with checksums; one row of log.db.
//
//   offset size
//    0      1  version = 1
//    1      1  codec: 0 raw, 1 zstd
//    2      2  reserved = 0
//    4      4  count of events, little endian as all that follow
//    8      8  first position
//   16      4  raw size: bytes of the payload before the codec
//   20      4  CRC-32C of the whole record with these four bytes as zero
//   24      -  payload; raw: for each event, length (4), CRC-32C of the event (4), the event
//
// An event of length 0 was purged: its place in the log stays, nothing else of it does.
//
// docs/formats.md has the same with an example. No thread is involved.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

inline constexpr size_t kRecordHeaderBytes = 24;

// A record ends at this many events or where the next event would carry it over this many raw
// bytes: large enough that headers and rows cost nothing, small enough that reading one event is
// cheap.
inline constexpr size_t kRecordEvents = 256;
inline constexpr size_t kRecordRawBytes = size_t{64} << 10;

// The most that a decoder allocates for one record; an event larger than the target is a record of
// its own. A plan's 64 steps of 64 KB fit four times.
inline constexpr size_t kMaxRecordRawBytes = size_t{16} << 20;
inline constexpr size_t kMaxEventBytes = kMaxRecordRawBytes - 8;

// kZstd stores a payload that zstd does not make shorter as raw.
enum class RecordCodec : uint8_t { kRaw = 0, kZstd = 1 };

struct EncodedRecord {
  int64_t first_position = 0;
  Bytes bytes;
};

// Appends the records that hold `events`, which have the positions first_position, +1, ...
// kInvalid, and nothing appended, when an event is larger than kMaxEventBytes.
Status EncodeRecords(std::span<const Bytes> events, int64_t first_position, RecordCodec codec,
                     std::vector<EncodedRecord>* out);

// A decoded record owns its raw bytes; the views it gives live as long as it does.
class Record {
 public:
  int64_t first_position() const { return first_position_; }
  // One past the last.
  int64_t end_position() const { return first_position_ + static_cast<int64_t>(events_.size()); }
  size_t count() const { return events_.size(); }
  BytesView event(size_t index) const {
    return BytesView(raw_).substr(events_[index].offset, events_[index].size);
  }
  size_t raw_size() const { return raw_.size(); }

 private:
  friend class RecordDecoder;
  struct Slice {
    uint32_t offset;
    uint32_t size;
  };
  int64_t first_position_ = 0;
  Bytes raw_;
  std::vector<Slice> events_;
};

// Decodes the record stored under `first_position`. kCorrupt when a single bit of it is not as
// written: the message names the record, and the event's position where the damage can be pinned to
// one. kUnsupported for a newer version or codec.
Result<Record> DecodeRecord(BytesView bytes, int64_t first_position);

// One past the last position, from the header alone and unchecked.
Result<int64_t> PeekRecordEnd(BytesView bytes, int64_t first_position);

}  // namespace signalbox
