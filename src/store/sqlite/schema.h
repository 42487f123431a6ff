// The tables of log.db and their version, SQLite's user_version; docs/formats.md names the tables.
// Version 1 is the first. A later one brings older files forward where CheckLogSchema finds them,
// one step a version, each in a transaction of its own; there is no way back.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"

namespace signalbox {

inline constexpr int64_t kLogSchemaVersion = 1;

// Makes the tables in an empty database, with the log's id. kConflict when it is not empty.
Status CreateLogSchema(Database& database, const Id& log_id);

// kNotFound when the database is empty, kCorrupt when it is no log of ours, kUnsupported when a
// newer version wrote it.
Status CheckLogSchema(Database& database);

}  // namespace signalbox
