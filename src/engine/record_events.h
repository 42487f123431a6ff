// The clear parts of the events that end a record's life with us, whoever brought it about: merged
// into another, converted, deleted, opted out (docs/lead-lifecycle.md tells the story,
// docs/formats.md lists the keys).
#pragma once

#include "engine/events.h"

namespace signalbox::ev {

// Somebody found that two records are one. It goes on as `into`, which keeps its owner; without one
// it takes this record's.
struct RecordMerged {
  static constexpr EventType kType = EventType::kRecordMerged;
  Id into;
  PersonRef by = 0;  // 0: an operator or system who is nobody of the roster, as below
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.into), v(1, s.by);
  }
};

// A lead became an account, contact or opportunity: its owner keeps it, and nothing of it waits.
struct RecordConverted {
  static constexpr EventType kType = EventType::kRecordConverted;
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.by);
  }
};

// The record is gone from the CRM. That is no erasure: `forget` is.
struct RecordDeleted {
  static constexpr EventType kType = EventType::kRecordDeleted;
  PersonRef by = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.by);
  }
};

// The person wants to hear of us no more, or, `lifted`, agrees to it again.
struct OptedOut {
  static constexpr EventType kType = EventType::kOptedOut;
  PersonRef by = 0;
  bool lifted = false;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.by), v(1, s.lifted);
  }
};

}  // namespace signalbox::ev
