// The core: the pure heart of the engine. It takes one input event at a time, folds it, and appends
// every event that follows from it and the state, carrying each run as far as it goes without the
// outside world.
//
// No clock, no randomness, no disk: the time is the event's, ids are derived from what is known. So
// the same inputs give the same events byte for byte, which is what replay compares. Engine thread
// only.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "agents/contract.h"
#include "agents/registry.h"
#include "engine/apply.h"
#include "engine/clock_times.h"
#include "engine/events.h"
#include "engine/state.h"

namespace signalbox {

// Raised whenever `Decide` may answer differently for the same state; replay compares within a
// version only.
inline constexpr int64_t kDeciderVersion = 5;

// An event as it leaves the core: complete but for its sealed part.
struct Emitted {
  Event event;
  int64_t subject = 0;
  Bytes sealed;  // plaintext; empty when there is nothing personal
};

// An activity to hand to a worker once the commit has returned.
struct Activity {
  Id task, run, lead;
  int64_t step = 0, attempt = 0;
  std::string step_id, capability;
  AgentSpec agent;
  Attributes record;  // what the agent may see
  TimeUs deadline = 0;
  std::string idempotency_key;  // H(workspace, run, step), the same over attempts
};

struct TimerChange {
  Id run;  // or the record, of one of its clocks
  int64_t timer = 0, generation = 0;
  TimeUs due = 0;
  bool done = false;  // remove instead of add
};

// What the shell does around a commit, besides storing the events.
struct Effects {
  std::vector<Activity> activities;
  std::vector<Id> done_tasks;
  std::vector<TimerChange> timers;
  std::vector<uint32_t> settled;  // leads whose run ended, or waits
  void Clear();
};

// How a run is decided other than by the rules of its policy.
struct Steer {
  bool advice_kept = false;
  std::vector<PersonRef> exclude;
  std::string rule, pool, queue, sla;
};

class Core {
 public:
  // All references outlive the core.
  Core(State* state, const ApplyContext* context);

  // Folds `input` (position, time and chain already set) and all that follows. Results are appended
  // to the two vectors.
  Status Feed(const Event& input, BytesView sealed, std::vector<Emitted>* out, Effects* effects);

  // An input event about an entity, with its envelope filled from the state. Time never goes back.
  Event Envelope(EntityKind kind, const Id& entity, EventType type, TimeUs now) const;

  // For whoever can ask local agents ahead, on another thread: `ahead` is asked before an agent is
  // called, and says exactly what that agent would say, or nothing.
  using AnswersAhead =
      std::function<std::optional<AgentResult>(std::string_view agent, const AgentInput& input)>;
  void TakeAnswersFrom(AnswersAhead ahead) { ahead_ = std::move(ahead); }

 private:
  // Appends a derived event and returns it; the caller folds it.
  Event& Emit(EntityKind kind, const Id& entity, EventType type);
  template <typename B>
  Event& EmitRun(Run& run, const B& body, const Attributes* personal = nullptr);
  template <typename B>
  Event& EmitLead(uint32_t lead, const B& body);

  Status Take(const Event& input, BytesView sealed);
  void JudgeCanary();
  void StartRun(uint32_t lead, RunTrigger trigger, const Steer& steer = {});
  void Advance(Run& run);
  void GoOn(const Id& run);
  bool IsReady(const Run& run, size_t step) const;
  // Joins: core_joins.cc. When the branches of `step` have begun, its time begins.
  void SetJoinTimer(Run& run, size_t step);
  void CloseJoinTimer(const Run& run, size_t step);
  // Those that nothing waits for any more, because a join went on without them.
  void CancelBranches(Run& run);
  void CancelStep(Run& run, size_t step, std::string_view reason);
  void StartStep(Run& run, size_t step);
  void FinishStep(Run& run, const ev::StepFinished& body, const Attributes& output);
  // Folds the end of a step, and with it of its deadline.
  void EndStep(Run& run, const ev::StepFinished& body, const Attributes& output);
  void SkipStep(Run& run, size_t step, std::string_view reason);

  void StartAgent(Run& run, size_t step);
  // Nullptr when nobody can take the step now. Valid until the registry changes.
  const AgentSpec* ChooseAgent(const Run& run, size_t step, std::vector<std::string> tried);
  void BeginAttempt(Run& run, size_t step, const AgentSpec& agent);
  void RunLocal(Run& run, size_t step, const AgentSpec& spec);
  void Schedule(Run& run, size_t step, const AgentSpec& spec);
  void AnswerStep(Run& run, size_t step, AgentResult result, int64_t duration_us);
  // `wait_us`: how long its agent asks to be left alone.
  void RetryOrGiveUp(Run& run, size_t step, std::string_view reason, bool may_retry = true,
                     TimeUs wait_us = 0);
  void GiveUp(Run& run, size_t step, std::string_view reason);

