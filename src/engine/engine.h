// The engine: one single-threaded actor for one workspace.
//
// It drains its queue, feeds the core, commits everything a turn made in one durable transaction,
// and only then answers, dispatches and publishes. It owns no thread: whoever calls Turn is the
// engine's thread. Submit, Call and Report may be called from any thread; everything else from the
// engine's thread only.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "audit/merkle.h"
#include "base/bounded_queue.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/random.h"
#include "base/result.h"
#include "engine/core.h"
#include "engine/in_hand.h"
#include "engine/state_saver.h"
#include "engine/submission.h"
#include "engine/timer_queue.h"
#include "engine/what_if.h"
#include "store/keyring.h"
#include "store/store.h"

namespace signalbox {

class Engine;

// What an operator's change may do inside a turn. Valid during the call only.
class Turn {
 public:
  const State& state() const;
  TimeUs now() const { return now_; }

  // Feeds an input event; what follows from it is part of this turn.
  template <typename B>
  Status Input(EntityKind kind, const Id& entity, EventType type, const Actor& actor, const B& body,
               BytesView sealed = {}, int64_t subject = 0) {
    return Feed(kind, entity, type, actor, EncodeBody(body), sealed, subject);
  }
  Status Feed(EntityKind kind, const Id& entity, EventType type, const Actor& actor, Bytes clear,
              BytesView sealed, int64_t subject);
  // A record as its last run left it. kNotFound where its person was forgotten.
  Result<Attributes> RecordOf(uint32_t lead) const;
  // What would follow if the record were routed again now (engine/what_if.h).
  Result<std::vector<Emitted>> RouteWhatIf(uint32_t lead, const Attributes& record) const;
  // A file of a case: sealed under its subject, then put as a blob (engine/case_file.h).
  Result<Digest> PutCaseFile(int64_t subject, int64_t number, BytesView content);
  // From the store, or of this turn.
  Result<Bytes> ReadBlob(const Digest& hash) const;
  // What somebody did with a lead. kNotFound, kConflict and kInvalid (engine/verbs.h) store
  // nothing.
  Status Act(const Id& lead, ev::LeadActed body, const Actor& actor);
  Id MakeId();
  Result<int64_t> NewSubject();
  // An event with its sealed part opened, those of this turn included; the part is empty where its
  // subject was forgotten.
  Result<Emitted> Read(int64_t position) const;
  // Stored with this turn's commit, and known to the loaders from now on.
  Digest PutBlob(BytesView bytes);

 private:
  friend class Engine;
  Turn(Engine* engine, TimeUs now) : engine_(engine), now_(now) {}
  Engine* engine_;
  TimeUs now_;
};

// An operator's change: `apply` runs inside a turn, `done` after its commit, both on the engine's
// thread. When `apply` fails nothing of it may have been fed.
struct Change {
  std::function<Status(Turn&)> apply;
  std::function<void(const Status&, int64_t position)> done;
};

// Reads the log only: runs between commits, on the engine's thread.
struct Question {
  std::function<void(const Engine&)> ask;
};

// What a worker brings back.
struct ActivityReport {
  Id run, lead;
  ev::StepReported body;  // without attributes
  Attributes output;
  std::string agent;
};

// Events after which the state is saved again: folding as many takes a start about half a second.
inline constexpr int64_t kSaveEveryEvents = 250'000;
// Pages of 64 records that stay in memory between turns: the latest 130,000 leads, or as many that
// are worked on, in about 25 MB; and a tenth as many requests.
inline constexpr size_t kResidentLeadPages = 2'048;
inline constexpr size_t kResidentRequestPages = 512;

struct EngineParts {
  Store* store = nullptr;
  Keyring* keys = nullptr;
  Clock* clock = nullptr;
  Random* random = nullptr;
  // From a blob's bytes; pure.
  std::function<Result<std::shared_ptr<const PolicyVersion>>(const Digest& hash, BytesView blob)>
      load_policy;
  // After a commit, in order: activities to run, and the events for whoever listens. May be empty.
  std::function<void(std::vector<Activity>)> dispatch;
  std::function<void(const std::vector<Emitted>&)> publish;
  // Where the state is saved; null: a start folds the whole log.
  StateFile* state_file = nullptr;
  // Takes a save elsewhere, which ends in Engine::SaveEnds. Empty: the state is saved by SaveNow
  // alone.
  std::function<void(std::shared_ptr<const StateChanges>)> save;
  // Returns once no save is at work; what it made may never be told of. May be empty.
  std::function<void()> wait_for_save;
  int64_t save_every_events = kSaveEveryEvents;
  size_t unpacked_runs = kUnpackedRuns;  // see engine/open_runs.h
  // How long a turn took, from its first input to its events durable. May be empty.
  std::function<void(TimeUs took_us)> committed;
  // Free bytes of the disk that holds the log; asked once a turn that takes leads. May be empty.
  std::function<int64_t()> free_disk_bytes;
  // Where what is in hand survives the process; may be null. Outlives the engine.
  InHand* in_hand = nullptr;
  std::string purpose{kSandbox};  // of a workspace that is made now
  std::string build;
  std::string tzdata, icu, phones, suffixes;  // versions, for EngineStarted
  // Events of a run that waits after which it continues as a new one.
  int64_t run_events = kMaxRunEvents;
  size_t queue_inputs = kIntakeQueueInputs;
  int64_t calls_out = kMaxCallsOut;
};

class Engine {
 public:
  explicit Engine(EngineParts parts);
  ~Engine();

