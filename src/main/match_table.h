// A CSV file of records to match, of whatever system: columns by their usual names, or by `--map`.
//
// A file that is not UTF-8 is read as Windows-1252 where its bytes are not, and a NUL as a space,
// so that no row is lost to an encoding. What CsvReader refuses costs one row and is told. One
// thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insight/match/match_record.h"
#include "insight/match/pair_scorer.h"
#include "intake/column_map.h"

namespace signalbox {

enum class MatchTableKind : uint8_t {
  kAccounts,
  kLeads,    // where there is a `company`, `name` is the person's
  kRecords,  // to be freed of duplicates
};

struct MatchTable {
  std::vector<MatchRecord> records;  // each with an id: `row-7` for the seventh where it gives none
  std::vector<std::string> faults;   // `file:line: what is wrong` of rows that were left out
  std::vector<std::string> notes;
  std::vector<std::string> missing;  // columns that the map names and the file has not
  bool has_company = false;          // a column of company names
  bool has_person = false;           // columns of a person's names or birth date
};

// An empty path: an empty map.
Result<ColumnMap> ReadMatchMap(const std::string& path);

// kInvalid for a file that is not there, is no CSV, or has no column that can be compared, and for
// a map that names a field that is not known; kIo.
Result<MatchTable> ReadMatchTable(const std::string& path, const ColumnMap& map,
                                  MatchTableKind kind);

// kInvalid when the map names a column that none of the tables, read by it, has.
Status CheckMap(std::span<const MatchTable* const> tables);

// `companies`, `places`, `people`; empty: people where the table has people's names and no other is
// said, else companies. kInvalid for another word.
Result<const PairWeights*> WeightsOf(const std::string& kind, bool people);

// Tells notes and the first faults on standard error.
void PrintMatchTable(const MatchTable& table);

}  // namespace signalbox
