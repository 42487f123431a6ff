// Prints what one lead of the peers' work costs, part by part, beside the budget of the design. One
// thread, so that a part's time is its CPU time but for the commit, which also waits for the disk.
//
//   budget BUNDLE_DIR LEADS.ndjson WORKSPACE_DIR
#include <time.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "agents/local_agents.h"
#include "engine/engine.h"
#include "engine/records.h"
#include "intake/identity.h"
#include "intake/lead_json.h"
#include "plans/plan_loader.h"
#include "store/sqlite/sqlite_store.h"
#include "workspace/views.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

double Now(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_nsec) / 1e3;
}

// Adds up the CPU time of the calling thread.
class Stopwatch {
 public:
  void Start() { began_ = Now(CLOCK_THREAD_CPUTIME_ID); }
  void Stop() { total_ += Now(CLOCK_THREAD_CPUTIME_ID) - began_; }
  double us() const { return total_; }

 private:
  double began_ = 0, total_ = 0;
};

// Passes everything on and measures commits.
class TimedStore : public Store {
 public:
  explicit TimedStore(std::unique_ptr<Store> real) : real_(std::move(real)) {}
  const Id& log_id() const override { return real_->log_id(); }
  int64_t epoch() const override { return real_->epoch(); }
  int64_t next_position() const override { return real_->next_position(); }
  Status Commit(const CommitBatch& batch, int64_t epoch, int64_t expected) override {
    const double wall = Now(CLOCK_MONOTONIC);
    cpu.Start();
    Status status = real_->Commit(batch, epoch, expected);
    cpu.Stop();
    wall_us += Now(CLOCK_MONOTONIC) - wall;
    return status;
  }
  Status ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const override {
    return real_->ReadEvents(from, to, visit);
  }
  Status ReadRecords(const RecordVisitor& visit) const override {
    return real_->ReadRecords(visit);
  }
  Result<Bytes> ReadEvent(int64_t position) const override { return real_->ReadEvent(position); }
  Result<std::vector<TaskRow>> ReadTasks(int64_t limit) const override {
    return real_->ReadTasks(limit);
  }
  Result<std::vector<TimerRow>> ReadTimers(TimeUs until, int64_t limit) const override {
    return real_->ReadTimers(until, limit);
  }
  Result<Bytes> ReadBlob(const Digest& hash) const override { return real_->ReadBlob(hash); }
  Result<std::vector<MerkleNode>> ReadMerkle(int level, int64_t from,
                                             int64_t limit) const override {
    return real_->ReadMerkle(level, from, limit);
  }
  int64_t purged_by() const override { return real_->purged_by(); }
  Status ReadLeaves(int64_t from, int64_t count, std::vector<Digest>* out) const override {
    return real_->ReadLeaves(from, count, out);
  }
  Result<Bytes> ReadKeptLeaves(int64_t first_position) const override {
    return real_->ReadKeptLeaves(first_position);
  }
  int64_t DiskBytes() const override { return real_->DiskBytes(); }

  Stopwatch cpu;
  double wall_us = 0;

 private:
  std::unique_ptr<Store> real_;
};

// Inputs a turn takes when the queue is full.
constexpr size_t kTurn = 256;

