// What a verifier checks of the part of a log that was purged: docs/formats.md, "Purged events".
//
// The event that declares the purge is a leaf like any other and says what is left. Where an event
// is not as it was written, its kept hash is the leaf, and what is left of it goes into the hash
// that the declaration has. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"

namespace signalbox {

class Store;

// The type of the event that declares a purge; stored, never reused (engine/event_type.h).
inline constexpr uint16_t kPurgedType = 140;

struct PurgedCounts {
  int64_t position = -1;  // of the event that declares the purge; -1: nothing was purged
  int64_t before = 0;     // only events below it may be purged
  int64_t removed = 0, reduced = 0;
  TimeUs at = 0;
  std::string by;  // who asked for it: an actor's reference
};

class PurgedPart {
 public:
  // Reads the declaration that the store names. A problem of the log is told by Finish.
  Status Open(const Store& store);

  // The kept leaves of a record, to be given before its events are. False where they cannot be
  // those of so many events.
  bool BeginRecord(BytesView kept, size_t events);
  // The leaf of the next event of the record, empty where nothing is left of it. Something other
  // than the event's own hash is a purged or reduced event. Empty text, or what is wrong.
  std::string Take(int64_t position, BytesView event, size_t index, Digest* leaf);
  // Whether nothing is left of it.
  bool IsRemoved(int64_t position) const {
    return position >= 0 && position < std::ssize(removed_) &&
           removed_[static_cast<size_t>(position)];
  }
  // What is wrong with the purged part as a whole; empty for nothing.
  std::string Finish() const;
  const PurgedCounts& declared() const { return declared_; }

 private:
  PurgedCounts declared_;
  Digest remainder_{};
  std::string problem_;
  std::map<size_t, Digest> kept_;  // of the record in hand, by place
  int64_t removed_count_ = 0, reduced_count_ = 0;
  Digest found_{};
  std::vector<bool> removed_;  // by position
};

}  // namespace signalbox
