#include "access/reading_log.h"

#include <algorithm>
#include <chrono>

#include "base/cbor.h"
#include "base/log.h"

namespace signalbox {
namespace {

constexpr char kTable[] = R"(
CREATE TABLE IF NOT EXISTS readings (
  position INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind BLOB NOT NULL, principal BLOB NOT NULL,
  route BLOB NOT NULL, filter BLOB NOT NULL, count INTEGER NOT NULL, hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS expired (
  one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL, hash BLOB NOT NULL);
)";
constexpr std::string_view kExpired = "expired";
constexpr std::string_view kColumns = "position, time, kind, principal, route, filter, count, hash";
constexpr std::string_view kOtherSources = "other sources";
// After this many pages the write-ahead file is moved into the database.
constexpr int kMaxWalPages = 256;

// The hash of a row: SHA-256 of the hash before and the row as deterministic CBOR.
Digest RowHash(const Digest& before, const ReadingEvent& event) {
  Bytes row;
  CborWriter cbor(&row);
  cbor.Array(7);
  cbor.Int(event.position), cbor.Int(event.time), cbor.Text(event.kind);
  cbor.Text(event.principal), cbor.Text(event.route), cbor.Text(event.filter);
  cbor.Int(event.count);
  return Sha256({View(before), row});
}

// What the row of an expiry says in `filter`.
std::string ExpiryText(const OldReadings& old) {
  return "to " + std::to_string(old.last) + " " + ToHex(View(old.hash));
}

Digest DigestAt(const Statement& row, int column) {
  Digest hash{};
  if (row.Blob(column).size() == hash.size())
    std::copy(row.Blob(column).begin(), row.Blob(column).end(), hash.begin());
  return hash;
}

ReadingEvent EventOf(const Statement& row) {
  ReadingEvent event;
  event.position = row.Int(0);
  event.time = row.Int(1);
  event.kind = row.Blob(2);
  event.principal = row.Blob(3);
  event.route = row.Blob(4);
  event.filter = row.Blob(5);
  event.count = row.Int(6);
  return event;
}

Error NotRecorded(const Error& error) {
  Log(LogLevel::kError, "readings cannot be recorded: " + error.message);
  return Err(error.code, "what people read cannot be recorded now, so no personal data is shown");
}

}  // namespace

ReadingLog::ReadingLog(std::string path, const Clock& clock, int busy_timeout_ms)
    : path_(std::move(path)), clock_(clock), busy_timeout_ms_(busy_timeout_ms) {
  thread_ = std::thread([this] { Run(); });
}

ReadingLog::~ReadingLog() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  thread_.join();
  if (const Status flushed = Flush(); !flushed.ok())
    Log(LogLevel::kError, "the last readings were not recorded: " + flushed.error().message);
}

void ReadingLog::Run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    const auto due = [this] { return stopped_ || !noted_.empty(); };
    if (denials_.empty())
      wake_.wait(lock, [&] { return due() || !denials_.empty(); });
    else
      wake_.wait_for(lock, std::chrono::microseconds(kMinuteUs), due);
    if (stopped_) return;
    lock.unlock();
    // A failure is in the program's log; what was noted is lost with it, and Record tells whoever
    // must know.
    if (std::vector<ReadingEvent> events = TakeNoted(false); !events.empty()) {
      const Status written = Write(std::move(events));
      if (!written.ok()) Log(LogLevel::kError, written.error().message);
    }
    lock.lock();
  }
}

void ReadingLog::Note(ReadingEvent event) {
  event.time = clock_.Now();
  {
    const std::lock_guard lock(mutex_);
    if (noted_.size() >= kMaxWaiting) {
      ++dropped_;
      return;
    }
    noted_.push_back(std::move(event));
  }
  wake_.notify_one();
}

void ReadingLog::CountDenial(const std::string& source) {
  const TimeUs minute = clock_.Now() / kMinuteUs;
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (minute != minute_) {
      for (auto& [from, count] : denials_) {
        if (noted_.size() < kMaxWaiting)
          noted_.push_back({0, minute_ * kMinuteUs, "denied_anonymously", from, "", "", count});
      }
      first = !denials_.empty();
      denials_.clear();
      minute_ = minute;
    }
    const bool room = denials_.size() < kMaxSources || denials_.contains(source);
    first |= denials_.empty();
    ++denials_[room ? source : std::string(kOtherSources)];
  }
  if (first) wake_.notify_one();
}

