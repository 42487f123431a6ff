// Arrivals: the input event that a submission becomes, a new record or the same person again.
//
// The one place that says so: the engine uses it for what comes in, what_if.h for what might. Pure;
// the engine's thread, because it reads the state.
#pragma once

#include "engine/core.h"
#include "engine/submission.h"

namespace signalbox {

struct Arrival {
  Event event;
  Bytes sealed;
  int64_t subject = 0;
};

// Whether records of this kind can be routed: kUnavailable without a policy (null), kUnsupported
// where it has no plan for them.
Status CheckRoutable(const PolicyVersion* policy, const Submission& submission);

// The record that this person is already, or KeyIndex::kNone.
uint32_t SamePerson(const State& state, const Submission& submission);

// LeadReceived of a new record `id`, whose personal part is sealed under `subject`.
Arrival ArriveAsNew(const Core& core, const Submission& submission, const Id& id, int64_t subject,
                    TimeUs now);

// The same person said the same moments ago: a double click and no visit.
bool IsDoubleSubmit(const LeadEntry& entry, const Submission& submission, TimeUs now);

// What a touch joins: the record as it was read, or nothing where the person was forgotten. Any
// other error stays one.
Result<Attributes> RecordBefore(Result<Attributes> read);

// TouchRecorded of the person of `entry`; `state` knows which identities are new, `version` (null
// for none) what is watched. What is said now joins `before`, the record as it is; a double submit
// needs none.
Arrival ArriveAgain(const Core& core, const State& state, const PolicyVersion* version,
                    const LeadEntry& entry, const Submission& submission, const Attributes& before,
                    TimeUs now);

// The record as callers see it; what belongs to one request alone is left unset.
LeadAnswer AnswerOf(const State& state, uint32_t lead);
// Nothing of the record's run is under way: whoever asks is answered now, and else when it rests.
bool IsAtRest(const State& state, uint32_t lead);
// The request under a key was the same person again, not the one that made the record. One of the
// very microsecond in which the record was made counts as its maker.
bool WasDuplicate(const State& state, const KeyedRequest& request);
// What a caller is told whose lead joined a record that was there before.
void MarkDuplicate(LeadAnswer* answer);

}  // namespace signalbox
