#include "workspace/event_search.h"

#include <algorithm>

#include "engine/purge.h"
#include "store/sqlite/database.h"
#include "workspace/event_index.h"

namespace signalbox {
namespace {

// Read in one go on the way back.
constexpr int64_t kChunkEvents = 1'000;

std::vector<EventMark> WantedMarks(const EventSearch& search) {
  std::vector<EventMark> marks;
  if (search.person != 0) marks.push_back({MarkKind::kPerson, std::to_string(search.person)});
  if (!search.actor.empty()) marks.push_back({MarkKind::kActor, search.actor});
  if (search.type)
    marks.push_back({MarkKind::kType, std::to_string(static_cast<int>(*search.type))});
  return marks;
}

class EventSearcher {
 public:
  EventSearcher(const Store& store, const Keyring& keys, const EventSearch& search)
      : store_(store), keys_(keys), search_(search), wanted_(WantedMarks(search)) {}

  Result<EventPage> Run(const std::string& views_path) {
    low_ = 0;
    high_ = std::min(store_.next_position(), search_.before);
    if (search_.from != INT64_MIN) {
      SB_ASSIGN(low_, FirstPositionFrom(store_, search_.from));
    }
    if (search_.to != INT64_MAX) {
      SB_ASSIGN(const int64_t end, FirstPositionFrom(store_, search_.to));
      high_ = std::min(high_, end);
    }
    if (search_.positions) {
      SB_TRY(LookAtRecord());
    } else if (const auto mark = std::find_if(wanted_.begin(), wanted_.end(), IsIndexed);
               mark != wanted_.end()) {
      SB_TRY(LookByIndex(views_path, *mark));
    } else {
      SB_TRY(LookBack(low_));
    }
    return std::move(page_);
  }

 private:
  bool IsFull() const {
    return static_cast<int64_t>(page_.events.size()) >= search_.limit ||
           page_.looked_at >= kMaxSearched;
  }

  Status LookAt(BytesView bytes) {
    ++page_.looked_at;
    SB_ASSIGN(const Event event, DecodeEvent(bytes));
    if (!wanted_.empty()) {
      const std::vector<EventMark> marks = MarksOf(event);
      for (const EventMark& mark : wanted_) {
        if (std::find(marks.begin(), marks.end(), mark) == marks.end()) return {};
      }
    }
    SB_ASSIGN(OpenedEvent opened, OpenEvent(bytes, keys_));
    page_.events.push_back(std::move(opened));
    return {};
  }

  // False when the page is full, which is then told to go on below `position`.
  Result<bool> LookAtPosition(int64_t position) {
    if (IsFull()) {
      page_.next = position + 1;
      return false;
    }
    const Result<Bytes> bytes = store_.ReadEvent(position);
    // Purged since the index was read.
    if (!bytes.ok() && bytes.error().code == Code::kNotFound) return true;
    if (!bytes.ok()) return bytes.error();
    SB_TRY(LookAt(*bytes));
    return true;
  }

  Status LookAtRecord() {
    std::vector<int64_t> positions = *search_.positions;
    std::sort(positions.rbegin(), positions.rend());
    for (const int64_t position : positions) {
      if (position >= high_ || position < low_) continue;
      SB_ASSIGN(const bool more, LookAtPosition(position));
      if (!more) return {};
    }
    return {};
  }

  // Every event from high_ back to `low`.
  Status LookBack(int64_t low) {
    while (high_ > low) {
      const int64_t from = std::max(low, high_ - kChunkEvents);
      std::vector<std::pair<int64_t, Bytes>> chunk;
      SB_TRY(store_.ReadEvents(from, high_, [&](int64_t position, BytesView bytes) -> Status {
        chunk.emplace_back(position, bytes);
        return {};
      }));
      while (!chunk.empty()) {
        if (IsFull()) {
          page_.next = high_;
          return {};
        }
        SB_TRY(LookAt(chunk.back().second));
        high_ = chunk.back().first;
        chunk.pop_back();
      }
      high_ = from;
    }
    return {};
  }

  // What the index has not reached yet is read from the log.
  Status LookByIndex(const std::string& views_path, const EventMark& mark) {
    Database::Options options;
    options.read_only = true;
    SB_ASSIGN(Database database, Database::Open(views_path, options));
    SB_TRY(database.Execute("BEGIN"));
    SB_ASSIGN(const int64_t applied, database.QueryInt("SELECT applied FROM cursor"));
    SB_TRY(LookBack(std::max(low_, applied)));
    if (page_.next >= 0) return {};
    SB_ASSIGN(Statement rows,
              database.Prepare("SELECT position FROM event_marks WHERE kind = ?1 AND ref = ?2 "
                               "AND position >= ?3 AND position < ?4 ORDER BY position DESC"));
    rows.Bind(1, static_cast<int64_t>(mark.kind)).BindText(2, mark.ref);
    rows.Bind(3, low_).Bind(4, std::min(high_, applied));
    for (;;) {
      SB_ASSIGN(const bool found, rows.Step());
      if (!found) return {};
      SB_ASSIGN(const bool more, LookAtPosition(rows.Int(0)));
      if (!more) return {};
    }
  }

  const Store& store_;
  const Keyring& keys_;
  const EventSearch& search_;
  const std::vector<EventMark> wanted_;
  int64_t low_ = 0, high_ = 0;
  EventPage page_;
};

}  // namespace

Result<EventPage> SearchEvents(const Store& store, const Keyring& keys,
                               const std::string& views_path, const EventSearch& search) {
  return EventSearcher(store, keys, search).Run(views_path);
}

}  // namespace signalbox
