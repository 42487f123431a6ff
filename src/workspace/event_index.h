// Which events name a person, were caused by somebody, or are of a type that is rare: what a search
// of the log reads in place of all of it. A table of views.db; derived, and holds nothing personal.
//
// Types that every lead brings are not indexed: whoever looks for one finds it soon without.
// Written in the transaction of whoever owns the database; one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/event_type.h"
#include "store/event.h"
#include "store/sqlite/database.h"

namespace signalbox {

extern const char kEventIndexMade[];
extern const char kEventIndexDropped[];
extern const char kEventIndexEmptied[];

// Numbers stand in the table only.
enum class MarkKind : uint8_t { kType = 0, kPerson = 1, kActor = 2 };

struct EventMark {
  MarkKind kind = MarkKind::kType;
  std::string ref;  // number of a type or a person, or what ActorText says
  bool operator==(const EventMark&) const = default;
};

// What an event can be found by, everyday types included; nothing that does not read.
std::vector<EventMark> MarksOf(const Event& event);
// Whether the index has events by this mark.
bool IsIndexed(const EventMark& mark);

// `source website`, a token's name, an agent; what kind of cause it is where it has no name:
// `engine`, `intake`, `agent`, `person`, `operator`, `outside`.
std::string ActorText(const Actor& actor);

// By EventTypeName.
std::optional<EventType> EventTypeByName(std::string_view name);

class EventIndex {
 public:
  // `database` outlives it.
  static Result<std::unique_ptr<EventIndex>> Prepare(Database* database);

  // Kept in memory until WriteBack.
  void Add(const Event& event);
  Status WriteBack();
  // After a rollback.
  void Forget() { pending_.clear(); }

 private:
  struct Pending {
    EventMark mark;
    int64_t position;
  };
  std::unique_ptr<Statement> put_;
  std::vector<Pending> pending_;
};

// Empty when both say the same, else the first difference in words.
Result<std::string> CompareEventIndexes(Database* stored, Database* fresh);

}  // namespace signalbox
