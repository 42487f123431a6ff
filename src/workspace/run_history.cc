#include "workspace/run_history.h"

#include <algorithm>
#include <map>

#include "base/limits.h"

namespace signalbox {
namespace {

constexpr int64_t kLookedBack = 1'024;

bool StartsRuns(const OpenedEvent& opened) {
  switch (static_cast<EventType>(opened.event.type)) {
    case EventType::kLeadReceived:
    case EventType::kTouchRecorded:
    case EventType::kRecordRouted:
    case EventType::kClockFired:
    case EventType::kLeadActed:
      return true;
    default:
      return false;
  }
}

// The last event of each run within what followed from the input at `cause`.
Status FindRuns(const Store& store, const Keyring& keys, int64_t cause,
                std::map<Id, int64_t>* last) {
  const int64_t end = std::min(store.next_position(), cause + 1 + kMaxRunEvents);
  for (int64_t position = cause + 1; position < end; ++position) {
    const Result<OpenedEvent> opened = ReadOpened(store, keys, position);
    // Purged: a run's, and never its last.
    if (!opened.ok() && opened.error().code == Code::kNotFound) continue;
    if (!opened.ok()) return opened.error();
    if (opened->event.causation != cause) return {};
    if (opened->event.entity_kind != EntityKind::kRun) continue;
    int64_t& known = (*last)[opened->event.entity];
    known = std::max(known, position);
  }
  return {};
}

// The latest event of the entity below `position`, which was purged; events of one turn stand close
// together.
Result<OpenedEvent> ReadBelow(const Store& store, const Keyring& keys, const Event& of,
                              int64_t position) {
  Bytes found;
  for (int64_t to = position; to > 0 && found.empty(); to -= kLookedBack) {
    SB_TRY(store.ReadEvents(std::max<int64_t>(to - kLookedBack, 0), to,
                            [&](int64_t, BytesView bytes) -> Status {
                              SB_ASSIGN(const Event event, DecodeEvent(bytes));
                              if (event.entity_kind == of.entity_kind && event.entity == of.entity)
                                found = bytes;
                              return {};
                            }));
  }
  if (found.empty()) return Err(Code::kCorrupt, "a chain's first event is not in the log");
  return OpenEvent(found, keys);
}

}  // namespace

Result<std::vector<OpenedEvent>> ReadChain(const Store& store, const Keyring& keys, int64_t last) {
  std::vector<OpenedEvent> events;
  for (int64_t position = last; position >= 0 && events.size() < kMaxRunEvents;) {
    Result<OpenedEvent> opened = ReadOpened(store, keys, position);
    if (!opened.ok() && opened.error().code == Code::kNotFound && !events.empty())
      opened = ReadBelow(store, keys, events.back().event, position);
    if (!opened.ok()) return opened.error();
    if (opened->event.previous >= position)
      return Err(Code::kCorrupt, "an event names a later one as its previous");
    position = opened->event.previous;
    events.push_back(std::move(*opened));
  }
  std::reverse(events.begin(), events.end());
  return events;
}

Result<LeadHistory> ReadLeadHistory(const Store& store, const Keyring& keys,
                                    const LeadEntry& entry) {
  LeadHistory history;
  history.lead = entry.id;
  SB_ASSIGN(history.events, ReadChain(store, keys, entry.last_position));
  std::map<Id, int64_t> last;
  const auto inputs = std::count_if(history.events.begin(), history.events.end(), StartsRuns);
  for (const OpenedEvent& opened : history.events) {
    // With one input there is one run, and the state knows its end.
    if (inputs > 1 && StartsRuns(opened))
      SB_TRY(FindRuns(store, keys, opened.event.position, &last));
    if (inputs > 1 && opened.event.causation >= 0)
      SB_TRY(FindRuns(store, keys, opened.event.causation, &last));
  }
  if (!entry.run.IsZero()) last[entry.run] = entry.run_last_position;
  for (const auto& [run, position] : last) {
    RunHistory one{run, {}};
    SB_ASSIGN(one.events, ReadChain(store, keys, position));
    if (!one.events.empty()) history.runs.push_back(std::move(one));
  }
  std::sort(history.runs.begin(), history.runs.end(), [](const RunHistory& a, const RunHistory& b) {
    return a.events.front().event.position < b.events.front().event.position;
  });
  return history;
}

}  // namespace signalbox
