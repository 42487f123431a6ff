#include "sim/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "audit/verify.h"
#include "engine/record_events.h"
#include "sim/state_text.h"
#include "workspace/replay.h"

namespace signalbox {
namespace {

using TimerName = std::tuple<TimeUs, Id, int64_t, int64_t>;

// What a run that does not move is waiting for; empty when nobody could say.
std::string WaitsFor(const Run& run, const LeadEntry& lead, const State& state) {
  const bool has_timer =
      std::any_of(run.timers.begin(), run.timers.end(), [](const RunTimer& t) { return t.open; });
  if (run.finished) {
    if (!run.waits) return {};
    const std::string& reason = state.words.Of(lead.reason);
    return reason == "all_out" && !has_timer ? std::string() : reason;
  }
  for (const StepState& step : run.steps) {
    if (step.phase == StepPhase::kScheduled) return "an answer of " + step.agent;
    if (step.phase == StepPhase::kBackingOff && has_timer) return "a timer";
  }
  return {};
}

}  // namespace

std::string CheckRuns(const Engine& engine) {
  const State& state = engine.state();
  std::vector<Id> tasks, stored_tasks;
  std::vector<TimerName> timers, stored_timers;
  std::map<std::string, int64_t> out;  // by agent
  std::string stuck;
  state.runs.ForEach([&](const Run& run) {
    if (WaitsFor(run, state.leads[run.lead], state).empty()) {
      stuck = "a run neither ends nor waits for anything: " + FormatId("run", run.id);
    }
    for (const StepState& step : run.steps) {
      if (step.phase != StepPhase::kScheduled) continue;
      tasks.push_back(step.task);
      ++out[step.agent];
    }
    for (size_t i = 0; i < run.timers.size(); ++i) {
      const RunTimer& timer = run.timers[i];
      if (timer.open)
        timers.emplace_back(timer.due, run.id, static_cast<int64_t>(i), timer.generation);
    }
  });
  if (!stuck.empty()) return stuck;
  for (const auto& [lead, follow] : state.follow_ups) {
    for (size_t i = 0; i < follow.clocks.size(); ++i) {
      const LeadClock& clock = follow.clocks[i];
      if (clock.body.runs())
        timers.emplace_back(clock.body.due, state.leads[lead].id, static_cast<int64_t>(i),
                            clock.generation);
    }
  }
  for (const auto& [number, entry] : state.cases.by_number) {
    if (entry.due != 0) timers.emplace_back(entry.due, entry.id, 0, entry.generation);
  }
  constexpr int64_t kAll = 1'000'000;
  const Result<std::vector<TaskRow>> task_rows = engine.store().ReadTasks(kAll);
  const Result<std::vector<TimerRow>> timer_rows = engine.store().ReadTimers(INT64_MAX, kAll);
  if (!task_rows.ok() || !timer_rows.ok()) return "tasks and timers do not read";
  for (const TaskRow& row : *task_rows) stored_tasks.push_back(row.task);
  for (const TimerRow& row : *timer_rows)
    stored_timers.emplace_back(row.due, row.entity, row.timer, row.generation);
  std::sort(tasks.begin(), tasks.end());
  std::sort(timers.begin(), timers.end());
  std::sort(stored_timers.begin(), stored_timers.end());
  for (const AgentSpec* spec : state.registry.All()) {
    const std::string name = spec->id + "@" + spec->version;
    const int64_t running = state.registry.HealthOf(spec->id, spec->version)->running;
    if (running != out[name])
      return fmt::format("{} has {} calls out, and is said to run {}", name, out[name], running);
  }
  if (tasks != stored_tasks)
    return fmt::format("{} steps are out, {} tasks stored", tasks.size(), stored_tasks.size());
  if (timers != stored_timers) {
    std::vector<TimerName> apart;
    std::set_symmetric_difference(timers.begin(), timers.end(), stored_timers.begin(),
                                  stored_timers.end(), std::back_inserter(apart));
    const auto& [due, entity, number, generation] = apart.front();
    return fmt::format(
        "{} timers open, {} stored; the first that is not both is number {}.{} of {}, due {}",
        timers.size(), stored_timers.size(), number, generation, ToHex(entity.View()),
        FormatTime(due));
  }
  for (const auto& [name, pool] : state.pools) {
    int64_t sum = 0;
    for (const PoolState::Member& member : pool.members) sum += member.level;
    if (sum != 0) return "the levels of pool `" + name + "` do not add up to zero";
  }
  return {};
}

std::string CheckClocks(const State& state) {
  for (const auto& [lead, follow] : state.follow_ups) {
    const LeadEntry& entry = state.leads[lead];
    const std::string name = FormatId("lead", entry.id);
    for (const LeadClock& clock : follow.clocks) {
      const ev::ClockBody& body = clock.body;
      if (!body.open()) continue;
      if (body.kind == ClockKind::kSla && entry.owner == 0)
        return "a clock of an SLA runs for a lead that nobody has: " + name;
      if (body.kind == ClockKind::kQueue && entry.status != LeadStatus::kQueued &&
          entry.status != LeadStatus::kHeld && entry.status != LeadStatus::kInProgress)
        return "the clock of a queue runs for a lead that is not in it: " + name;
      if (body.worked < 0 || body.counted_from < body.started)
        return "a clock ran backwards: " + name;
    }
    const bool again = std::set<PersonRef>(follow.earlier.begin(), follow.earlier.end()).size() !=
                       follow.earlier.size();
    if (again) return "an earlier owner is remembered twice: " + name;
  }
  return {};
}

std::string CheckIdentities(const Store& store) {
  std::map<KeyedHash, Id> owners;
  std::set<Id> gone;         // forgotten or deleted: who comes back is a new record
  std::map<Id, Id> goes_on;  // as which record, when they were merged
  const auto is_gone = [&](Id record) {
    while (!gone.contains(record) && goes_on.contains(record)) record = goes_on.at(record);
    return gone.contains(record);
  };
  std::string broken;
  const Status read = store.ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    const auto type = static_cast<EventType>(event.type);
    if (type == EventType::kForgotten || type == EventType::kRecordDeleted)
      gone.insert(event.entity);
    if (type == EventType::kRecordMerged) {
      SB_ASSIGN(const ev::RecordMerged body, DecodeBody<ev::RecordMerged>(event.clear));
      goes_on[event.entity] = body.into;
    }
    if (type != EventType::kLeadReceived) return {};
    SB_ASSIGN(const ev::LeadReceived body, DecodeBody<ev::LeadReceived>(event.clear));
    for (const KeyedHash& identity : body.identities) {
      const auto [at, fresh] = owners.emplace(identity, event.entity);
      if (!fresh && !is_gone(at->second)) {
        broken =
            fmt::format("one person has two records, {} and {} at {}", FormatId("lead", at->second),
                        FormatId("lead", event.entity), event.position);
      }
      at->second = event.entity;
    }
    return {};
  });
  return read.ok() ? broken : "the log does not read: " + read.error().message;
}

