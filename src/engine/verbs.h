// What people do with leads, as rules over the state: who may do what, and what it needs.
//
// Pure. The core refuses what CheckVerb refuses, so nothing of it is stored; callers ask first to
// answer in words.
#pragma once

#include "base/result.h"
#include "engine/follow_up_events.h"
#include "engine/state.h"

namespace signalbox {

inline constexpr int kVerbCount = 12;
// kNotFound for a word that is no verb.
Result<Verb> VerbByName(std::string_view name);

// kConflict when the lead is not where this can be done to it, kInvalid for a missing or unknown
// reason, person or queue; `now` is for days that have passed.
Status CheckVerb(const State& state, uint32_t lead, const ev::LeadActed& body, TimeUs now);

// Whether the lead is routed again by it, for which its record is needed.
bool NeedsRecord(const State& state, uint32_t lead, const ev::LeadActed& body);
// The same for a clock that fires.
bool NeedsRecord(const State& state, uint32_t lead, const LeadClock& clock);

// What `LeadEntry::acted` keeps of a verb: the SlaStop that it is, and the meeting that took place.
uint8_t ActedBits(Verb verb);
// Whether a member whose owner did `acted` has earned their turn for good.
bool EarnedTurn(CreditOn credit, uint8_t acted);

// Where a run that waits asks a person instead of its policy: the step that decides; -1 for none.
int64_t StepToDecide(const Run& run);

}  // namespace signalbox
