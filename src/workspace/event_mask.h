// Takes out of events what somebody may not see of the record that they are about.
//
// Of what a lead said, or a step learned, the hidden fields go (access/field_set.h) and the rest
// stays. What people wrote beside (why a run was cancelled) may hold anything, so it goes as soon
// as one field is hidden. Pure.
#pragma once

#include "access/field_set.h"
#include "workspace/event_json.h"

namespace signalbox {

// `opened` says `masked` where something was taken out.
void MaskFields(const FieldSet& hidden, OpenedEvent* opened);

}  // namespace signalbox
