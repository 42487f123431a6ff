#include "engine/purge.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "engine/events.h"
#include "engine/purge_agents.h"
#include "store/event.h"
#include "store/event_view.h"

namespace signalbox {
namespace {

// Events and their leaf hashes that are compared at a time.
constexpr int64_t kAtOnce = 4'096;

void AppendBig(uint64_t value, int size, Bytes* out) {
  for (int i = size - 1; i >= 0; --i) out->push_back(static_cast<char>(value >> (8 * i)));
}

// What a purge leaves, as one hash: each event that is not as it was written, in order, hashed on
// from what came before (docs/formats.md, "Purged events").
class Remainder {
 public:
  void Add(int64_t position, BytesView left) {
    Bytes head;
    AppendBig(static_cast<uint64_t>(position), 8, &head);
    AppendBig(left.size(), 4, &head);
    hash_ = Sha256({View(hash_), head, left});
  }
  const Digest& hash() const { return hash_; }

 private:
  Digest hash_{};
};

// Who is gone below the position, and with them what agents said of them.
class Gone {
 public:
  static Result<Gone> Find(const Store& store, int64_t before) {
    Gone gone;
    SB_TRY(store.ReadEvents(
        0, before, [&](int64_t, BytesView bytes) -> Status { return gone.NoteForgotten(bytes); }));
    SB_TRY(store.ReadEvents(
        0, before, [&](int64_t, BytesView bytes) -> Status { return gone.NoteRun(bytes); }));
    for (const auto& [run, seen] : gone.runs_) {
      if (seen.open) gone.leads_.erase(seen.lead);
    }
    return gone;
  }

  size_t leads() const { return leads_.size(); }

  // What stays of an event; empty for nothing.
  Result<Bytes> Reduce(BytesView bytes) const {
    SB_ASSIGN(Event event, DecodeEvent(bytes));
    if (IsSpent(event)) return Bytes();
    bool changed = false;
    for (SealedPart& part : event.sealed) {
      if (!subjects_.contains(part.subject) || part.ciphertext.empty()) continue;
      const int64_t subject = part.subject;
      part = SealedPart();
      part.subject = subject;
      changed = true;
    }
    return changed ? EncodeEvent(event) : Bytes(bytes);
  }

 private:
  struct SeenRun {
    Id lead;
    bool open = true;
    bool called = false;  // an agent outside was asked: its breaker and quota count that
  };

  Status NoteForgotten(BytesView bytes) {
    SB_ASSIGN(const EventView view, ViewEvent(bytes));
    const auto type = static_cast<EventType>(view.type);
    if (type != EventType::kForgotten) return {};
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    SB_ASSIGN(const ev::Forgotten body, DecodeBody<ev::Forgotten>(event.clear));
    subjects_.insert(body.subjects.begin(), body.subjects.end());
    if (event.entity_kind == EntityKind::kLead) leads_.insert(event.entity);
    return {};
  }

  Status NoteRun(BytesView bytes) {
    SB_ASSIGN(const EventView view, ViewEvent(bytes));
    const auto type = static_cast<EventType>(view.type);
    if (type != EventType::kRunStarted && type != EventType::kRunFinished &&
        type != EventType::kStepScheduled)
      return {};
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (type == EventType::kRunStarted) {
      SB_ASSIGN(const ev::RunStarted body, DecodeBody<ev::RunStarted>(event.clear));
      if (leads_.contains(body.record)) runs_[event.entity] = {body.record};
      return {};
    }
    const auto run = runs_.find(event.entity);
    if (run == runs_.end()) return {};
    if (type == EventType::kStepScheduled) {
      run->second.called = true;
      return {};
    }
    SB_ASSIGN(const ev::RunFinished body, DecodeBody<ev::RunFinished>(event.clear));
    run->second.open = body.waits;
    return {};
  }

  // What a step of a run that is over said touches nothing but the run.
  bool IsSpent(const Event& event) const {
    if (static_cast<EventType>(event.type) != EventType::kStepFinished) return false;
    const auto run = runs_.find(event.entity);
    return run != runs_.end() && !run->second.called && leads_.contains(run->second.lead);
  }

  std::unordered_set<int64_t> subjects_;
  std::unordered_set<Id, IdHash> leads_;
  std::unordered_map<Id, SeenRun, IdHash> runs_;
};

// Events of [from, to) by place; empty where they were purged.
Result<std::vector<Bytes>> ReadSome(const Store& store, int64_t from, int64_t to) {
  std::vector<Bytes> events(static_cast<size_t>(to - from));
  SB_TRY(store.ReadEvents(from, to, [&](int64_t position, BytesView bytes) -> Status {
    events[static_cast<size_t>(position - from)] = bytes;
    return {};
  }));
  return events;
}

// Without the bytes of its sealed parts; whose they were stays.
Bytes WithoutSealed(Event event) {
  for (SealedPart& part : event.sealed) {
    const int64_t subject = part.subject;
    part = SealedPart();
    part.subject = subject;
  }
  return EncodeEvent(event);
}

// What is gone or old, and the purge that would take it away.
struct PurgePlan {
  Gone gone;
  OldAnswers old;
  ev::Purged declared;