std::vector<std::string> ReadLines(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

// The pure parts of a lead's work, measured again by themselves: the engine's turn holds them in
// one piece.
struct PureParts {
  Stopwatch agents, decide;
};

void MeasurePure(const std::vector<std::string>& lines, const std::string& bundle,
                 const Engine& engine, const Clock& clock, PureParts* parts) {
  std::shared_ptr<const PolicyVersion> version;
  const auto files = ReadBundle(bundle);
  std::vector<Finding> findings;
  if (files.ok()) version = LoadVersion(*files, nullptr, &findings);
  for (const std::string& line : lines) {
    Attributes record = *ParseLeadJson(line);
    parts->agents.Start();
    for (const LocalAgent& agent : LocalAgents()) {
      if (local::IsBenchmarkAgent(agent.spec.id))
        record.Overlay(agent.run(AgentInput{record, clock.Now()}).output);
    }
    parts->agents.Stop();
    const DecideInput input{record, engine.state().roster, engine.state().pools, clock.Now(), {}};
    parts->decide.Start();
    (void)Decide(*version->policy, input);
    parts->decide.Stop();
  }
}

// Microseconds a lead.
struct Cost {
  double parse, prepare, agents, decide, engine, commit, commit_wall, view;
};

void PrintTable(const Cost& cost) {
  std::printf("| part | us a lead | budget |\n|---|---|---|\n");
  std::printf("| JSON | %.1f | 30 with HTTP and the load generator |\n", cost.parse);
  std::printf("| identity, keyed hashes, queue | %.1f | |\n", cost.prepare);
  std::printf("| local agents | %.1f | 25 |\n| policy | %.1f | 5 |\n", cost.agents, cost.decide);
  std::printf("| engine: decide, fold, encode, seal, Merkle, answer | %.1f | 11 with schema |\n",
              cost.engine);
  std::printf("| commit, CPU (%.1f with waiting) | %.1f | 17 |\n", cost.commit_wall, cost.commit);
  std::printf("| views | %.1f | 19 |\n", cost.view);
}

int Measure(const std::string& leads_path, const std::string& directory,
            const std::string& bundle) {
  const std::vector<std::string> lines = ReadLines(leads_path);
  if (lines.empty()) return 1;
  SystemRandom random;
  SystemClock clock;
  Result<std::unique_ptr<Store>> opened = OpenSqliteStore(directory, OpenOptions{});
  Result<std::unique_ptr<Keyring>> keys =
      Keyring::Open(KeysDirectory(directory, ""), false, random);
  if (!opened.ok() || !keys.ok()) return 1;
  TimedStore store(std::move(*opened));
  EngineParts parts;
  parts.store = &store;
  parts.keys = keys->get();
  parts.clock = &clock;
  parts.random = &random;
  parts.load_policy = LoadStoredVersion;
  Engine engine(std::move(parts));
  if (!engine.Recover().ok()) return 1;
  Result<std::unique_ptr<Views>> views = Views::Open(directory + "/views.db");
  if (!views.ok()) return 1;
  while (*(*views)->CatchUp(store, store.next_position())) {
  }
  const double wall_before = store.wall_us, commit_before = store.cpu.us();
  Stopwatch parse, prepare, turn, view;
  size_t answered = 0;
  bool open = true;
  for (size_t i = 0; i < lines.size(); i += kTurn) {
    for (size_t k = i; k < std::min(i + kTurn, lines.size()); ++k) {
      parse.Start();
      LeadOrFault lead = ParseLeadJson(lines[k]);
      parse.Stop();
      if (!lead) return 1;
      prepare.Start();
      const auto identities = IdentityKeys(*lead);
      const Bytes content = ContentForm(*lead);
      Submission submission = MakeSubmission(**keys, std::move(*lead), identities, content, "", "");
      submission.answer = [&answered](const Result<LeadAnswer>& answer) {
        answered += answer.ok();
      };
      engine.Submit(std::move(submission));
      prepare.Stop();
    }
    turn.Start();
    const auto done = engine.RunTurn(std::chrono::microseconds(0), &open);
    turn.Stop();
    if (!done.ok()) return 1;
    view.Start();
    const auto more = (*views)->CatchUp(store, store.next_position());
    view.Stop();
    if (!more.ok()) return 1;
  }
  const auto count = static_cast<double>(lines.size());
  PureParts pure;
  MeasurePure(lines, bundle, engine, clock, &pure);
  const double commit = (store.cpu.us() - commit_before) / count;
  const double engine_us =
      turn.us() / count - commit - pure.agents.us() / count - pure.decide.us() / count;
  std::printf("%zu leads, %zu answered, %ld bytes of log a lead\n\n", lines.size(), answered,
              static_cast<long>(store.DiskBytes() / static_cast<int64_t>(lines.size())));
  PrintTable({parse.us() / count, prepare.us() / count, pure.agents.us() / count,
              pure.decide.us() / count, engine_us, commit, (store.wall_us - wall_before) / count,
              view.us() / count});
  return answered == lines.size() ? 0 : 1;
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "budget BUNDLE_DIR LEADS.ndjson WORKSPACE_DIR (made by `init`)\n");
    return 2;
  }
  return signalbox::Measure(argv[2], argv[3], argv[1]);
}
