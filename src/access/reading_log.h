// Who read what: a log of its own, DIR/readings.db, with a writer of its own.
//
// One event for each request of somebody known that was shown personal data, one for each that was
// refused, one for each change of users and tokens; refusals of strangers are counted per source
// and minute. It holds ids of principals, the names of routes and of the filters that were used,
// and counts: never the value of a filter, never a field of a lead. Each row carries the SHA-256 of
// the row before and itself, so that a row that was cut out is noticed (Verify). Rows go from the
// oldest on and never without a row, `expired`, that says up to which (docs/law.md).
//
// Thread safe. Whoever shows personal data asks Record first and shows none when it fails; nothing
// else waits for this log: what is only noted is written by a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"
#include "base/result.h"
#include "store/sqlite/database.h"

namespace signalbox {

struct ReadingEvent {
  int64_t position = 0;  // from 1
  TimeUs time = 0;
  // read, denied, denied_anonymously, signed_in, signed_out, sign_in_failed, access_changed,
  // expired
  std::string kind;
  std::string principal;  // or the source's address, of what is counted
  std::string route;      // `GET /v1/leads/{id}`
  std::string filter;     // names of what was asked by: `email`, `status=held`
  int64_t count = 0;      // records whose personal data was shown; refusals that were counted
};

struct ReadingFilter {
  std::string principal, kind;
  int64_t before = 0;  // positions below this one; 0 for the newest
  int64_t limit = 100;
};

// The oldest rows, up to one.
struct OldReadings {
  int64_t rows = 0;
  int64_t last = 0;  // position
  Digest hash{};     // of the last, which the row after it goes on from
};

class ReadingLog {
 public:
  // The file is opened, and made, by the writer; while it cannot be, Record fails. `clock` outlives
  // the log. A short `busy_timeout_ms` is for tests.
  ReadingLog(std::string path, const Clock& clock, int busy_timeout_ms = 5'000);
  // Writes what is counted.
  ~ReadingLog();

  // Durable when it returns; position and time are set here.
  Status Record(ReadingEvent event);
  // The same without waiting; what cannot be written within kMaxWaiting events is dropped and
  // counted in a row of its own.
  void Note(ReadingEvent event);
  // One refusal of somebody unknown.
  void CountDenial(const std::string& source);
  // Writes what is noted and counted now.
  Status Flush();

  // Newest first, with all that was noted.
  Result<std::vector<ReadingEvent>> List(const ReadingFilter& filter);
  // kCorrupt names the first row that is not what was written.
  Status Verify();

  // Those that are older than `before` and have no younger one before them, at most
  // kMostExpiredAtOnce.
  Result<OldReadings> OlderThan(TimeUs before);
  // Takes away what OlderThan answered, for good, and adds the row that says so.
  Status Expire(const OldReadings& old, const std::string& principal);

  // Nothing can be recorded meanwhile, so it may not take long.
  static constexpr int64_t kMostExpiredAtOnce = 50'000;

 private:
  static constexpr size_t kMaxWaiting = 10'000;
  // Of one minute; what comes from further ones is counted together.
  static constexpr size_t kMaxSources = 1'000;

  void Run();
  // What was noted, and what was counted of minutes that are over, or of this one as well.
  std::vector<ReadingEvent> TakeNoted(bool this_minute_too);
  Status Write(std::vector<ReadingEvent> events);
  Status Open();
  Result<Digest> Append(const ReadingEvent& event, const Digest& before);
  Result<int64_t> FirstYoungerThan(TimeUs before);
  // Up to where rows have expired; position 0 where none has.
  Result<OldReadings> Expired();
  Status WriteExpiry(const OldReadings& old, const std::string& principal);

  const std::string path_;
  const Clock& clock_;
  const int busy_timeout_ms_;

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::vector<ReadingEvent> noted_;
  int64_t dropped_ = 0;
  TimeUs minute_ = 0;
  std::map<std::string, int64_t> denials_;  // of minute_, by source

  std::mutex file_mutex_;  // of all below; never taken under mutex_
  std::optional<Database> database_;
  int64_t position_ = 0;  // of the last row
  Digest head_{};         // its hash
  std::thread thread_;
};

}  // namespace signalbox
