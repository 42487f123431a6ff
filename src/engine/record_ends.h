// Records that live no longer: merged, converted, deleted, opted out. Nothing of them waits, no
// clock runs, nobody has them among their open records, and no run begins about them.
//
// Folded state: changes through ApplyEvent only. Engine thread only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "engine/event_type.h"
#include "store/event.h"

namespace signalbox {

struct State;

enum class RecordEndKind : uint8_t { kMerged, kConverted, kDeleted, kOptedOut };

struct RecordEnd {
  RecordEndKind kind = RecordEndKind::kMerged;
  // Of a merged record the one it goes on as; of a deleted one the record that its person came back
  // with; KeyIndex::kNone for none.
  uint32_t into = 0xffffffff;
  TimeUs at = 0;
};
using RecordEnds = std::unordered_map<uint32_t, RecordEnd>;  // by place in State::leads

// `merged`, `converted`, `deleted`, `opted_out`: reasons in the answers and lists.
std::string_view RecordEndCode(RecordEndKind kind);

// Null for a record that lives.
const RecordEnd* EndOf(const State& state, uint32_t lead);

// The record that stands for this one today: itself, or where it was merged into. KeyIndex::kNone
// for a deleted one whose person has not come back since.
uint32_t CurrentRecord(const State& state, uint32_t lead);

// kConflict, saying what became of it, for a record about which nothing is done any more.
Status CheckAlive(const State& state, uint32_t lead);

// Whether an event that ends a record, or lifts an opt-out, can happen to it as it stands:
// kNotFound, kConflict or kInvalid with what to do.
Status CheckRecordEvent(const State& state, const Event& event);

// A new record carries on the identities of deleted ones.
void ContinueDeleted(uint32_t before, uint32_t lead, State* state);

// Somebody who opted out agreed again; nothing for anybody else.
void LiftOptOut(uint32_t lead, State* state);

// Folds the four events. Runs, clocks and owners follow in events of their own.
Status ApplyRecordEvent(const Event& event, State* state);

}  // namespace signalbox
