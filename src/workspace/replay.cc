#include "workspace/replay.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "engine/core.h"
#include "workspace/event_json.h"
#include "workspace/policy_versions.h"
#include "workspace/replay_feed.h"
#include "workspace/replay_policy.h"
#include "workspace/replay_undo.h"

namespace signalbox {
namespace {

// By weight: a run keeps the heaviest that was found.
enum class Verdict : uint8_t { kErased, kEngineChanged, kDifferent };

bool IsReference(EntityKind kind) {
  return kind == EntityKind::kPerson || kind == EntityKind::kTeam || kind == EntityKind::kAccount ||
         kind == EntityKind::kContact || kind == EntityKind::kOpportunity ||
         kind == EntityKind::kCampaign;
}

class Replayer {
 public:
  Replayer(const Keyring& keys, const ApplyContext& context, const Id& log_id)
      : keys_(keys), context_(context), core_(&state_, &context_), undo_(&state_) {
    state_.log_id = log_id;
    core_.TakeAnswersFrom([this](std::string_view agent, const AgentInput& input) {
      return answers_ == nullptr ? std::nullopt : answers_->Take(agent, input);
    });
  }

  Status Take(const ReplayedEvent& read);
  Status End() { return EndInput(); }
  void Count(ReplayReport* report) const;
  const State& state() const { return state_; }
  const FirstAgents& first_agents() const { return first_agents_; }
  std::vector<ReplayDifference> TakeDifferences() { return std::move(differences_); }

 private:
  Status TakeOpened(const ReplayedEvent& read);
  Status BeginInput(const OpenedEvent& input);
  Status EndInput();
  Status Fold(const OpenedEvent& opened);
  // What was recomputed and matched so far is folded again, and the rest of this input will be as
  // stored.
  Status FoldFromHere();
  Verdict VerdictNow() const;
  Status Differs(const OpenedEvent* stored, const Emitted* recomputed);
  bool Matches(OpenedEvent& stored, const Emitted& recomputed);
  void Judge(const Id& run, Verdict verdict);
  void List(const OpenedEvent* stored, const Emitted* recomputed, const Id& run);
  std::string Json(const Event& event) const;

  const Keyring& keys_;
  const ApplyContext& context_;
  State state_;
  Core core_;
  ReplayUndo undo_;
  Effects effects_;
  Bytes buffer_;
  FirstAgents first_agents_;

  // Of the input in hand.
  const OpenedEvent* input_ = nullptr;
  PreparedAnswers* answers_ = nullptr;
  std::shared_ptr<const void> keep_;  // the two above
  std::vector<Emitted> recomputed_;
  size_t matched_ = 0;
  bool folding_ = false;
  Verdict folding_as_ = Verdict::kErased;

