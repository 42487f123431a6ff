// What `route` writes: a row a lead, as CSV or NDJSON by the file's ending, or for the import of Salesforce or HubSpot;
// and the summary. Called under the caller's lock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"

namespace signalbox {

struct ResultRow {
  std::string lead_id;  // the caller's own id, ours where it has none
  std::string record;   // ours
  std::string email;
  std::string status, owner_type, owner, rule, row, reason, duplicate_of;
  std::string error;
  bool done = false;
};

class ResultFile {
 public:
  // `path` empty: only the summary. `-` is standard output. `format` is empty, salesforce or hubspot.
  static Result<std::unique_ptr<ResultFile>> Open(const std::string& path, const std::string& format);
  ~ResultFile();

  void Add(const ResultRow& row);
  // kIo when anything could not be written.
  Status Close();
  void PrintSummary(int64_t unreadable, bool dry_run, bool json) const;
  int64_t failed() const { return failed_; }

 private:
  enum class Format { kNone, kCsv, kNdjson, kSalesforce, kHubspot };
  ResultFile() = default;
  void Flush();

  Format format_ = Format::kNone;
  std::string path_;
  int file_ = -1;
  bool broken_ = false;
  std::string buffer_;
  std::map<std::string, int64_t> by_status_, by_owner_;
  int64_t failed_ = 0;
};

}  // namespace signalbox
