#include "main/result_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/json_writer.h"

namespace signalbox {
namespace {

constexpr size_t kFlushBytes = size_t{256} << 10;

}  // namespace

Result<std::unique_ptr<ResultFile>> ResultFile::Open(const std::string& path,
                                                     const std::string& out_format) {
  std::unique_ptr<ResultFile> file(new ResultFile());
  if (path.empty()) {
    if (out_format.empty()) return file;
    return Err(Code::kInvalid, "`--out-format` says how `--out` is written; give both");
  }
  file->path_ = path;
  SB_ASSIGN(file->format_, ChooseExportFormat(path == "-" ? "-.csv" : path, out_format));
  file->file_ = path == "-" ? dup(STDOUT_FILENO)
                            : open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file->file_ < 0) {
    return Err(Code::kIo, "cannot write `" + path + "`: " + std::strerror(errno));
  }
  WriteExportHeader(file->format_, &file->buffer_);
  return file;
}

ResultFile::~ResultFile() {
  if (file_ >= 0) close(file_);
}

void ResultFile::Add(const RoutedLead& lead) {
  ++by_status_[lead.status];
  if (!lead.owner.empty()) ++by_owner_[lead.owner];
  if (file_ < 0) return;
  Write(lead);
  if (buffer_.size() > kFlushBytes) Flush();
}

void ResultFile::Write(const RoutedLead& lead) {
  const bool salesforce = format_ == ExportFormat::kSalesforce;
  const std::string_view crm = salesforce ? "salesforce" : "hubspot";
  const bool maps = salesforce || format_ == ExportFormat::kHubspot;
  const bool knows_any = !environment_.people.empty() || !environment_.queues.empty();
  if (!maps || !knows_any || lead.owner.empty()) return WriteExportRow(format_, lead, &buffer_);
  const std::string* id = lead.owner_type == "queue" ? environment_.QueueIn(crm, lead.owner)
                                                     : environment_.PersonIn(crm, lead.owner);
  if (id == nullptr) {
    if (salesforce || lead.owner_type == "person") without_id_.insert(lead.owner);
    return WriteExportRow(format_, lead, &buffer_);
  }
  RoutedLead there = lead;
  there.owner = *id;
  there.owner_email.clear();
  WriteExportRow(format_, there, &buffer_);
}

void ResultFile::AddFailed(const std::string& lead_id, const std::string& error) {
  ++failed_;
  ++by_status_["failed"];
  std::fprintf(stderr, "lead %s: %s\n", lead_id.c_str(), error.c_str());
}

void ResultFile::Flush() {
  size_t done = 0;
  while (file_ >= 0 && !broken_ && done < buffer_.size()) {
    const ssize_t wrote = write(file_, buffer_.data() + done, buffer_.size() - done);
    if (wrote < 0)
      broken_ = true;
    else
      done += static_cast<size_t>(wrote);
  }
  buffer_.clear();
}

Status ResultFile::Close() {
  Flush();
  if (file_ >= 0 && close(file_) != 0) broken_ = true;
  file_ = -1;
  if (broken_)
    return Err(Code::kIo,
               "cannot write `" + path_ + "`; the leads are routed, run `export` for the results");
  return {};
}

void ResultFile::PrintSummary(int64_t unreadable, bool dry_run, bool as_json) const {
  static constexpr const char* kStatuses[] = {"routed",    "queued",      "held",  "rejected",
                                              "duplicate", "in_progress", "failed"};
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
  for (const auto& [owner, leads] : by_owner_)
    std::fprintf(to, "  %-40s %6ld\n", owner.c_str(), leads);
}

}  // namespace signalbox