  // Folds the stored log, then logs EngineStarted. Call once before the first Turn. A workspace
  // without a policy gets none here: publish one before leads come.
  Status Recover();

  // False when the queue is full or the engine stopped: the caller answers 429. `submission` is
  // untouched then.
  bool Submit(Submission&& submission);
  bool Apply(Change&& change);
  bool Ask(Question&& question);
  // Never refused: results of accepted work, bounded by the workers.
  void Report(ActivityReport&& report);
  // Never refused either: one save is at work at a time.
  void SaveEnds(SaveEnded&& ended) { queue_.Push(Input(std::move(ended))); }
  // Saves the state here and now; does nothing where there is no file or nothing new.
  Status SaveNow();
  void Wake() { queue_.Wake(); }
  void Stop() { queue_.Close(); }

  // One batch: waits up to `wait` for input or the next timer, and commits what it made. The number
  // of inputs taken, or the error of a failed commit: nothing of it stays in memory, its
  // waiters got kUnavailable, and unless the disk was only full every further input is refused
  // until the workspace is opened anew. False in `*open` when stopped and drained.
  Result<size_t> RunTurn(std::chrono::microseconds wait, bool* open);

  const State& state() const { return *state_; }
  const Store& store() const { return *parts_.store; }
  const Keyring& keys() const { return *parts_.keys; }
  const MerkleTree& tree() const { return tree_; }
  size_t queued() const { return queue_.size(); }
  const TimerQueue& timers() const { return timers_; }
  bool failed() const { return failed_; }
  // Results that were refused and, being repeats, not recorded either. Any thread.
  int64_t unrecorded_results() const { return unrecorded_results_; }
  LeadAnswer AnswerOf(uint32_t lead) const;
  // What would become of a submission now (engine/what_if.h); nothing is changed. From a Question.
  Result<WhatIfOutcome> WhatIf(const Submission& submission, const WhatIfOptions& options) const;

