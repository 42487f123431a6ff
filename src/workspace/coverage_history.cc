#include "workspace/coverage_history.h"

#include <fmt/format.h>

#include <list>
#include <unordered_map>

#include "base/cbor.h"
#include "engine/apply.h"
#include "engine/follow_up_events.h"
#include "engine/purge.h"
#include "workspace/read_ahead.h"

namespace signalbox {
namespace {

// Told by the envelope's first keys, because there are ten million other events.
EntityKind KindOf(BytesView bytes) {
  constexpr int64_t kEntityKindKey = 4;
  CborReader reader(bytes);
  for (size_t pairs = reader.Map(); pairs > 0 && reader.ok(); --pairs) {
    const int64_t key = reader.Int();
    if (key == kEntityKindKey) return static_cast<EntityKind>(reader.Int());
    if (key > kEntityKindKey) break;
    reader.Skip();
  }
  return EntityKind::kWorkspace;
}

// People by number, and which version is active since when.
class RosterReader {
 public:
  RosterReader(const Store& store, const Keyring& keys, const StoredPolicyLoader& load_policy)
      : keys_(keys), context_(StoredContext(store, load_policy)) {}

  Status Take(BytesView bytes) {
    const EntityKind kind = KindOf(bytes);
    if (kind == EntityKind::kPolicy) return TakePolicy(bytes);
    if (kind != EntityKind::kPerson && kind != EntityKind::kTeam) return {};
    SB_ASSIGN(const OpenedEvent opened, OpenEvent(bytes, keys_));
    return FoldEvent(opened.event, opened.sealed, context_, &state_);
  }

  Result<std::shared_ptr<const PolicyVersion>> Active() const {
    if (active_ == Digest{})
      return Err(Code::kNotFound, "no policy is active; `policy publish` makes one");
    return context_.load_policy(active_);
  }
  TimeUs active_since() const { return active_since_; }
  const State& state() const { return state_; }

 private:
  Status TakePolicy(BytesView bytes) {
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (static_cast<EventType>(event.type) != EventType::kPolicyActivated) return {};
    SB_ASSIGN(const ev::PolicyActivated body, DecodeBody<ev::PolicyActivated>(event.clear));
    if (body.hash == active_) return {};
    active_ = body.hash;
    active_since_ = event.time;
    return {};
  }

  const Keyring& keys_;
  const ApplyContext context_;
  State state_;
  Digest active_{};
  TimeUs active_since_ = 0;
};

// Follows each run from its start to its first decision.
class DecisionReader {
 public:
  DecisionReader(const State& people, CoverageWatch* watch) : people_(people), watch_(watch) {}

  Status Take(OpenedEvent& opened) {
    const Event& event = opened.event;
    switch (static_cast<EventType>(event.type)) {
      case EventType::kLeadReceived:
        return Arrive<ev::LeadReceived>(opened);
      case EventType::kTouchRecorded:
        return Arrive<ev::TouchRecorded>(opened);
      case EventType::kRecordRouted:
        return Arrive<ev::RecordRouted>(opened);
      case EventType::kClockFired:
        return Arrive<ev::ClockFired>(opened);
      case EventType::kLeadActed:
        return Arrive<ev::LeadActed>(opened);
      case EventType::kRunStarted:
        return Start(event);
      case EventType::kStepFinished:
        return Learn(opened);
      case EventType::kDecisionMade:
        return Decide(event);
      case EventType::kRunFinished:
      case EventType::kRunCancelled:
        return Forget(event.entity);
      default:
        return {};
    }
  }

 private:
  struct Followed {
    Id lead;
    Attributes record;
    std::list<Id>::iterator age;
  };

  // A run follows its input at once, so that one record is enough to remember.
  template <typename B>
  Status Arrive(const OpenedEvent& opened) {
    arrived_ = {};
    if (opened.erased) return {};
    SB_ASSIGN(const B body, DecodeBody<B>(opened.event.clear));
    SB_ASSIGN(arrived_.record, OpenAttributes(body.attributes, opened.sealed));
    arrived_.lead = opened.event.entity;
    return {};
  }