std::vector<ReadingEvent> ReadingLog::TakeNoted(bool this_minute_too) {
  const std::lock_guard lock(mutex_);
  std::vector<ReadingEvent> events = std::move(noted_);
  noted_.clear();
  if (this_minute_too || clock_.Now() / kMinuteUs != minute_) {
    for (auto& [from, count] : denials_)
      events.push_back({0, minute_ * kMinuteUs, "denied_anonymously", from, "", "", count});
    denials_.clear();
  }
  if (const int64_t lost = std::exchange(dropped_, 0); lost > 0)
    events.push_back({0, clock_.Now(), "denied", "dropped", "", "", lost});
  return events;
}

Status ReadingLog::Open() {
  if (database_) return {};
  SB_ASSIGN(Database database, Database::Open(path_, {.create = true,
                                                      .read_only = false,
                                                      .immutable = false,
                                                      .vfs = {},
                                                      .busy_timeout_ms = busy_timeout_ms_}));
  SB_TRY(
      database.Execute("PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL; "
                       "PRAGMA synchronous = FULL;"));
  SB_TRY(database.Execute(kTable));
  {
    SB_ASSIGN(Statement last,
              database.Prepare("SELECT position, hash FROM readings ORDER BY position DESC"));
    SB_ASSIGN(const bool there, last.Step());
    position_ = there ? last.Int(0) : 0;
    head_ = there ? DigestAt(last, 1) : Digest{};
  }
  database_.emplace(std::move(database));
  return {};
}

Result<Digest> ReadingLog::Append(const ReadingEvent& event, const Digest& before) {
  const Digest hash = RowHash(before, event);
  SB_ASSIGN(Statement put,
            database_->Prepare("INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  put.Bind(1, event.position).Bind(2, event.time).Bind(3, BytesView(event.kind));
  put.Bind(4, BytesView(event.principal)).Bind(5, BytesView(event.route));
  put.Bind(6, BytesView(event.filter)).Bind(7, event.count).Bind(8, View(hash));
  SB_TRY(put.Run());
  return hash;
}

Status ReadingLog::Write(std::vector<ReadingEvent> events) {
  const std::lock_guard lock(file_mutex_);
  int64_t position = 0;
  Digest head{};
  const auto write = [&]() -> Status {
    SB_TRY(Open());
    position = position_;
    head = head_;
    SB_TRY(database_->Execute("BEGIN IMMEDIATE"));
    for (ReadingEvent& event : events) {
      event.position = ++position;
      SB_ASSIGN(head, Append(event, head));
    }
    return database_->Execute("COMMIT");
  };
  if (const Status written = write(); !written.ok()) {
    // Opened again next time: what the file then holds is what counts.
    database_.reset();
    return NotRecorded(written.error());
  }
  position_ = position;
  head_ = head;
  if (database_->WalPages() > kMaxWalPages) {
    const Status moved = database_->Checkpoint(Database::CheckpointMode::kPassive);
    if (!moved.ok()) Log(LogLevel::kWarning, "readings.db: " + moved.error().message);
  }
  return {};
}

Status ReadingLog::Record(ReadingEvent event) {
  event.time = clock_.Now();
  std::vector<ReadingEvent> events = TakeNoted(false);
  events.push_back(std::move(event));
  return Write(std::move(events));
}

Status ReadingLog::Flush() {
  std::vector<ReadingEvent> events = TakeNoted(true);
  if (events.empty()) return {};
  return Write(std::move(events));
}

Result<std::vector<ReadingEvent>> ReadingLog::List(const ReadingFilter& filter) {
  SB_TRY(Flush());
  const std::lock_guard lock(file_mutex_);
  SB_TRY(Open());
  std::string sql = "SELECT " + std::string(kColumns) + " FROM readings WHERE position < ?1";
  if (!filter.principal.empty()) sql += " AND principal = ?2";
  if (!filter.kind.empty()) sql += " AND kind = ?3";
  sql += " ORDER BY position DESC LIMIT ?4";
  SB_ASSIGN(Statement rows, database_->Prepare(sql));
  rows.Bind(1, filter.before > 0 ? filter.before : INT64_MAX);
  if (!filter.principal.empty()) rows.Bind(2, BytesView(filter.principal));
  if (!filter.kind.empty()) rows.Bind(3, BytesView(filter.kind));
  rows.Bind(4, filter.limit);
  std::vector<ReadingEvent> events;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return events;
    events.push_back(EventOf(rows));
  }
}

Status ReadingLog::Verify() {
  SB_TRY(Flush());
  const std::lock_guard lock(file_mutex_);
  SB_TRY(Open());
  SB_ASSIGN(Statement rows, database_->Prepare("SELECT " + std::string(kColumns) +
                                               " FROM readings ORDER BY position"));
  SB_ASSIGN(const OldReadings expired, Expired());
  std::string said;  // by the latest row of an expiry
  Digest head = expired.hash;
  for (int64_t position = expired.last + 1;; ++position) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more && position_ + 1 == position) {
      if (said == (expired.last == 0 ? std::string() : ExpiryText(expired))) return {};
      return Err(Code::kCorrupt,
                 "readings.db: the rows up to " + std::to_string(expired.last) +
                     " are gone, and no row says that they were taken away by the rule");
    }
    const ReadingEvent event = more ? EventOf(rows) : ReadingEvent{};
    head = RowHash(head, event);
    if (!more || event.position != position || rows.Blob(7) != View(head))
      return Err(Code::kCorrupt,
                 "readings.db: the row " + std::to_string(position) + " is not what was written");
    if (event.kind == kExpired) said = event.filter;
  }
}

