// The clear parts of the events that the law asks for: somebody was forgotten, somebody's data must
// be kept, the log goes on from a backup (docs/law.md tells the story, docs/formats.md lists the
// keys).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/body_codec.h"
#include "engine/event_type.h"
#include "engine/law_state.h"

namespace signalbox::ev {

// Of a lead or a contact: its person was forgotten. The keys of the subjects are destroyed once
// this is durable, at the latest when the workspace is opened the next time.
struct Forgotten {
  static constexpr EventType kType = EventType::kForgotten;
  std::vector<int64_t> subjects;
  bool reapplied = false;  // the erasure is older than the log, which came from a backup
  bool expired = false;    // by the rule of retention, and not because somebody asked
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.subjects), v(1, s.reapplied), v(2, s.expired);
  }
};

// Of a lead or a contact: its person may not be forgotten, or may again. Sealed: why, as text.
struct LegalHoldSet {
  static constexpr EventType kType = EventType::kLegalHoldSet;
  bool held = false;
  int64_t subject = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.held), v(1, s.subject);
  }
};

// Of the workspace: these are the rules of retention from now on, all of them.
struct RetentionSet : RetentionRules {
  static constexpr EventType kType = EventType::kRetentionSet;
};

// Of the workspace: the rows of readings.db up to `last` are taken away once this is durable
// (access/reading_log.h). `hash` is the last row's, so the rest of the chain can be checked.
struct ReadingsExpired {
  static constexpr EventType kType = EventType::kReadingsExpired;
  int64_t last = 0;    // position of the row
  int64_t rows = 0;    // that go with it
  int64_t before = 0;  // they are older than this time
  Digest hash{};
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.last), v(1, s.rows), v(2, s.before), v(3, s.hash);
  }
};

// Of the workspace: of the events below `before`, what nobody needs is purged once this is durable
// (engine/purge.h). `remainder` is the hash of what is left of the events that are not as they were
// written, those of purges before included.
struct Purged {
  static constexpr EventType kType = EventType::kPurged;
  int64_t before = 0;
  int64_t removed = 0;  // events of which nothing is left
  int64_t reduced = 0;  // events of which some is left
  int64_t leads = 0;    // forgotten ones that it is about
  Digest remainder{};
  // What agents said in runs that were over below `agents_before` goes, but of records with a legal
  // hold in the log below `holds_below`; `runs` of them were. All 0 without a rule for agents.
  int64_t agents_before = 0, holds_below = 0, runs = 0;
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.before), v(1, s.removed), v(2, s.reduced), v(3, s.leads), v(4, s.remainder);
    v(5, s.agents_before), v(6, s.holds_below), v(7, s.runs);
  }
};

// Of the workspace, the first event of its epoch: what was written after this position before is
// not part of this log any more (audit/verify.h, kLogForkedType).
struct LogForked {
  static constexpr EventType kType = EventType::kLogForked;
  int64_t backup_epoch = 0;  // that the backup was taken in
  template <typename S, typename V>
  static void Visit(S& s, V& v) {
    v(0, s.backup_epoch);
  }
};

}  // namespace signalbox::ev
