#include "workspace/report_tables.h"

#include <algorithm>
#include <functional>

namespace signalbox {
namespace {

// Numbers of keys kept in memory: more than a workspace has of people times rules in use.
constexpr size_t kMaxNumbers = 200'000;

// A key is what is counted together; its number is of this file only.
constexpr char kKeyColumns[] = "measure, person, rule, detail, version";

Status NextRow(Statement* rows, bool* more) {
  SB_ASSIGN(*more, rows->Step());
  return {};
}

std::string KeyText(const Statement& rows) {
  return std::string(MeasureName(static_cast<ReportMeasure>(rows.Int(1)))) + ", rule `" +
         std::string(rows.Blob(3)) + "`, `" + std::string(rows.Blob(4)) + "`";
}

// Whether the columns [from, from + count) of both rows are equal; texts and numbers both compare
// as bytes.
bool SameRow(const Statement& a, const Statement& b, int from, int count) {
  for (int i = from; i < from + count; ++i) {
    if (a.Int(i) != b.Int(i) || a.Blob(i) != b.Blob(i)) return false;
  }
  return true;
}

Result<std::string> CompareRecordsOf(Database* stored, int64_t a_key, Database* fresh,
                                     int64_t b_key) {
  constexpr char kSql[] = "SELECT at, position, lead, value FROM report_records WHERE key = ?1";
  SB_ASSIGN(Statement a, stored->Prepare(kSql));
  SB_ASSIGN(Statement b, fresh->Prepare(kSql));
  a.Bind(1, a_key), b.Bind(1, b_key);
  for (;;) {
    bool more = false, other = false;
    SB_TRY(NextRow(&a, &more));
    SB_TRY(NextRow(&b, &other));
    if (!more && !other) return std::string();
    if (more != other || !SameRow(a, b, 0, 4)) return std::string("a record behind it");
  }
}

}  // namespace

// Counts are read by hour and written at their end; records are read by key and lie there in the
// order of the log, so that both grow at few places.
const char kReportTablesMade[] = R"(
  CREATE TABLE report_keys(key INTEGER PRIMARY KEY, measure INTEGER NOT NULL, person INTEGER NOT NULL,
    rule TEXT NOT NULL, detail TEXT NOT NULL, version BLOB NOT NULL);
  CREATE UNIQUE INDEX report_key ON report_keys(measure, person, rule, detail, version);
  CREATE TABLE report_counts(hour INTEGER NOT NULL, key INTEGER NOT NULL, count INTEGER NOT NULL,
    sum INTEGER NOT NULL, PRIMARY KEY(hour, key)) WITHOUT ROWID;
  CREATE TABLE report_records(key INTEGER NOT NULL, at INTEGER NOT NULL, position INTEGER NOT NULL,
    lead INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(key, at, position)) WITHOUT ROWID;
  CREATE TABLE report_weights(turn TEXT NOT NULL, place INTEGER NOT NULL, person INTEGER NOT NULL,
    weight INTEGER NOT NULL, PRIMARY KEY(turn, place)) WITHOUT ROWID;
)";
const char kReportTablesDropped[] =
    "DROP TABLE IF EXISTS report_keys; DROP TABLE IF EXISTS report_counts;"
    "DROP TABLE IF EXISTS report_records; DROP TABLE IF EXISTS report_weights;";
const char kReportTablesEmptied[] =
    "DELETE FROM report_keys; DELETE FROM report_counts; DELETE FROM report_records;"
    "DELETE FROM report_weights;";

size_t ReportTables::KeyHash::operator()(const ReportKey& key) const {
  const std::hash<std::string_view> text;
  size_t hash = static_cast<size_t>(key.measure) * 1'000'003 + static_cast<size_t>(key.person);
  for (const std::string_view one :
       {std::string_view(key.rule), std::string_view(key.detail), std::string_view(key.version)})
    hash = hash * 0x9E3779B97F4A7C15U + text(one);
  return hash;
}

Result<std::unique_ptr<ReportTables>> ReportTables::Prepare(Database* database) {
  std::unique_ptr<ReportTables> tables(new ReportTables(database));
  const auto prepare = [&](const std::string& sql, std::unique_ptr<Statement>* to) -> Status {
    SB_ASSIGN(Statement statement, database->Prepare(sql));
    *to = std::make_unique<Statement>(std::move(statement));
    return {};
  };
  const std::string columns = kKeyColumns;
  SB_TRY(prepare(
      "SELECT key FROM report_keys WHERE measure = ? AND person = ? AND rule = ? AND detail = ? "
      "AND version = ?",
      &tables->find_key_));
  SB_TRY(prepare("INSERT INTO report_keys(" + columns + ") VALUES(?,?,?,?,?) RETURNING key",
                 &tables->put_key_));
  SB_TRY(prepare(
      "INSERT INTO report_counts(hour, key, count, sum) VALUES(?,?,?,?) ON CONFLICT(hour, key) "
      "DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum",
      &tables->put_count_));
  SB_TRY(prepare(
      "INSERT OR IGNORE INTO report_records(key, at, position, lead, value) VALUES(?,?,?,?,?)",
      &tables->put_record_));
  SB_TRY(prepare("SELECT person, weight FROM report_weights WHERE turn = ? ORDER BY place",
                 &tables->weights_));
  SB_TRY(
      prepare("INSERT OR REPLACE INTO report_weights(turn, place, person, weight) VALUES(?,?,?,?)",
              &tables->put_weight_));
  return tables;
}