std::string CheckFold(const Engine& engine, const ApplyContext& context) {
  State folded;
  folded.log_id = engine.store().log_id();
  const Status status = engine.store().ReadEvents(0, -1, [&](int64_t, BytesView bytes) -> Status {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    Bytes sealed;
    if (!event.sealed.empty()) {
      Result<Bytes> opened =
          Unseal(engine.keys(), event.sealed.front(), event.log_id, event.position, event.type);
      if (opened.ok())
        sealed = std::move(*opened);
      else if (opened.error().code != Code::kNotFound)  // of somebody who was forgotten
        return opened.error();
    }
    return ApplyEvent(event, sealed, context, &folded);
  });
  if (!status.ok()) return "the stored log does not fold: " + status.error().message;
  const std::string difference =
      FirstDifference(DescribeState(engine.state()), DescribeState(folded));
  return difference.empty() ? difference : "the state is not the fold of the log\n" + difference;
}

std::string CheckReplay(const Engine& engine, const StoredPolicyLoader& load_policy) {
  const Result<ReplayReport> report = Replay(engine.store(), engine.keys(), load_policy, {});
  if (!report.ok()) return "the log does not replay: " + report.error().message;
  return report->different == 0 ? std::string() : "replay differs: " + report->Json();
}

std::string CheckErasures(const Engine& engine) {
  const State& state = engine.state();
  const Keyring& keys = engine.keys();
  for (const int64_t subject : state.law.subjects) {
    if (keys.SubjectKey(subject).ok()) return "a key is there of somebody who was forgotten";
  }
  for (size_t i = 0; i < state.leads.size(); ++i) {
    const LeadEntry& lead = state.leads[i];
    if (keys.IsForgotten(lead.subject) && !state.law.forgotten.contains(static_cast<uint32_t>(i)))
      return "nobody can read it, and it is not said to be forgotten: " + FormatId("lead", lead.id);
  }
  for (const auto& [number, entry] : state.cases.by_number) {
    if (keys.IsForgotten(entry.subject) && !entry.erased)
      return "nobody can read it, and it is not said to be forgotten: " + CaseNumberText(number);
  }
  return {};
}

std::string CheckAudit(const Engine& engine) {
  const Result<VerifyReport> report = VerifyLog(engine.store(), {});
  if (!report.ok()) return "the audit log does not read: " + report.error().message;
  if (!report->ok) return "the audit log does not verify: " + report->problem;
  if (report->root != engine.tree().Root()) return "the log's root is not the engine's";
  return {};
}

}  // namespace signalbox
