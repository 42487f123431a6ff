// The tables of log.db, and how an older file becomes one of today's: forward only, one step a
// version, each in a transaction of its own. The version is SQLite's user_version; docs/formats.md
// names the tables.
#pragma once

#include <cstdint>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/database.h"

namespace signalbox {

inline constexpr int64_t kLogSchemaVersion = 1;

// Makes the tables in an empty database, with the log's id. kConflict when it is not empty.
Status CreateLogSchema(Database& database, const Id& log_id);

// Brings an existing log to kLogSchemaVersion; with `read_only` it only checks. kNotFound when the
// database is empty, kCorrupt when it is no log of ours, kUnsupported when a newer version wrote
// it.
Status UpgradeLogSchema(Database& database, bool read_only);

}  // namespace signalbox
