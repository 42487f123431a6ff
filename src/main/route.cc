// `signalbox route LEADS --workspace DIR`: routes a file of leads and says where each went.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "base/counted.h"
#include "intake/lead_file.h"
#include "main/command.h"
#include "main/output_path.h"
#include "main/result_file.h"
#include "main/route_target.h"
#include "main/workspace_flags.h"

namespace signalbox {
namespace {

struct RouteOptions {
  WorkspaceOptions workspace;
  LeadFileOptions file;
  std::string out;
  std::string out_format;
  bool json = false;
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

Status Feed(LeadFile& file, RouteTarget* target, Rejects* rejects) {
  Progress progress;
  LeadRow row;
  uint64_t rows = 0;
  for (;;) {
    row = LeadRow{};
    SB_ASSIGN(const bool more, file.Next(&row));
    if (!more) return {};
    progress.Show(file, ++rows);
    if (row.good) {
      SB_TRY(target->Take(std::move(row.lead)));
      continue;
    }
    if (rejects->count++ == 0) WriteRejectsHeader(&rejects->csv);
    WriteReject(row.fault, &rejects->csv);
  }
}

// The workspace's own engine, or the server that runs it.
Result<std::unique_ptr<RouteTarget>> OpenTarget(const RouteOptions& options, ResultFile* out) {
  Result<std::unique_ptr<Workspace>> opened = Workspace::Open(options.workspace);
  if (opened.ok()) return RouteInto(*std::move(opened), out);
  if (opened.error().code != Code::kConflict) return AsWrongUse(opened.error());
  return RouteThroughServer(options.workspace, out);
}

Status WriteRejects(const RouteOptions& options, const Rejects& rejects) {
  if (rejects.count == 0) return {};
  const bool named = !options.out.empty() && options.out != "-";
  const std::string beside = options.file.path == "-" ? "leads" : options.file.path;
  const std::string path = (named ? options.out : beside) + ".rejects.csv";
  SB_TRY(WriteWhole(path, rejects.csv));
  std::fprintf(stderr, "%s could not be read; see %s\n", Counted(rejects.count, "row").c_str(),
               path.c_str());
  return {};
}

Result<int> RouteFile(const RouteOptions& options) {
  const LeadFileOptions& in = options.file;
  SB_TRY(CheckOutput(options.out, {in.path, in.map_path, in.join.substr(0, in.join.rfind(':'))}));
  Result<std::unique_ptr<LeadFile>> file = OpenLeadFile(options.file);
  if (!file.ok()) return AsWrongUse(file.error());
  SB_ASSIGN(const std::unique_ptr<ResultFile> out,
            ResultFile::Open(options.out, options.out_format));
  SB_ASSIGN(const std::unique_ptr<RouteTarget> target, OpenTarget(options, out.get()));
  Rejects rejects;
  SB_ASSIGN(const std::vector<std::string> declared, target->DeclaredFields());
  (*file)->DeclareFields(declared);
  if (!options.out_format.empty()) {
    SB_ASSIGN(EnvironmentFile ids, target->Ids());
    out->UseIds(std::move(ids));
  }
  const Status fed = Feed(**file, target.get(), &rejects);
  // What was taken is told even where the file broke off.
  const Status finished = target->Finish();
  SB_TRY(fed);
  SB_TRY(finished);
  SB_TRY(out->Close());
  for (const std::string& note : (*file)->notes()) std::fprintf(stderr, "note: %s\n", note.c_str());
  for (const std::string& owner : out->without_id())
    std::fprintf(stderr, "note: environment.yaml has no id of `%s` in %s; its rows hold the name\n",
                 owner.c_str(), options.out_format.c_str());
  SB_TRY(WriteRejects(options, rejects));
  out->PrintSummary(rejects.count, options.workspace.dry_run, options.json);
  return out->failed() > 0 ? kExitFailed : kExitDone;
}

}  // namespace

void AddRoute(CLI::App& app, int* exit) {
  auto options = std::make_shared<RouteOptions>();
  CLI::App* command = app.add_subcommand("route", "route the leads of a CSV, JSON or NDJSON file");
  command->add_option("leads", options->file.path, "the file; - is standard input")->required();
  AddWorkspaceFlags(*command, &options->workspace);
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