  bool same_decider_ = true;
  bool reference_erased_ = false;
  // Their inputs are folded as stored: the person was forgotten, or what an agent answered in the
  // run was purged.
  std::unordered_set<Id, IdHash> erased_leads_, erased_runs_;
  int64_t runs_ = 0;
  std::unordered_map<Id, Verdict, IdHash> verdicts_;
  std::vector<ReplayDifference> differences_;
};

Status Replayer::Take(const ReplayedEvent& read) {
  if (!folding_ && matched_ < recomputed_.size() && recomputed_[matched_].sealed.empty()) {
    buffer_.clear();
    const Event& event = recomputed_[matched_].event;
    AppendEvent(event, &buffer_);
    if (buffer_ == read.bytes) {
      runs_ += static_cast<EventType>(event.type) == EventType::kRunStarted;
      ++matched_;
      return {};
    }
  }
  ReplayedEvent opened = read;
  if (opened.opened == nullptr) {
    SB_ASSIGN(OpenedEvent own, OpenEvent(read.bytes, keys_));
    const auto kept = std::make_shared<OpenedEvent>(std::move(own));
    opened.opened = kept.get();
    opened.keep = kept;
  }
  const Status taken = TakeOpened(opened);
  return taken.ok() ? taken
                    : Status(Within("event " + std::to_string(read.position), taken.error()));
}

Status Replayer::TakeOpened(const ReplayedEvent& read) {
  OpenedEvent& opened = *read.opened;
  if (IsInput(static_cast<EventType>(opened.event.type))) {
    SB_TRY(EndInput());
    keep_ = read.keep;
    answers_ = read.answers;
    return BeginInput(opened);
  }
  runs_ += static_cast<EventType>(opened.event.type) == EventType::kRunStarted;
  if (folding_) return Fold(opened);
  if (matched_ < recomputed_.size() && Matches(opened, recomputed_[matched_])) {
    ++matched_;
    return {};
  }
  SB_TRY(Differs(&opened, matched_ < recomputed_.size() ? &recomputed_[matched_] : nullptr));
  return Fold(opened);
}

// Of an event with a personal part; one without is compared as bytes.
bool Replayer::Matches(OpenedEvent& stored, const Emitted& recomputed) {
  if (stored.event.sealed.size() != 1 || recomputed.sealed.empty()) return false;
  const SealedPart& part = stored.event.sealed.front();
  if (part.subject != recomputed.subject) return false;
  // Of what a purge took away only the clear part is left to compare.
  if (!part.ciphertext.empty() && stored.sealed != recomputed.sealed) return false;
  // An event has one encoding, so equal values are equal bytes. The sealing itself is random.
  const std::vector<SealedPart> sealed = std::exchange(stored.event.sealed, {});
  const bool same = stored.event == recomputed.event;
  stored.event.sealed = sealed;
  return same;
}

Status Replayer::BeginInput(const OpenedEvent& input) {
  input_ = &input;
  state_.runs.Pack(kUnpackedRuns);
  const Event& event = input.event;
  const auto type = static_cast<EventType>(event.type);
  if (type == EventType::kEngineStarted) {
    SB_ASSIGN(const ev::EngineStarted body, DecodeBody<ev::EngineStarted>(event.clear));
    same_decider_ = body.decider_version == kDeciderVersion;
  }
  if (input.erased && IsReference(event.entity_kind)) reference_erased_ = true;
  Id lead = event.entity_kind == EntityKind::kLead ? event.entity : Id{};
  if (const Run* run = state_.FindRun(event.entity); run != nullptr)
    lead = state_.leads[run->lead].id;
  const bool of_run = event.entity_kind == EntityKind::kRun;
  if (input.erased && of_run) erased_runs_.insert(event.entity);
  if (input.erased && !of_run && !lead.IsZero()) erased_leads_.insert(lead);
  if (event.entity_kind == EntityKind::kAgent || type == EventType::kStepReported)
    undo_.AgentsChanged();
  if (erased_runs_.contains(event.entity) || (!lead.IsZero() && erased_leads_.contains(lead))) {
    folding_ = true;
    folding_as_ = Verdict::kErased;
    if (of_run) Judge(event.entity, folding_as_);
    return Fold(input);
  }
  undo_.Keep(event);
  const Status fed = core_.Feed(input.event, input.sealed, &recomputed_, &effects_);
  if (fed.ok()) return {};
  // Its answer may be half made; what is stored says how it went.
  recomputed_.clear();
  folding_as_ = VerdictNow();
  return FoldFromHere();
}

Status Replayer::Fold(const OpenedEvent& opened) {
  const auto type = static_cast<EventType>(opened.event.type);
  if (type == EventType::kRunStarted) Judge(opened.event.entity, folding_as_);
  return ApplyEvent(opened.event, opened.sealed, context_, &state_);
}

Status Replayer::FoldFromHere() {
  undo_.Restore();
  folding_ = true;
  SB_TRY(ApplyEvent(input_->event, input_->sealed, context_, &state_));
  for (size_t i = 0; i < matched_; ++i) {
    SB_TRY(ApplyEvent(recomputed_[i].event, recomputed_[i].sealed, context_, &state_));
  }
  return {};
}

Verdict Replayer::VerdictNow() const {
  if (reference_erased_) return Verdict::kErased;
  return same_decider_ ? Verdict::kDifferent : Verdict::kEngineChanged;
}

Status Replayer::Differs(const OpenedEvent* stored, const Emitted* recomputed) {
  const Event& named = stored != nullptr ? stored->event : recomputed->event;
  Id run = named.entity_kind == EntityKind::kRun ? named.entity : Id{};
  for (size_t i = matched_; i-- > 0 && run.IsZero();) {
    if (recomputed_[i].event.entity_kind == EntityKind::kRun) run = recomputed_[i].event.entity;
  }
  folding_as_ = VerdictNow();
  if (folding_as_ == Verdict::kDifferent) List(stored, recomputed, run);
  if (!run.IsZero()) Judge(run, folding_as_);
  return FoldFromHere();
}

Status Replayer::EndInput() {
  if (input_ == nullptr) return {};
  if (!folding_ && matched_ < recomputed_.size()) SB_TRY(Differs(nullptr, &recomputed_[matched_]));
  // A pool is reshaped by its event alone.
  if (folding_ || input_->event.entity_kind == EntityKind::kPool) {
    undo_.PoolsChanged();
    undo_.AgentsChanged();
  } else {
    // A run that no longer waits gives its agents their places back.
    const auto input = static_cast<EventType>(input_->event.type);
    const EntityKind kind = input_->event.entity_kind;
    if (kind == EntityKind::kRun || kind == EntityKind::kAgent ||
        input == EventType::kTouchRecorded || input == EventType::kRecordRouted ||
        input == EventType::kClockFired || input == EventType::kLeadActed ||
        input == EventType::kForgotten) {
      undo_.AgentsChanged();
    }
    bool credited = false;
    for (const Emitted& emitted : recomputed_) {
      const auto type = static_cast<EventType>(emitted.event.type);
      credited = credited || type == EventType::kTurnCredited || type == EventType::kTurnGiven;
      if (type == EventType::kStepScheduled) undo_.AgentsChanged();
      if (type != EventType::kDecisionMade) continue;
      SB_TRY(undo_.TakeDecision(emitted.event));
    }
    if (credited) undo_.PoolsChanged();
  }
  if (input_->event.entity_kind == EntityKind::kPolicy) first_agents_.Learn(state_);
  recomputed_.clear();
  effects_.Clear();
  matched_ = 0;
  folding_ = false;
  return {};
}

void Replayer::Judge(const Id& run, Verdict verdict) {
  const auto [at, fresh] = verdicts_.try_emplace(run, verdict);
  if (!fresh) at->second = std::max(at->second, verdict);
}

// Personal fields stay out: a report of differences is shown and mailed about.
std::string Replayer::Json(const Event& event) const {
  return EventJson({event, {}, false}, [this](PersonRef ref) { return state_.PersonOf(ref); });
}

void Replayer::List(const OpenedEvent* stored, const Emitted* recomputed, const Id& run) {
  if (differences_.size() >= kMaxListed) return;
  ReplayDifference difference;
  difference.run_id = run.IsZero() ? std::string() : FormatId("run", run);
  difference.position = stored != nullptr ? stored->event.position : recomputed->event.position;
  if (stored != nullptr) difference.expected = Json(stored->event);
  if (recomputed != nullptr) difference.got = Json(recomputed->event);
  if (difference.expected == difference.got)
    difference.got = "the same event with other personal fields or another chain";
  differences_.push_back(std::move(difference));
}

void Replayer::Count(ReplayReport* report) const {
  report->runs = runs_;
  for (const auto& [run, verdict] : verdicts_) {
    report->erased += verdict == Verdict::kErased;
    report->engine_changed += verdict == Verdict::kEngineChanged;
    report->different += verdict == Verdict::kDifferent;
  }
  report->identical = runs_ - report->erased - report->engine_changed - report->different;
}

}  // namespace

Result<ReplayReport> Replay(const Store& store, const Keyring& keys,
                            const StoredPolicyLoader& load_policy, const ReplayOptions& options) {
  const ApplyContext context = StoredContext(store, load_policy);
  const int64_t end = store.next_position();
  ReplayReport report;
  std::shared_ptr<const PolicyVersion> other;
  {
    Replayer replayer(keys, context, store.log_id());
    SB_TRY(ReadForReplay(store, keys, end, replayer.first_agents(),
                         [&](const ReplayedEvent& read) { return replayer.Take(read); }));
    SB_TRY(replayer.End());
    replayer.Count(&report);
    report.differences = replayer.TakeDifferences();
    if (options.policy.empty()) return report;
    SB_ASSIGN(const Digest wanted, FindPolicyVersion(replayer.state(), options.policy));
    other = replayer.state().versions.at(wanted);
  }
  SB_TRY(CompareDecisions(store, keys, context, *other, end, &report));
  return report;
}

}  // namespace signalbox
