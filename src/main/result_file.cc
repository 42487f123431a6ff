#include "main/result_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/json_writer.h"
#include "intake/csv_writer.h"

namespace signalbox {
namespace {

constexpr size_t kFlushBytes = size_t{256} << 10;

void AppendNdjson(const ResultRow& row, std::string* out) {
  JsonWriter json(out);
  json.BeginObject().Member("lead_id", row.lead_id).Member("status", row.status);
  json.MemberOrNull("owner_type", row.owner_type).MemberOrNull("owner", row.owner);
  json.MemberOrNull("rule", row.rule).MemberOrNull("row", row.row).MemberOrNull("reason", row.reason);
  json.MemberOrNull("duplicate_of", row.duplicate_of).Member("record", row.record).EndObject();
  out->push_back('\n');
}

}  // namespace

Result<std::unique_ptr<ResultFile>> ResultFile::Open(const std::string& path, const std::string& format) {
  std::unique_ptr<ResultFile> file(new ResultFile());
  if (path.empty()) return file;
  file->path_ = path;
  file->format_ = format == "salesforce"                                       ? Format::kSalesforce
                  : format == "hubspot"                                        ? Format::kHubspot
                  : path.ends_with(".ndjson") || path.ends_with(".jsonl")      ? Format::kNdjson
                                                                               : Format::kCsv;
  file->file_ = path == "-" ? dup(STDOUT_FILENO) : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file->file_ < 0) return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(errno));
  CsvWriter csv(&file->buffer_);
  switch (file->format_) {
    case Format::kCsv:
      csv.Row({"lead_id", "status", "owner_type", "owner", "rule", "row", "reason", "duplicate_of", "record"});
      break;
    // Data Loader's update of Lead: the record's id and the owner's id, which the export of users carries to the letter.
    case Format::kSalesforce: csv.Row({"Id", "OwnerId", "Signalbox_Status__c", "Signalbox_Rule__c", "Signalbox_Reason__c"}); break;
    // HubSpot's import matches contacts by e-mail and owners by their user's e-mail.
    case Format::kHubspot: csv.Row({"Record ID", "Email", "Contact owner", "Signalbox status", "Signalbox rule", "Signalbox reason"}); break;
    default: break;
  }
  return file;
}

ResultFile::~ResultFile() {
  if (file_ >= 0) close(file_);
}

void ResultFile::Add(const ResultRow& row) {
  if (!row.error.empty()) {
    ++failed_;
    ++by_status_["failed"];
    std::fprintf(stderr, "lead %s: %s\n", row.lead_id.c_str(), row.error.c_str());
    return;
  }
  ++by_status_[row.status];
  if (!row.owner.empty()) ++by_owner_[row.owner];
  const std::string reason = row.reason;
  CsvWriter csv(&buffer_);
  switch (format_) {
    case Format::kNone: return;
    case Format::kCsv:
      csv.Row({row.lead_id, row.status, row.owner_type, row.owner, row.rule, row.row, reason, row.duplicate_of, row.record});
      break;
    case Format::kNdjson: AppendNdjson(row, &buffer_); break;
    case Format::kSalesforce: csv.Row({row.lead_id, row.owner, row.status, row.rule, reason}); break;
    case Format::kHubspot: csv.Row({row.lead_id, row.email, row.owner, row.status, row.rule, reason}); break;
  }
  if (buffer_.size() > kFlushBytes) Flush();
}

void ResultFile::Flush() {
  size_t done = 0;
  while (file_ >= 0 && !broken_ && done < buffer_.size()) {
    const ssize_t wrote = write(file_, buffer_.data() + done, buffer_.size() - done);
    if (wrote < 0) broken_ = true;
    else done += static_cast<size_t>(wrote);
  }
  buffer_.clear();
}

Status ResultFile::Close() {
  Flush();
  if (file_ >= 0 && close(file_) != 0) broken_ = true;
  file_ = -1;
  if (broken_) return Err(Code::kIo, "cannot write `" + path_ + "`; the leads are routed, run `export` for the results");
  return {};
}

void ResultFile::PrintSummary(int64_t unreadable, bool dry_run, bool as_json) const {
  static constexpr const char* kStatuses[] = {"routed", "queued", "held", "rejected", "duplicate", "in_progress", "failed"};
  const auto count = [&](const std::string& status) {
    const auto at = by_status_.find(status);
    return at == by_status_.end() ? int64_t{0} : at->second;
  };
  // Results on standard output leave the summary to the other stream.
  FILE* const to = path_ == "-" ? stderr : stdout;
  if (as_json) {
    std::string text;
    JsonWriter json(&text);
    json.BeginObject();
    for (const char* status : kStatuses) json.Member(status, count(status));
    json.Member("unreadable", unreadable).Member("dry_run", dry_run).Key("owners").BeginObject();
    for (const auto& [owner, leads] : by_owner_) json.Member(owner, leads);
    json.EndObject().EndObject();
    std::fprintf(to, "%s\n", text.c_str());
    return;
  }
  if (dry_run) std::fprintf(to, "dry run: nothing was changed\n");
  for (const char* status : kStatuses) {
    if (count(status) > 0) std::fprintf(to, "%-12s %8ld\n", status, count(status));
  }
  if (unreadable > 0) std::fprintf(to, "%-12s %8ld\n", "unreadable", unreadable);
  if (!by_owner_.empty()) std::fprintf(to, "\n");
  for (const auto& [owner, leads] : by_owner_) std::fprintf(to, "  %-40s %6ld\n", owner.c_str(), leads);
}

}  // namespace signalbox
