// The counts that reports read: how often each thing happened in each hour, and the records behind
// each count, in the tables of views.db.
//
// A report over any whole hours adds up counts and never walks the leads. Written in the
// transaction of whoever owns the database; one thread at a time. Derived: holds nothing personal
// and nothing that the log does not say.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/sqlite/database.h"
#include "workspace/report_measures.h"

namespace signalbox {

// SQL that makes the tables, drops them where they are, and empties them.
extern const char kReportTablesMade[];
extern const char kReportTablesDropped[];
extern const char kReportTablesEmptied[];

class ReportTables {
 public:
  // `database` outlives it.
  static Result<std::unique_ptr<ReportTables>> Prepare(Database* database);

  // Kept in memory until WriteBack.
  void Add(const ReportFact& fact);
  // One event of whatever kind; the same as adding kEvents for it, and cheaper.
  void AddEvent(TimeUs at);
  // Within a transaction of the caller.
  Status WriteBack();
  // Forgets what was added since the last WriteBack that was committed; after a rollback.
  void Forget();

  // Weights that a pool's members had at its last turn, by their places in its state.
  struct Weight {
    PersonRef person = 0;
    int64_t weight = 0;
  };
  Result<std::vector<Weight>*> WeightsOf(const std::string& turn);
  // What WeightsOf gave was changed.
  void WeightsChanged(const std::string& turn) { changed_weights_[turn] = true; }

 private:
  explicit ReportTables(Database* database) : database_(database) {}

  struct KeyHash {
    size_t operator()(const ReportKey& key) const;
  };
  struct PendingRecord {
    size_t key;
    TimeUs at;
    int64_t position, lead, value;
  };
  struct Sum {
    int64_t count = 0, sum = 0;
  };

  Result<int64_t> NumberOf(const ReportKey& key);
  Status WriteCounts(const std::vector<int64_t>& numbers);
  Status WriteRecords(const std::vector<int64_t>& numbers);
  Status WriteWeights();

  Database* database_;
  const MeasureSet kept_ = KeptRecords();
  std::unique_ptr<Statement> find_key_, put_key_, put_count_, put_record_, weights_, put_weight_;
  std::unordered_map<ReportKey, size_t, KeyHash> pending_;  // to their place in keys_
  std::vector<const ReportKey*> keys_;
  std::map<std::pair<int64_t, size_t>, Sum> counts_;  // by hour and key
  std::map<int64_t, int64_t> events_;                 // by hour
  std::vector<PendingRecord> records_;
  std::unordered_map<ReportKey, int64_t, KeyHash> numbers_;  // of keys that are stored
  std::map<std::string, std::vector<Weight>, std::less<>> by_turn_;
  std::map<std::string, bool, std::less<>> changed_weights_;
};

// Empty when the report tables of two databases say the same, else the first difference in words.
Result<std::string> CompareReportTables(Database* stored, Database* fresh);

}  // namespace signalbox
