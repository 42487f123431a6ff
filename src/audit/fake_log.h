// A Store in memory for the tests of audit/: it keeps records in the stored form, made here by hand
// from docs/formats.md, and lets a test touch their bytes.
#pragma once

#include <zstd.h>

#include <map>
#include <string>
#include <vector>

#include "audit/merkle.h"
#include "base/hash.h"
#include "store/event.h"
#include "store/store.h"

namespace signalbox {

inline void PutLittle(uint64_t value, int size, Bytes* out) {
  for (int i = 0; i < size; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

inline void FixRecordCrc(Bytes* record) {
  record->replace(20, 4, 4, '\0');
  Bytes crc;
  PutLittle(Crc32c(*record), 4, &crc);
  record->replace(20, 4, crc);
}

inline Bytes MakeRecord(int64_t first, const std::vector<Bytes>& events, bool compressed) {
  Bytes payload;
  for (const Bytes& event : events) {
    PutLittle(event.size(), 4, &payload);
    PutLittle(Crc32c(event), 4, &payload);
    payload += event;
  }
  Bytes record("\x01", 1);
  record.push_back(compressed ? 1 : 0);
  PutLittle(0, 2, &record);
  PutLittle(events.size(), 4, &record);
  PutLittle(static_cast<uint64_t>(first), 8, &record);
  PutLittle(payload.size(), 4, &record);
  PutLittle(0, 4, &record);
  if (compressed) {
    Bytes packed(ZSTD_compressBound(payload.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), payload.data(), payload.size(), 1));
    payload = packed;
  }
  record += payload;
  FixRecordCrc(&record);
  return record;
}

class FakeLog : public Store {
 public:
  FakeLog() { log_id_.bytes.fill(0x42); }

  // An event of entity `entity` that follows what is there.
  Event Next(uint8_t entity, uint16_t type = 7) {
    Event event;
    event.log_id = log_id_;
    event.epoch = epoch_;
    event.position = next_;
    event.entity_kind = EntityKind::kLead;
    event.entity.bytes.fill(entity);
    const auto [last, fresh] = last_.try_emplace(entity, std::pair<int64_t, int64_t>{-1, -1});
    event.sequence = last->second.first + 1;
    event.previous = last->second.second;
    event.type = type;
    event.time = 1'700'000'000'000'000 + next_ * 10;
    event.clear = Bytes("\xa2\x00\x18\x2a\x01\x62ok", 8);
    return event;
  }

  void Add(const Event& event) { AddBytes(EncodeEvent(event), event); }

  void AddBytes(const Bytes& bytes, const Event& event) {
    last_[event.entity.bytes[0]] = {event.sequence, event.position};
    pending_.push_back(bytes);
    std::vector<MerkleNode> completed;
    tree_.Append(LeafHash(bytes), &completed);
    for (const MerkleNode& node : completed) nodes_[{node.level, node.idx}] = node;
    ++next_;
  }

  void EndRecord(bool compressed = false) {
    if (pending_.empty()) return;
    const int64_t first = next_ - std::ssize(pending_);
    records_[first] = MakeRecord(first, pending_, compressed);
    pending_.clear();
  }

  void Fill(int64_t events, int per_record = 5, int entities = 7) {
    for (int64_t i = 0; i < events; ++i) {
      Add(Next(static_cast<uint8_t>(1 + next_ % entities)));
      if (std::ssize(pending_) == per_record) EndRecord(records_.size() % 2 == 1);
    }
    EndRecord();
  }

  // Goes back to the first `size` events, as restoring a backup does.
  void CutTo(int64_t size) {
    std::vector<Bytes> kept;
    (void)ReadEvents(0, size, [&](int64_t, BytesView bytes) -> Status {
      kept.emplace_back(bytes);
      return {};
    });
    records_.clear(), nodes_.clear(), last_.clear(), tree_ = MerkleTree(), next_ = 0;
    for (const Bytes& bytes : kept) Add(*DecodeEvent(bytes));
    EndRecord();
  }

  const Id& log_id() const override { return log_id_; }
  int64_t epoch() const override { return epoch_; }
  int64_t next_position() const override { return next_; }
  Status Commit(const CommitBatch&, int64_t, int64_t) override {
    return Err(Code::kUnsupported, "the fake log is written by Add");
  }
  Status ReadRecords(const RecordVisitor& visit) const override {
    for (const auto& [first, record] : records_) {
      if (first == unreadable_) return Err(unreadable_code_, "the disk cannot be read");
      if (Status status = visit(first, record); !status.ok()) return status;
    }
    return {};
  }
  // Good for raw and undamaged records that Add made: the events are taken as they were given.
  Status ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const override {
    for (const auto& [first, record] : records_) {
      Bytes payload = record.substr(24);
      if (record[1] == 1) {
        Bytes raw(ZSTD_getFrameContentSize(payload.data(), payload.size()), '\0');
        ZSTD_decompress(raw.data(), raw.size(), payload.data(), payload.size());
        payload = raw;
      }
      int64_t position = first;
      for (size_t at = 0; at < payload.size(); ++position) {
        size_t size = 0;
        for (int i = 3; i >= 0; --i) {
          size = size << 8 | static_cast<uint8_t>(payload[at + static_cast<size_t>(i)]);
        }
        if (position >= from && (to < 0 || position < to)) {
          Status status = visit(position, BytesView(payload).substr(at + 8, size));
          if (!status.ok()) return status;
        }
        at += 8 + size;
      }
    }
    return {};
  }
  Result<Bytes> ReadEvent(int64_t position) const override {
    Bytes found;
    SB_TRY(ReadEvents(position, position + 1, [&](int64_t, BytesView bytes) -> Status {
      found = bytes;
      return {};
    }));
    return found;
  }
  Result<std::vector<MerkleNode>> ReadMerkle(int level, int64_t from,
                                             int64_t limit) const override {
    std::vector<MerkleNode> found;
    for (auto it = nodes_.lower_bound({level, from});
         it != nodes_.end() && it->first.first == level && std::ssize(found) < limit; ++it) {
      found.push_back(it->second);
    }
    return found;
  }
  Result<std::vector<TaskRow>> ReadTasks(int64_t) const override { return std::vector<TaskRow>(); }
  Result<std::vector<TimerRow>> ReadTimers(TimeUs, int64_t) const override {
    return std::vector<TimerRow>();
  }
  Result<Bytes> ReadBlob(const Digest&) const override { return Err(Code::kNotFound, "no blob"); }
  int64_t DiskBytes() const override { return 0; }

  Id log_id_;
  int64_t epoch_ = 1;
  int64_t next_ = 0;
  // The record that ReadRecords fails at, and how.
  int64_t unreadable_ = -1;
  Code unreadable_code_ = Code::kCorrupt;
  MerkleTree tree_;
  std::map<int64_t, Bytes> records_;
  std::map<std::pair<int, int64_t>, MerkleNode> nodes_;

 private:
  std::map<uint8_t, std::pair<int64_t, int64_t>> last_;
  std::vector<Bytes> pending_;
};

}  // namespace signalbox
