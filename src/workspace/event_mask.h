// Takes out of events what somebody may not see of the record that they are about.
//
// Of what a lead said, or a step learned, the hidden fields go (access/field_set.h) and the rest
// stays. What people wrote beside (why a run was cancelled) may hold anything, so it goes as soon
// as one field is hidden. Pure.
#pragma once

#include "access/field_set.h"
#include "workspace/event_json.h"
#include "workspace/run_history.h"

namespace signalbox {

// `opened` says `masked` where something was taken out; `known` as in TakeOut.
void MaskFields(const FieldSet& hidden, OpenedEvent* opened, const HiddenValues& known = {});

// The values of the fields of `hidden` that stand in any event of a record and its runs: a message
// of today may quote the number that was sent last week. Of events that were not masked yet.
HiddenValues HiddenIn(const FieldSet& hidden, const LeadHistory& history);
void MaskHistory(const FieldSet& hidden, LeadHistory* history);

}  // namespace signalbox