void ReportTables::AddEvent(TimeUs at) {
  ++events_[at / kHourUs];
}

void ReportTables::Add(const ReportFact& fact) {
  const auto [at, added] = pending_.try_emplace(fact.key, keys_.size());
  if (added) keys_.push_back(&at->first);
  Sum& sum = counts_[{fact.at / kHourUs, at->second}];
  ++sum.count;
  sum.sum += fact.value;
  if (Has(kept_, fact.key.measure))
    records_.push_back({at->second, fact.at, fact.position, fact.lead, fact.value});
}

Result<int64_t> ReportTables::NumberOf(const ReportKey& key) {
  if (const auto at = numbers_.find(key); at != numbers_.end()) return at->second;
  int64_t number = 0;
  for (Statement* statement : {find_key_.get(), put_key_.get()}) {
    statement->Bind(1, static_cast<int64_t>(key.measure)).Bind(2, key.person);
    statement->BindText(3, key.rule).BindText(4, key.detail).Bind(5, key.version);
    SB_ASSIGN(const bool found, statement->Step());
    if (found) number = statement->Int(0);
    statement->Reset();
    if (found) break;
  }
  if (numbers_.size() >= kMaxNumbers) numbers_.clear();
  numbers_[key] = number;
  return number;
}

Status ReportTables::WriteCounts(const std::vector<int64_t>& numbers) {
  for (const auto& [hour, count] : events_) {
    SB_ASSIGN(const int64_t number, NumberOf({ReportMeasure::kEvents, 0, "", "", ""}));
    put_count_->Bind(1, hour).Bind(2, number).Bind(3, count).Bind(4, int64_t{0});
    SB_TRY(put_count_->Run());
  }
  for (const auto& [where, sum] : counts_) {
    put_count_->Bind(1, where.first).Bind(2, numbers[where.second]);
    put_count_->Bind(3, sum.count).Bind(4, sum.sum);
    SB_TRY(put_count_->Run());
  }
  return {};
}

Status ReportTables::WriteRecords(const std::vector<int64_t>& numbers) {
  std::stable_sort(records_.begin(), records_.end(),
                   [&](const PendingRecord& a, const PendingRecord& b) {
                     return numbers[a.key] < numbers[b.key];
                   });
  for (const PendingRecord& record : records_) {
    put_record_->Bind(1, numbers[record.key]).Bind(2, record.at).Bind(3, record.position);
    put_record_->Bind(4, record.lead).Bind(5, record.value);
    SB_TRY(put_record_->Run());
  }
  return {};
}

Status ReportTables::WriteWeights() {
  for (const auto& [turn, changed] : changed_weights_) {
    const std::vector<Weight>& weights = by_turn_[turn];
    for (size_t place = 0; place < weights.size(); ++place) {
      put_weight_->BindText(1, turn).Bind(2, static_cast<int64_t>(place));
      put_weight_->Bind(3, weights[place].person).Bind(4, weights[place].weight);
      SB_TRY(put_weight_->Run());
    }
  }
  return {};
}

Status ReportTables::WriteBack() {
  std::vector<int64_t> numbers;
  numbers.reserve(keys_.size());
  for (const ReportKey* key : keys_) {
    SB_ASSIGN(const int64_t number, NumberOf(*key));
    numbers.push_back(number);
  }
  SB_TRY(WriteCounts(numbers));
  SB_TRY(WriteRecords(numbers));
  SB_TRY(WriteWeights());
  pending_.clear();
  keys_.clear();
  counts_.clear();
  events_.clear();
  records_.clear();
  changed_weights_.clear();
  return {};
}

void ReportTables::Forget() {
  pending_.clear();
  keys_.clear();
  counts_.clear();
  events_.clear();
  records_.clear();
  changed_weights_.clear();
  // What these say may have been rolled back.
  numbers_.clear();
  by_turn_.clear();
}

Result<std::vector<ReportTables::Weight>*> ReportTables::WeightsOf(const std::string& turn) {
  if (const auto at = by_turn_.find(turn); at != by_turn_.end()) return &at->second;
  std::vector<Weight> weights;
  weights_->BindText(1, turn);
  for (;;) {
    SB_ASSIGN(const bool more, weights_->Step());
    if (!more) break;
    weights.push_back({weights_->Int(0), weights_->Int(1)});
  }
  weights_->Reset();
  return &(by_turn_[turn] = std::move(weights));
}

Result<std::string> CompareReportTables(Database* stored, Database* fresh) {
  constexpr char kKeys[] =
      "SELECT k.key, measure, person, rule, detail, version, c.hour, c.count, c.sum "
      "FROM report_keys k JOIN report_counts c ON c.key = k.key "
      "ORDER BY measure, person, rule, detail, version, hour";
  SB_ASSIGN(Statement a, stored->Prepare(kKeys));
  SB_ASSIGN(Statement b, fresh->Prepare(kKeys));
  int64_t last = 0;
  for (;;) {
    bool more = false, other = false;
    SB_TRY(NextRow(&a, &more));
    SB_TRY(NextRow(&b, &other));
    if (!more && !other) return std::string();
    if (more != other) return "a count of " + KeyText(more ? a : b) + " is missing";
    if (!SameRow(a, b, 1, 8)) return "the count of " + KeyText(b);
    if (a.Int(0) == last) continue;
    last = a.Int(0);
    SB_ASSIGN(const std::string difference, CompareRecordsOf(stored, last, fresh, b.Int(0)));
    if (!difference.empty()) return difference + ": " + KeyText(b);
  }
}

}  // namespace signalbox