  // What stays of an event; empty for nothing.
  Result<Bytes> Reduce(int64_t position, BytesView bytes) const {
    SB_ASSIGN(Bytes left, gone.Reduce(bytes));
    if (left.empty() || position >= declared.agents_before) return left;
    SB_ASSIGN(Event event, DecodeEvent(left));
    if (event.sealed.empty() || !old.Has(event)) return left;
    return WithoutSealed(std::move(event));
  }
};

// Fills in what `bounds` leaves open: all but the positions.
Result<PurgePlan> PlanBelow(const Store& store, const ev::Purged& bounds) {
  const int64_t before = bounds.before;
  SB_ASSIGN(Gone gone, Gone::Find(store, before));
  SB_ASSIGN(OldAnswers old, OldAnswers::Find(store, bounds.agents_before, bounds.holds_below));
  PurgePlan plan{std::move(gone), std::move(old), {}};
  plan.declared.before = before;
  plan.declared.agents_before = bounds.agents_before;
  plan.declared.holds_below = bounds.holds_below;
  plan.declared.runs = static_cast<int64_t>(plan.old.runs());
  plan.declared.leads = static_cast<int64_t>(plan.gone.leads());
  Remainder remainder;
  for (int64_t from = 0; from < before; from += kAtOnce) {
    const int64_t to = std::min(from + kAtOnce, before);
    SB_ASSIGN(const std::vector<Bytes> events, ReadSome(store, from, to));
    std::vector<Digest> leaves;
    SB_TRY(store.ReadLeaves(from, to - from, &leaves));
    for (size_t i = 0; i < events.size(); ++i) {
      Bytes left;
      if (!events[i].empty()) {
        SB_ASSIGN(left, plan.Reduce(from + static_cast<int64_t>(i), events[i]));
        if (LeafHash(left) == leaves[i]) continue;
      }
      left.empty() ? ++plan.declared.removed : ++plan.declared.reduced;
      remainder.Add(from + static_cast<int64_t>(i), left);
    }
  }
  plan.declared.remainder = remainder.hash();
  return plan;
}

Result<ev::Purged> ReadPurge(const Store& store, int64_t position) {
  SB_ASSIGN(const Bytes bytes, store.ReadEvent(position));
  SB_ASSIGN(const Event event, DecodeEvent(bytes));
  return DecodeBody<ev::Purged>(event.clear);
}

}  // namespace

Result<ev::Purged> PlanPurge(const Store& store, int64_t before, int64_t agents_before) {
  if (before < 0 || before > store.next_position())
    return Err(Code::kInvalid, fmt::format("the log does not reach position {}", before));
  SB_ASSIGN(const ev::Purged last, LastPurge(store));
  ev::Purged bounds;
  bounds.before = std::max(before, last.before);
  bounds.agents_before = std::min(agents_before, bounds.before);
  if (bounds.agents_before > 0) bounds.holds_below = store.next_position();
  SB_ASSIGN(const PurgePlan plan, PlanBelow(store, bounds));
  return plan.declared;
}

Result<ev::Purged> LastPurge(const Store& store) {
  if (store.purged_by() < 0) return ev::Purged{};
  return ReadPurge(store, store.purged_by());
}

Result<bool> CarryOutPurge(const State& state, Store& store) {
  if (state.purges.empty() || state.purges.back().position <= store.purged_by()) return false;
  const PurgeEntry& declared = state.purges.back();
  SB_ASSIGN(const ev::Purged bounds, ReadPurge(store, declared.position));
  SB_ASSIGN(const PurgePlan plan, PlanBelow(store, bounds));
  if (plan.declared.remainder != declared.remainder)
    return Err(Code::kCorrupt,
               fmt::format("the purge that event {} declares would leave something else; run "
                           "`signalbox audit verify`",
                           declared.position));
  PurgeOrder order;
  order.before = declared.before;
  order.declared_at = declared.position;
  order.reduce = [&plan](int64_t position, Bytes* event) -> Status {
    SB_ASSIGN(*event, plan.Reduce(position, *event));
    return {};
  };
  SB_TRY(store.Purge(order, store.epoch()));
  return true;
}

Result<int64_t> FirstPositionFrom(const Store& store, TimeUs time) {
  int64_t low = 0, high = store.next_position();
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    // Of the first event from here on that was not purged.
    int64_t found = high;
    TimeUs at = 0;
    const Status read =
        store.ReadEvents(middle, high, [&](int64_t position, BytesView bytes) -> Status {
          SB_ASSIGN(const EventView view, ViewEvent(bytes));
          found = position, at = view.time;
          return Err(Code::kUnavailable, "one is enough");
        });
    if (found == high) {
      SB_TRY(read);
      high = middle;
    } else if (at < time) {
      low = found + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace signalbox
