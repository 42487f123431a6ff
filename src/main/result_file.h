// What `route` tells: a row a lead in a file (intake/export.h has the formats), and the summary.
//
// Not thread safe: called under the caller's lock.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "base/result.h"
#include "intake/export.h"
#include "workspace/environment_file.h"

namespace signalbox {

class ResultFile {
 public:
  // `path` empty: only the summary. `-` is standard output. `out_format` as `--out-format` says.
  // kInvalid for a format or ending that is not known, kIo when the file cannot be written.
  static Result<std::unique_ptr<ResultFile>> Open(const std::string& path,
                                                  const std::string& out_format);
  ~ResultFile();

  // From now on owners are named by their ids in the CRM whose format is written.
  void UseIds(EnvironmentFile environment) { environment_ = std::move(environment); }
  // Owners whom the environment does not map, where it maps any for that CRM: their rows name them
  // as the policy does.
  const std::set<std::string>& without_id() const { return without_id_; }

  void Add(const RoutedLead& lead);
  // A lead that could not be taken at all.
  void AddFailed(const std::string& lead_id, const std::string& error);
  // kIo when anything could not be written.
  Status Close();
  void PrintSummary(int64_t unreadable, bool dry_run, bool json) const;
  int64_t failed() const { return failed_; }

 private:
  ResultFile() = default;
  void Flush();
  void Write(const RoutedLead& lead);

  ExportFormat format_ = ExportFormat::kPlainCsv;
  std::string path_;
  int file_ = -1;
  bool broken_ = false;
  std::string buffer_;
  std::map<std::string, int64_t> by_status_, by_owner_;
  EnvironmentFile environment_;
  std::set<std::string> without_id_;
  int64_t failed_ = 0;
};

}  // namespace signalbox