  void LookUp(Run& run, size_t step);
  void DecideOwner(Run& run, size_t step);
  // Of a record whose values were brought up to date and that goes where it is already.
  void FinishStaying(Run& run, const ev::DecisionMade& made);
  // What the version in the shadow says to the question that the run's version is asked; nothing
  // where there is none, or the rules are not what decides.
  std::optional<Decision> DecideInShadow(const Run& run, const DecideInput& input) const;
  void RecordShadow(Run& run, const Decision& shadow);
  void Assign(Run& run, size_t step);
  void WriteBack(Run& run, size_t step);
  void Notify(Run& run, size_t step);

  void SetTimer(Run& run, ev::TimerPurpose purpose, size_t step, TimeUs due);
  void CloseTimers(Run& run);
  // What is out or waits to be tried again will not be needed any more.
  void CancelSteps(Run& run, std::string_view reason);
  void FinishRun(Run& run, ev::RunFinished body);

  Status OnReported(const Event& event, BytesView sealed);
  Status OnTimer(const Event& event);
  Status OnCancelled(const Event& event);
  // Of a record of a person who was forgotten: nobody works on it any more. core_law.cc
  void OnForgotten(const Event& event);
  Status OnQuarantined(const Event& event);
  Status OnTouch(const Event& event, BytesView sealed);
  void TellOwner(uint32_t lead, std::string_view reason);

  // Clocks: core_clocks.cc. Timers of what stands in `clocks` go before it is folded, and come
  // after.
  void DropClockTimers(uint32_t lead, const std::vector<ev::ClockBody>& clocks);
  void AddClockTimers(uint32_t lead, const std::vector<ev::ClockBody>& clocks);
  // `next_due` of an event that sets `clocks`, which is not folded yet.
  int64_t NextDueWith(uint32_t lead, const std::vector<ev::ClockBody>& clocks) const;
  void SetClock(uint32_t lead, const ev::ClockBody& clock, std::string_view why, PersonRef by = 0);
  void AssignOwner(uint32_t lead, PersonRef owner, const std::string& role,
                   const Assignment& assignment);
  void Tell(uint32_t lead, const NoticeTarget& target, ev::Notified notice);
  Status OnClock(const Event& event, BytesView sealed);
  void OnSlaStep(uint32_t lead, ev::ClockBody clock, const Policy& policy,
                 const Attributes* record);
  bool Reassign(uint32_t lead, ev::ClockBody clock, const SlaStep& step, const Policy& policy,
                const Attributes& record);
  void RestartClocks(uint32_t lead);
  Status OnPerson(const Event& event, BytesView sealed);

  // What people do: core_verbs.cc.
  Status OnActed(const Event& event, BytesView sealed);
  void HandBack(uint32_t lead, const ev::LeadActed& body);
  void StopClocks(uint32_t lead, const Policy& policy, const ev::LeadActed& body);
  void PauseOrResume(uint32_t lead, const Policy& policy, const ev::LeadActed& body);
  void GiveTurnBack(uint32_t lead, bool taken_away);
  void TakeAway(uint32_t lead);
  void DecideByPerson(uint32_t lead, const ev::LeadActed& body);
  // Records that end, and owners who are changed outside: core_records.cc.
  Status OnRecordEvent(const Event& event);
  Status OnOwnerChangedOutside(const Event& event);
  void StopFor(uint32_t lead, RecordEndKind kind);
  void GoOnAs(uint32_t lead, uint32_t into);
  void EndRunOf(uint32_t lead, std::string_view reason);
  void EndClocksOf(uint32_t lead, std::string_view why);
  void TellOfEnd(uint32_t lead, PersonRef owner, std::string_view code, const std::string& about);
  // Cases of the desk: core_cases.cc.
  Status OnCase(const Event& event);
  void DropCaseTimer(const Id& id);
  void AddCaseTimer(const Id& id);
  // Leads that a plan moves: core_moves.cc.
  Status OnMoved(const Event& event);
  void CreditMoved(uint32_t lead);
  void GiveMoved(uint32_t lead, const ev::MovePlace& to);
  void TellMoved(EntityKind kind, const Id& entity, const ev::OwnerMoved& body, PersonRef person);
  void SetStatus(uint32_t lead, LeadStatus status, const std::string& queue,
                 const std::string& reason, std::vector<ev::ClockBody> more = {});

  State* const state_;
  const ApplyContext* const context_;
  std::map<std::string, LocalAgentFn, std::less<>> local_;
  AnswersAhead ahead_;
  std::vector<Emitted>* out_ = nullptr;
  Effects* effects_ = nullptr;
  int64_t cause_ = -1;
  TimeUs now_ = 0;
  AgentSelection selection_;
};

// An id that everybody who knows the same facts derives alike: the time of `now`, the rest a hash.
Id DeriveId(TimeUs now, const Id& from, int64_t number, std::string_view purpose);

}  // namespace signalbox
