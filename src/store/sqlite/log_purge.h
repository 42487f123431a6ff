// Purging log.db: its records are written anew in one transaction, and then the file without the
// room that this left free.
//
// docs/decisions/purge.md says why in place and not into another file. The writing connection's
// thread.
#pragma once

#include <cstdint>
#include <map>

#include "base/bytes.h"
#include "base/result.h"
#include "store/record.h"
#include "store/sqlite/database.h"
#include "store/store.h"

namespace signalbox {

// Carries `order` out, all of it or nothing, and keeps the leaf hashes of what it changed.
Status PurgeRecords(Database& writer, const PurgeOrder& order, RecordCodec codec);

// Gives the disk the room back that PurgeRecords left free, whatever became of it before.
// `in_memory`: what SQLite needs meanwhile is kept there and not in a file beside.
Status GiveRoomBack(Database& writer, bool in_memory);

// The leaf hashes of a record's events that a purge changed, by place in the record. Stored as rows
// of 36 bytes: place (4, big endian) and hash.
using KeptLeaves = std::map<uint32_t, Digest>;
Bytes EncodeKeptLeaves(const KeptLeaves& leaves);
// kCorrupt where the bytes are not that.
Result<KeptLeaves> DecodeKeptLeaves(BytesView bytes);

// `meta.purged_by`, -1 where it is not there.
Result<int64_t> ReadPurgedBy(Database& database);

}  // namespace signalbox
