// `signalbox route LEADS --workspace DIR`: routes a file of leads and says where each went.
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>

#include "intake/identity.h"
#include "intake/lead_file.h"
#include "main/command.h"
#include "main/result_file.h"
#include "policy/own_fields.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

struct RouteOptions {
  WorkspaceOptions workspace;
  LeadFileOptions file;
  std::string out;
  std::string out_format;
  bool json = false;
};

// Leads handed to the engine and not answered yet: as many as its queue holds, so that the reader
// waits for the engine.
constexpr int64_t kInFlight = 4'096;

using Mailboxes = std::map<std::string, std::string, std::less<>>;

// Rows are written in the order of the file, and answers come almost in that order.
class Answers {
 public:
  Answers(ResultFile* out, Mailboxes mailboxes) : out_(out), mailboxes_(std::move(mailboxes)) {}

  uint64_t Begin(std::string external_id, const Attributes& lead) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return next_ - written_ < kInFlight; });
    Waiting& row = open_[next_];
    row.lead.lead_id = std::move(external_id);
    row.lead.email = lead.Text(Field::kEmail);
    return static_cast<uint64_t>(next_++);
  }

  void End(uint64_t number, const Result<LeadAnswer>& answer) {
    const std::lock_guard lock(mutex_);
    Waiting& row = open_[static_cast<int64_t>(number)];
    row.done = true;
    if (answer.ok())
      FillRow(*answer, &row.lead);
    else
      row.error = answer.error().message;
    while (!open_.empty() && open_.begin()->second.done) {
      const Waiting& next = open_.begin()->second;
      if (next.error.empty())
        out_->Add(next.lead);
      else
        out_->AddFailed(next.lead.lead_id, next.error);
      open_.erase(open_.begin());
      ++written_;
    }
    room_.notify_all();
  }

  void WaitForAll() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return written_ == next_; });
  }

 private:
  struct Waiting {
    RoutedLead lead;
    std::string error;
    bool done = false;
  };

  void FillRow(const LeadAnswer& answer, RoutedLead* row) const {
    if (row->lead_id.empty()) row->lead_id = FormatId("lead", answer.lead);
    row->status = StatusName(answer.status);
    const bool person = !answer.owner.empty() && (answer.status == LeadStatus::kRouted ||
                                                  answer.status == LeadStatus::kDuplicate);
    row->owner_type = person ? "person" : answer.queue.empty() ? "" : "queue";
    row->owner = person ? answer.owner : answer.queue;
    const auto mailbox = person ? mailboxes_.find(answer.owner) : mailboxes_.end();
    if (mailbox != mailboxes_.end()) row->owner_email = mailbox->second;
    row->rule = answer.rule;
    row->row = answer.row;
    row->reason = answer.reason;
    row->policy_version = answer.policy_version;
    if (answer.duplicate_of.has_value()) {
      row->duplicate_of = FormatId("lead", *answer.duplicate_of);
    }
  }

  ResultFile* out_;
  const Mailboxes mailboxes_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::map<int64_t, Waiting> open_;
  int64_t next_ = 0, written_ = 0;
};

// A line that rewrites itself, on a terminal only.
class Progress {
 public:
  void Show(const LeadFile& file, uint64_t rows) {
    if (!terminal_ || rows % 512 != 0) return;
    const uint64_t total = file.total_bytes();
    if (total == 0)
      std::fprintf(stderr, "\r%lu leads", rows);
    else
      std::fprintf(stderr, "\r[%-40.*s] %3lu%%  %lu leads",
                   static_cast<int>(40 * file.consumed_bytes() / total),
                   "########################################", 100 * file.consumed_bytes() / total,
                   rows);
  }
  ~Progress() {
    if (terminal_) std::fprintf(stderr, "\r%70s\r", "");
  }

 private:
  const bool terminal_ = isatty(STDERR_FILENO) == 1;
};

struct Rejects {
  std::string csv;
  int64_t count = 0;
};

