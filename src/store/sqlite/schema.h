// The tables of log.db and their version, SQLite's user_version; docs/formats.md names the tables.
// Version 1 is the first. A later one brings older files forward where CheckLogSchema finds them,
// one step a version, each in a transaction of its own; there is no way back. Events keep the bytes
// that they were written with: a step changes tables, never what a record says.
#pragma once

#include <cstdint>
#include <span>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"

namespace signalbox {

inline constexpr int64_t kLogSchemaVersion = 1;
// Of a log of which something was purged, and only then: a program that cannot read such a log
// refuses it. Both are current.
inline constexpr int64_t kPurgedSchemaVersion = 2;

// Brings a file from version `to - 1` to `to`.
struct SchemaStep {
  int64_t to;
  const char* statements;
};

// Takes every step above the file's own version, in order; `steps` are those to 2, 3, ... without a
// gap. A step that fails, or that a crash cuts short, leaves the file at the version before it, and
// the next opener goes on from there. What a step does is durable when this returns.
Status BringForward(Database& database, std::span<const SchemaStep> steps);

// Makes what a purge needs where it is not there yet, within the caller's transaction.
Status PrepareForPurge(Database& database);

// Makes the tables in an empty database, with the log's id. kConflict when it is not empty.
Status CreateLogSchema(Database& database, const Id& log_id);

enum class OlderLog : uint8_t { kBringForward, kRefuse };

// kNotFound when the database is empty, kCorrupt when it is no log of ours, kUnsupported when a
// newer version wrote it, or an older one and `older` refuses it: a reader changes no file.
Status CheckLogSchema(Database& database, OlderLog older);

}  // namespace signalbox