Result<OldReadings> ReadingLog::Expired() {
  SB_ASSIGN(Statement row, database_->Prepare("SELECT last, hash FROM expired"));
  SB_ASSIGN(const bool found, row.Step());
  if (!found) return OldReadings{};
  return OldReadings{0, row.Int(0), DigestAt(row, 1)};
}

Result<int64_t> ReadingLog::FirstYoungerThan(TimeUs before) {
  SB_ASSIGN(Statement row,
            database_->Prepare(
                "SELECT position FROM readings WHERE time >= ? ORDER BY position LIMIT 1"));
  row.Bind(1, before);
  SB_ASSIGN(const bool found, row.Step());
  return found ? row.Int(0) : position_ + 1;
}

Result<OldReadings> ReadingLog::OlderThan(TimeUs before) {
  SB_TRY(Flush());
  const std::lock_guard lock(file_mutex_);
  SB_TRY(Open());
  SB_ASSIGN(const OldReadings expired, Expired());
  SB_ASSIGN(const int64_t younger, FirstYoungerThan(before));
  OldReadings old;
  old.rows = std::min(younger - 1 - expired.last, kMostExpiredAtOnce);
  if (old.rows <= 0) return OldReadings{};
  old.last = expired.last + old.rows;
  SB_ASSIGN(Statement row, database_->Prepare("SELECT hash FROM readings WHERE position = ?"));
  row.Bind(1, old.last);
  SB_ASSIGN(const bool found, row.Step());
  if (!found)
    return Err(Code::kCorrupt,
               "readings.db: the row " + std::to_string(old.last) + " is not what was written");
  old.hash = DigestAt(row, 0);
  return old;
}

Status ReadingLog::WriteExpiry(const OldReadings& old, const std::string& principal) {
  SB_TRY(database_->Execute("BEGIN IMMEDIATE"));
  SB_ASSIGN(Statement gone, database_->Prepare("DELETE FROM readings WHERE position <= ?"));
  SB_TRY(gone.Bind(1, old.last).Run());
  SB_ASSIGN(Statement anchor,
            database_->Prepare("INSERT OR REPLACE INTO expired VALUES (1, ?, ?)"));
  SB_TRY(anchor.Bind(1, old.last).Bind(2, View(old.hash)).Run());
  const ReadingEvent event{position_ + 1,   clock_.Now(), std::string(kExpired), principal, "",
                           ExpiryText(old), old.rows};
  SB_ASSIGN(const Digest head, Append(event, head_));
  SB_TRY(database_->Execute("COMMIT"));
  position_ = event.position;
  head_ = head;
  // What was deleted is overwritten in the file, and not left in the one beside it.
  return database_->Checkpoint(Database::CheckpointMode::kTruncate);
}

Status ReadingLog::Expire(const OldReadings& old, const std::string& principal) {
  if (old.rows == 0) return {};
  const std::lock_guard lock(file_mutex_);
  SB_TRY(Open());
  SB_ASSIGN(const OldReadings expired, Expired());
  // Somebody else kept the rule meanwhile.
  if (old.last <= expired.last) return {};
  const Status written = WriteExpiry(old, principal);
  // Opened again next time: what the file then holds is what counts.
  if (!written.ok()) database_.reset();
  return written;
}

}  // namespace signalbox