  Status Start(const Event& event) {
    SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
    for (const auto& [hash, version] : people_.versions) {
      if (View(hash).starts_with(event.pins.policy))
        PutFlags(*version->policy, body.flags, &arrived_.record);
    }
    by_age_.push_back(event.entity);
    Followed& run = runs_[event.entity];
    run.age = std::prev(by_age_.end());
    run.lead = body.record;
    if (arrived_.lead == body.record)
      run.record = std::move(arrived_.record);
    else
      run.lead = Id{};
    arrived_ = {};
    if (runs_.size() <= kMaxWatchedRuns) return {};
    watch_->LeaveOut();
    return Forget(by_age_.front());
  }

  Status Learn(const OpenedEvent& opened) {
    const auto run = runs_.find(opened.event.entity);
    if (run == runs_.end()) return {};
    SB_ASSIGN(const ev::StepFinished body, DecodeBody<ev::StepFinished>(opened.event.clear));
    SB_ASSIGN(const Attributes output, OpenAttributes(body.output, opened.sealed));
    run->second.record.Overlay(output);
    if (opened.erased) run->second.lead = Id{};
    return {};
  }

  Status Decide(const Event& event) {
    const auto run = runs_.find(event.entity);
    // Decided before: it waited for somebody, and what is asked again every hour counts once.
    if (run == runs_.end()) return {};
    SB_ASSIGN(const ev::DecisionMade made, DecodeBody<ev::DecisionMade>(event.clear));
    Decision decision;
    decision.disposition = made.disposition;
    decision.owner = people_.PersonOf(made.owner);
    decision.rule = made.rule;
    decision.row = made.row;
    for (const ev::ConsideredBody& one : made.considered)
      decision.considered.push_back({people_.PersonOf(one.owner), one.lost, one.by});
    const bool known = !run->second.lead.IsZero();
    if (!known) watch_->LeaveOut();
    watch_->Take({run->second.lead, event.time, decision, known ? &run->second.record : nullptr});
    return Forget(event.entity);
  }

  Status Forget(const Id& id) {
    const auto run = runs_.find(id);
    if (run == runs_.end()) return {};
    by_age_.erase(run->second.age);
    runs_.erase(run);
    return {};
  }

  const State& people_;
  CoverageWatch* const watch_;
  Followed arrived_;
  std::list<Id> by_age_;
  std::unordered_map<Id, Followed, IdHash> runs_;
};

}  // namespace

Result<WatchReport> WatchCoverage(const Store& store, const Keyring& keys,
                                  const StoredPolicyLoader& load_policy,
                                  const CoverageOptions& options) {
  if (options.days < 1 || options.days > kMaxWatchDays) {
    return Err(Code::kInvalid,
               fmt::format("`days` is {}; say 1 to {}", options.days, kMaxWatchDays));
  }
  const int64_t end = store.next_position();
  RosterReader reference(store, keys, load_policy);
  SB_TRY(store.ReadEvents(0, end, [&](int64_t position, BytesView bytes) -> Status {
    const Status taken = reference.Take(bytes);
    return taken.ok() ? taken : Within("event " + std::to_string(position), taken.error());
  }));
  SB_ASSIGN(const std::shared_ptr<const PolicyVersion> active, reference.Active());
  const WatchPeriod period{options.now, options.days, reference.active_since()};
  SB_ASSIGN(const int64_t from, FirstPositionFrom(store, period.before()));
  CoverageWatch watch(*active->policy, reference.state().roster, period);
  DecisionReader reader(reference.state(), &watch);
  SB_TRY(ReadOpenedAhead(store, keys, from, end,
                         [&](OpenedEvent& opened) { return reader.Take(opened); }));
  return watch.Finish();
}

}  // namespace signalbox