Status Feed(Workspace& workspace, LeadFile& file, Answers* answers, Rejects* rejects) {
  Progress progress;
  LeadRow row;
  uint64_t rows = 0;
  for (;;) {
    row = LeadRow{};
    SB_ASSIGN(const bool more, file.Next(&row));
    if (!more) break;
    progress.Show(file, ++rows);
    if (!row.good) {
      if (rejects->count++ == 0) WriteRejectsHeader(&rejects->csv);
      WriteReject(row.fault, &rejects->csv);
      continue;
    }
    const uint64_t number =
        answers->Begin(std::string(row.lead.Text(Field::kExternalId)), row.lead);
    const std::vector<std::string> identities = IdentityKeys(row.lead);
    const Bytes content = ContentForm(row.lead);
    Submission submission =
        MakeSubmission(workspace.keys(), std::move(row.lead), identities, content, "", "");
    submission.answer = [answers, number](const Result<LeadAnswer>& answer) {
      answers->End(number, answer);
    };
    if (!workspace.engine().Submit(std::move(submission))) {
      answers->End(number, Err(Code::kUnavailable, "the engine takes no more leads"));
    }
  }
  return {};
}

// The e-mail addresses by which other systems know the people.
Result<Mailboxes> ReadMailboxes(Workspace& workspace) {
  Mailboxes mailboxes;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    for (const auto& [id, person] : engine.state().roster.people()) mailboxes[id] = person.email;
  }));
  return mailboxes;
}

// Fields of the CRM that the active policy names.
Result<std::vector<std::string>> DeclaredFields(Workspace& workspace) {
  std::vector<std::string> fields;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const auto active = engine.state().Active();
    if (active != nullptr) fields = OwnFieldsOf(*active->policy);
  }));
  return fields;
}

Status WriteRejects(const RouteOptions& options, const Rejects& rejects) {
  if (rejects.count == 0) return {};
  const bool named = !options.out.empty() && options.out != "-";
  const std::string beside = options.file.path == "-" ? "leads" : options.file.path;
  const std::string path = (named ? options.out : beside) + ".rejects.csv";
  SB_TRY(WriteWhole(path, rejects.csv));
  std::fprintf(stderr, "%ld rows could not be read; see %s\n", rejects.count, path.c_str());
  return {};
}

Result<int> RouteFile(const RouteOptions& options) {
  Result<std::unique_ptr<LeadFile>> file = OpenLeadFile(options.file);
  if (!file.ok()) return AsWrongUse(file.error());
  Result<std::unique_ptr<Workspace>> opened = Workspace::Open(options.workspace);
  if (!opened.ok()) return AsWrongUse(opened.error());
  const std::unique_ptr<Workspace> workspace = *std::move(opened);
  SB_ASSIGN(const std::unique_ptr<ResultFile> out,
            ResultFile::Open(options.out, options.out_format));
  SB_ASSIGN(Mailboxes mailboxes, ReadMailboxes(*workspace));
  Answers answers(out.get(), std::move(mailboxes));
  Rejects rejects;
  SB_ASSIGN(const std::vector<std::string> declared, DeclaredFields(*workspace));
  (*file)->DeclareFields(declared);
  const Status fed = Feed(*workspace, **file, &answers, &rejects);
  // The answers refer to `answers`, so it stays until the last.
  answers.WaitForAll();
  workspace->Close();
  SB_TRY(fed);
  SB_TRY(out->Close());
  for (const std::string& note : (*file)->notes()) std::fprintf(stderr, "note: %s\n", note.c_str());
  SB_TRY(WriteRejects(options, rejects));
  out->PrintSummary(rejects.count, options.workspace.dry_run, options.json);
  return out->failed() > 0 ? kExitFailed : kExitDone;
}

}  // namespace

void AddRoute(CLI::App& app, int* exit) {
  auto options = std::make_shared<RouteOptions>();
  CLI::App* command = app.add_subcommand("route", "route the leads of a CSV, JSON or NDJSON file");
  command->add_option("leads", options->file.path, "the file; - is standard input")->required();
  command->add_option("--workspace", options->workspace.directory, "the workspace")->required();
  command->add_option("--keys", options->workspace.keys_directory,
                      "keys directory (default: DIR.keys)");
  command->add_option("--out", options->out, "results, CSV or NDJSON by the ending");
  command->add_option("--out-format", options->out_format,
                      "salesforce or hubspot: a file for their own import");
  command->add_option("--map", options->file.map_path, "YAML that maps the file's columns");
  command->add_option("--join", options->file.join, "FILE:COLUMN, another file's columns");
  command->add_flag("--dry-run", options->workspace.dry_run, "decide and report, change nothing");
  command->add_flag("--json", options->json, "the summary as JSON");
  command->callback([options, exit] {
    const Result<int> routed = RouteFile(*options);
    *exit = routed.ok() ? *routed : Fail(routed.error());
  });
}

}  // namespace signalbox
