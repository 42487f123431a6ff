// Searches the log: events of a record, of a type, that name a person, that somebody caused, in a
// stretch of time; all that are given must hold.
//
// Newest first, a page at a time. What the index of views.db knows is read from there, the rest of
// the log backwards, and no search reads more than kMaxSearched events: its page may then be short
// and says where to go on. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/clock_body.h"
#include "engine/event_type.h"
#include "store/keyring.h"
#include "store/store.h"
#include "workspace/event_json.h"

namespace signalbox {

// About a quarter of a second of reading.
inline constexpr int64_t kMaxSearched = 100'000;

struct EventSearch {
  // Of one record, its runs included: their positions.
  std::optional<std::vector<int64_t>> positions;
  std::optional<EventType> type;
  PersonRef person = 0;  // 0: any
  std::string actor;     // as ActorText names it; empty: any
  TimeUs from = INT64_MIN, to = INT64_MAX;
  int64_t before = INT64_MAX;  // a position: where the page before ended
  int64_t limit = 50;
};

struct EventPage {
  std::vector<OpenedEvent> events;
  int64_t next = -1;      // `before` of the next page; -1 when nothing is left
  int64_t looked_at = 0;  // events
};

Result<EventPage> SearchEvents(const Store& store, const Keyring& keys,
                               const std::string& views_path, const EventSearch& search);

}  // namespace signalbox
