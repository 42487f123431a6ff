#include <algorithm>

#include "agents/spec_codec.h"
#include "audit/proofs.h"
#include "base/check.h"
#include "base/log.h"
#include "engine/arrival.h"
#include "engine/engine.h"

namespace signalbox {
namespace {

Bytes EncodeTask(const Activity& activity) {
  Bytes out;
  CborWriter writer(&out);
  writer.Array(2);
  writer.Int(activity.step);
  writer.Int(activity.attempt);
  return out;
}

}  // namespace

Status Engine::BuildBatch() {
  for (Emitted& emitted : emitted_) {
    Event& event = emitted.event;
    if (!emitted.sealed.empty()) {
      SB_ASSIGN(SealedPart part, Seal(*parts_.keys, emitted.subject, event.log_id, event.position,
                                      event.type, emitted.sealed, *parts_.random));
      event.sealed.push_back(std::move(part));
    }
    batch_.events.push_back(EncodeEvent(event));
    tree_.Append(LeafHash(batch_.events.back()), &batch_.merkle);
  }
  for (const Activity& activity : effects_.activities) {
    batch_.put_tasks.push_back(
        {activity.task, activity.run, activity.deadline, EncodeTask(activity)});
  }
  batch_.done_tasks = effects_.done_tasks;
  // A timer that was set and closed within this turn never gets a row.
  std::set<DueTimer> set;
  for (const TimerChange& change : effects_.timers) {
    const DueTimer timer{change.due, change.run, change.timer, change.generation};
    if (!change.done)
      set.insert(timer);
    else if (set.erase(timer) == 0)
      batch_.done_timers.push_back({change.due, change.run, change.timer});
  }
  for (const DueTimer& timer : set) {
    batch_.put_timers.push_back({timer.due, timer.run, timer.timer, timer.generation, {}});
  }
  return {};
}

Status Engine::Commit(bool* of_store) {
  if (!pages_.failure.ok()) return pages_.failure;
  if (emitted_.empty() && effects_.done_tasks.empty() && batch_.empty()) return {};
  const MerkleTree before = tree_;
  const int64_t expected = before.size();
  Status status = BuildBatch();
  *of_store = status.ok();
  if (status.ok()) status = parts_.store->Commit(batch_, parts_.store->epoch(), expected);
  if (!status.ok()) tree_ = before;
  return status;
}

// Everything below happens only once the batch is durable.
void Engine::Settle() {
  for (const TimerChange& change : effects_.timers) {
    const DueTimer timer{change.due, change.run, change.timer, change.generation};
    if (change.done)
      timers_.Erase(timer);
    else
      KeepTimer(timer);
  }
  for (Settled& one : settled_) {
    if (one.failed) {
      one.waiter.answer(one.error);
      continue;
    }
    LeadAnswer answer = AnswerOf(one.lead);
    answer.external_id = std::move(one.waiter.external_id);
    answer.created = one.waiter.created;
    answer.replayed = one.waiter.replayed;
    if (one.waiter.duplicate) MarkDuplicate(&answer);
    one.waiter.answer(std::move(answer));
  }
  const int64_t position = tree_.size() - 1;
  for (auto& [change, status] : changes_) change.done(status, position);
  for (const Question& question : questions_) question.ask(*this);
  // Who listens knows what was committed before a worker asks about it: an account that was added
  // can be matched by the lead behind it.
  if (parts_.publish && !emitted_.empty()) parts_.publish(emitted_);
  if (parts_.dispatch && !effects_.activities.empty())
    parts_.dispatch(std::move(effects_.activities));
  ClearTurn();
}

void Engine::ClearTurn() {
  settled_.clear();
  changes_.clear();
  questions_.clear();
  emitted_.clear();
  effects_.Clear();
  batch_.Clear();
  fresh_blobs_.clear();
}

void Engine::FailAll(const Error& error, bool of_store) {
  Log(LogLevel::kError, "a commit failed and nothing of it was acknowledged: " + error.message);
  // A refusal that rests on a page that could not be read is none.
  const bool all_read = pages_.failure.ok();
  for (Settled& one : settled_) {
    one.waiter.answer(one.failed && all_read ? one.error : Err(Code::kUnavailable, error.message));
  }
  for (auto& [lead, waiters] : waiting_) {
    for (Waiter& waiter : waiters) waiter.answer(Err(Code::kUnavailable, error.message));
  }
  for (auto& [change, status] : changes_) change.done(Err(Code::kUnavailable, error.message), -1);
  waiting_.clear();
  const std::vector<Question> questions = std::move(questions_);
  // What the failed batch changed was provisional: nobody may see it, and nothing may build on it.
  const Status rebuilt = Rebuild();
  if (!rebuilt.ok())
    Log(LogLevel::kError, "the state could not be read again: " + rebuilt.error().message);
  // A full disk can have room again; after any other failure of the store the file is not written
  // any more. A turn that could not be put together never came near it.
  failed_ = (of_store && error.code != Code::kExhausted) || !rebuilt.ok();
  failure_ = error.message;
  for (const Question& question : questions) question.ask(*this);
}

void Engine::AddLost(const Run& run, std::vector<ActivityReport>* lost) const {
  for (size_t i = 0; i < run.steps.size(); ++i) {
    const StepState& step = run.steps[i];
    if (!step.is_out()) continue;
    ActivityReport report;
    report.run = run.id;
    report.lead = state_->leads[run.lead].id;
    report.agent = step.agent;
    report.body.step = static_cast<int64_t>(i);
    report.body.attempt = step.attempt;
    report.body.task = step.task;
    report.body.outcome = Outcome::kError;
    report.body.reason = "answer_lost";
    report.body.unknown = true;
    lost->push_back(std::move(report));
  }
}

Status Engine::LoadTimersAndTasks() {
  // An activity that was out when the process ended may have been carried out or not: its answer is
  // lost, which the agent's effect class then settles.
  std::vector<ActivityReport> lost;
  state_->runs.ForEach([&](const Run& run) {
    for (size_t i = 0; i < run.timers.size(); ++i) {
      const RunTimer& timer = run.timers[i];
      if (timer.open) KeepTimer({timer.due, run.id, static_cast<int64_t>(i), timer.generation});
    }
    AddLost(run, &lost);
  });
  for (const auto& [lead, follow] : state_->follow_ups) {
    for (size_t i = 0; i < follow.clocks.size(); ++i) {
      const LeadClock& clock = follow.clocks[i];
      if (clock.body.runs())
        KeepTimer(
            {clock.body.due, state_->leads[lead].id, static_cast<int64_t>(i), clock.generation});
    }
  }
  for (const auto& [number, entry] : state_->cases.by_number) {
    if (entry.due > 0) KeepTimer({entry.due, entry.id, 0, entry.generation});
  }
  std::sort(lost.begin(), lost.end(), [](const auto& a, const auto& b) { return a.run < b.run; });
  for (ActivityReport& report : lost) Report(std::move(report));
  return {};
}

Status Engine::RegisterLocalAgents() {
  for (const LocalAgent& agent : LocalAgents()) {
    if (state_->registry.Find(agent.spec.id, agent.spec.version) != nullptr) continue;
    Turn turn(this, parts_.clock->Now());
    Bytes encoded;
    EncodeAgentSpec(agent.spec, &encoded);
    ev::AgentRegistered body;
    body.spec = turn.PutBlob(encoded);
    body.id = agent.spec.id;
    body.version = agent.spec.version;
    const Id entity = DeriveId(0, state_->log_id, 0, "agent:" + agent.spec.id);
    SB_TRY(turn.Input(EntityKind::kAgent, entity, EventType::kAgentRegistered, {}, body));
  }
  return {};
}

Status Engine::FinishErasures() {
  for (const int64_t subject : state_->law.subjects) {
    if (parts_.keys->SubjectKey(subject).ok()) SB_TRY(parts_.keys->Forget(subject));
  }
  return {};
}

Status Engine::Recover() {
  SB_TRY(Rebuild());
  SB_TRY(FinishErasures());
  Turn turn(this, parts_.clock->Now());
  if (state_->next_position == 0) {
    SB_TRY(turn.Input(EntityKind::kWorkspace, state_->log_id, EventType::kWorkspaceCreated, {},
                      ev::WorkspaceCreated{parts_.purpose}));
  }
  SB_TRY(turn.Input(EntityKind::kWorkspace, state_->log_id, EventType::kEngineStarted, {},
                    ev::EngineStarted{parts_.build, kDeciderVersion, parts_.tzdata, parts_.icu,
                                      parts_.phones, parts_.suffixes}));
  SB_TRY(RegisterLocalAgents());
  SB_TRY(QuarantineRepeaters());
  bool of_store = false;
  const Status status = Commit(&of_store);
  if (!status.ok()) return status;
  LetGo();
  turn_keys_.clear();
  Settle();
  failed_ = false;
  return {};
}

}  // namespace signalbox
