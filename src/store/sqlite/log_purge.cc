#include "store/sqlite/log_purge.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>
#include <vector>

#include "store/event.h"
#include "store/sqlite/schema.h"

namespace signalbox {
namespace {

constexpr size_t kPlaceBytes = 4;
constexpr size_t kKeptBytes = kPlaceBytes + sizeof(Digest);

class RecordPurger {
 public:
  RecordPurger(Database& writer, const PurgeOrder& order, RecordCodec codec)
      : writer_(writer), order_(order), codec_(codec) {}

  Status Run() {
    SB_TRY(PrepareForPurge(writer_));
    SB_ASSIGN(next_, writer_.Prepare("SELECT first_position, record FROM records WHERE "
                                     "first_position > ?1 AND first_position < ?2 "
                                     "ORDER BY first_position LIMIT 1"));
    SB_ASSIGN(put_, writer_.Prepare("UPDATE records SET record = ?2 WHERE first_position = ?1"));
    SB_ASSIGN(kept_, writer_.Prepare("SELECT hashes FROM purged_leaves WHERE first_position = ?1"));
    SB_ASSIGN(keep_, writer_.Prepare("INSERT OR REPLACE INTO purged_leaves VALUES(?1, ?2)"));
    for (int64_t after = -1;;) {
      SB_ASSIGN(const bool more, next_.Bind(1, after).Bind(2, order_.before).Step());
      if (!more) break;
      after = next_.Int(0);
      const Bytes stored(next_.Blob(1));
      next_.Reset();
      SB_TRY(TakeRecord(after, stored));
    }
    const std::string done =
        fmt::format("INSERT OR REPLACE INTO meta VALUES('purged_by', {})", order_.declared_at);
    return writer_.Execute(done.c_str());
  }

 private:
  Status TakeRecord(int64_t first, BytesView stored) {
    SB_ASSIGN(const Record record, DecodeRecord(stored, first));
    std::vector<Bytes> events;
    KeptLeaves changed;
    for (size_t i = 0; i < record.count(); ++i) {
      const BytesView event = record.event(i);
      const int64_t position = first + static_cast<int64_t>(i);
      events.emplace_back(event);
      if (event.empty() || position >= order_.before) continue;
      SB_TRY(order_.reduce(position, &events.back()));
      if (events.back() != event) changed[static_cast<uint32_t>(i)] = LeafHash(event);
    }
    if (changed.empty()) return {};
    SB_ASSIGN(KeptLeaves leaves, ReadKept(first));
    // Those of events that an earlier purge changed already are what they were written with.
    leaves.merge(changed);
    std::vector<EncodedRecord> written;
    SB_TRY(EncodeRecords(events, first, codec_, &written));
    // What is left of events is never longer, so they need no more records than before.
    if (written.size() != 1)
      return Err(Code::kInvalid, fmt::format("what is left of record {} is longer", first));
    const Bytes kept = EncodeKeptLeaves(leaves);
    SB_TRY(keep_.Bind(1, first).Bind(2, BytesView(kept)).Run());
    return put_.Bind(1, first).Bind(2, BytesView(written.front().bytes)).Run();
  }

  Result<KeptLeaves> ReadKept(int64_t first) {
    SB_ASSIGN(const bool found, kept_.Bind(1, first).Step());
    Result<KeptLeaves> leaves = found ? DecodeKeptLeaves(kept_.Blob(0)) : KeptLeaves();
    kept_.Reset();
    return leaves;
  }

  Database& writer_;
  const PurgeOrder& order_;
  const RecordCodec codec_;
  Statement next_, put_, kept_, keep_;
};

}  // namespace

Bytes EncodeKeptLeaves(const KeptLeaves& leaves) {
  Bytes out;
  for (const auto& [place, leaf] : leaves) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(place >> shift));
    out.append(View(leaf));
  }
  return out;
}

Result<KeptLeaves> DecodeKeptLeaves(BytesView bytes) {
  KeptLeaves leaves;
  if (bytes.size() % kKeptBytes != 0)
    return Err(Code::kCorrupt, "kept hashes of events are not whole");
  for (; !bytes.empty(); bytes.remove_prefix(kKeptBytes)) {
    uint32_t place = 0;
    for (size_t i = 0; i < kPlaceBytes; ++i) place = place << 8 | static_cast<uint8_t>(bytes[i]);
    std::memcpy(leaves[place].data(), bytes.data() + kPlaceBytes, sizeof(Digest));
  }
  return leaves;
}

Status PurgeRecords(Database& writer, const PurgeOrder& order, RecordCodec codec) {
  SB_TRY(writer.Execute("BEGIN IMMEDIATE"));
  Status done = RecordPurger(writer, order, codec).Run();
  if (done.ok()) done = writer.Execute("COMMIT");
  if (!done.ok() && writer.InTransaction()) SB_TRY(writer.Execute("ROLLBACK"));
  return done;
}

Status GiveRoomBack(Database& writer, bool in_memory) {
  // A record that is shorter than before leaves its page half empty, and no page free.
  const Status vacuumed = writer.Execute(in_memory ? "VACUUM" : "PRAGMA temp_store=FILE; VACUUM");
  SB_TRY(writer.Execute("PRAGMA temp_store=MEMORY"));
  SB_TRY(vacuumed);
  return writer.Checkpoint(Database::CheckpointMode::kTruncate);
}

Result<int64_t> ReadPurgedBy(Database& database) {
  SB_ASSIGN(Statement select, database.Prepare("SELECT value FROM meta WHERE key = 'purged_by'"));
  SB_ASSIGN(const bool found, select.Step());
  return found ? select.Int(0) : int64_t{-1};
}

}  // namespace signalbox