 private:
  friend class Turn;
  using Input = std::variant<Submission, Change, Question, ActivityReport, SaveEnded>;
  struct Waiter {
    AnswerFn answer;
    std::string external_id;
    bool created = false, replayed = false, duplicate = false;
  };
  struct Settled {
    Waiter waiter;
    uint32_t lead;
    Error error;
    bool failed = false;
  };
  void RefuseAll(std::chrono::microseconds wait, bool* open);
  // What is in hand, and what ended the process before: engine_in_hand.cc.
  static InputKey KeyOf(const Input& input);
  InputKey KeyOf(const DueTimer& timer) const;
  bool IsSuspect(const InputKey& key) const;
  // How many timers it fired: one that comes alone, else none.
  size_t TakeInputs(std::chrono::microseconds wait, bool* open);
  void Hold(const InputKey& key);
  void HoldTurn();
  void LetGo();
  Status QuarantineRepeaters();
  // Why no new lead is taken in the turn in hand; nothing when one is.
  const std::optional<Error>& WhyClosed();
  void Take(Input& input);
  void TakeLead(Submission& submission);
  Status NewLead(Submission& submission);
  Status SameAgain(Submission& submission, uint32_t lead);
  // The record as it is now, what this turn said included. kNotFound when it was erased.
  Result<Attributes> ReadRecord(const LeadEntry& entry) const;
  // kNotFound when its subject was forgotten, but for `erased`, which then is set.
  Result<Emitted> ReadBack(int64_t position, bool* erased = nullptr) const;
  void TakeReport(ActivityReport& report);
  void RefuseResult(const ActivityReport& report, std::string_view reason);
  // Notes in the log that the wall clock was set since it was last looked at.
  void NoteClockJump();
  // How many were due, of those that one turn may take.
  size_t FireTimers();
  void FireTimer(const DueTimer& due, TimeUs now);
  // Backlogs of pools: engine_backlog.cc. AskAgain is true when the run no longer waits for one.
  bool AskAgain(const Id& run, TimeUs now);
  void DrainPool(const std::string& pool, TimeUs now);
  // How many records were asked about.
  size_t DrainPools(TimeUs now);
  void NoteOpening(const std::string& pool, const Id& waiting, TimeUs now);
  TimeUs NextOpening() const;
  // Schedules of the active version: engine_schedules.cc. How many records were looked at.
  size_t RunSchedules(TimeUs now);
  size_t RunSchedule(const ScheduleSpec& spec, TimeUs moment, TimeUs now);
  bool RouteScheduled(uint32_t lead, const ScheduleSpec& spec, TimeUs now);
  // A run that has had its events: a new one takes its place. False for one that has not.
  bool ContinueAsNew(const Run& run, TimeUs now);
  bool RouteAnew(uint32_t lead, RunTrigger trigger, const Attributes& record, TimeUs now);
  // From when on agents have room for a schedule that asks them anew by age.
  TimeUs RoomForRefresh(const ScheduleSpec& spec, TimeUs now) const;
  Result<TimeUs> AskedAt(const LeadEntry& entry) const;
  // When the next is due, now for one that is under way, INT64_MAX for none.
  TimeUs NextSchedule(TimeUs now);
  void KeepTimer(const DueTimer& timer);
  // Of a case: engine_cases.cc.
  void FireCase(const CaseEntry& entry, int64_t generation, TimeUs now);
  void FireClock(uint32_t lead, int64_t number, int64_t generation, TimeUs now);
  Result<Attributes> RecordAfterRun(const LeadEntry& entry) const;
  Status FeedInput(Event event, BytesView sealed, int64_t subject);
  void AfterFeed();
  void AnswerAfterCommit(Waiter waiter, uint32_t lead);
  void Refuse(AnswerFn answer, Error error);
  // `of_store` tells whether the batch came as far as the store.
  Status Commit(bool* of_store);
  Status BuildBatch();
  void Settle();
  void FailAll(const Error& error, bool of_store);
  Status Rebuild();
  void ClearTurn();
  Status LoadState();
  Status FoldLog();
  void SaveWhenDue();
  Status LoadTimersAndTasks();
  // What an agent was asked of `run` and nothing was heard of.
  void AddLost(const Run& run, std::vector<ActivityReport>* lost) const;
  Status RegisterLocalAgents();
  // Destroys the keys of whoever was forgotten just before the process ended.
  Status FinishErasures();

  EngineParts parts_;
  IdMaker ids_;
  BoundedQueue<Input> queue_;
  ApplyContext context_;
  PageSource pages_;  // of the state
  std::unique_ptr<State> state_;
  StateSaver saver_{&pages_};
  size_t saved_erasures_ = 0;
  int64_t save_due_ = 0;  // position from which on the state is saved again
  std::unique_ptr<Core> core_;
  MerkleTree tree_;
  TimerQueue timers_;
  std::optional<TimeUs> ahead_of_steady_;  // the wall's time less the steady one, when last seen
  // When a pool that records wait for opens next, INT64_MAX for one that does not by itself.
  std::map<std::string, TimeUs> opens_;
  TimeUs next_schedule_ = 0;             // as of `schedules_seen_`
  int64_t schedules_seen_ = -1;          // ScheduleRuns::changes
  bool somebody_freed_ = false;          // since the backlogs were asked about last
  size_t asked_ = 0;                     // records of backlogs, in the turn in hand
  std::map<Digest, Bytes> fresh_blobs_;  // of the turn in hand

  // Inputs and timers that were in hand when the process died: each has a turn of its own.
  std::deque<std::variant<Input, DueTimer>> alone_;
  bool is_alone_ = false;  // the turn in hand is such a one
  std::vector<InputKey> turn_keys_;
  std::optional<std::optional<Error>> closed_;  // WhyClosed, once it was asked

  // Of the turn in hand.
  std::vector<Input> inputs_;
  std::vector<Emitted> emitted_;
  Effects effects_;
  CommitBatch batch_;
  std::vector<Settled> settled_;
  std::vector<std::pair<Change, Status>> changes_;
  std::vector<Question> questions_;  // asked once what they may see is durable
  // By lead, across turns.
  std::unordered_map<uint32_t, std::vector<Waiter>> waiting_;
  std::atomic<bool> failed_ = false;
  std::atomic<int64_t> unrecorded_results_ = 0;
  std::string failure_;
};

}  // namespace signalbox
