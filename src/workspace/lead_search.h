// Whether a lead that the index of the search names says what somebody looks for, as they see it.
//
// The index has hashes and beginnings of words, so this decides: of the record itself, out of the
// log, without the fields that the reader may not see. Any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "access/field_set.h"
#include "base/result.h"
#include "engine/state.h"
#include "workspace/search_words.h"
#include "workspace/workspace.h"

namespace signalbox {

// Where in the log stands what a record said.
struct SaidPlaces {
  int64_t received = -1, said = -1, last = -1;
};
SaidPlaces SaidPlacesOf(const LeadEntry& entry);

// Nothing that can be found by is left of a record of which these fields are hidden.
bool HidesAllFacts(const FieldSet& hidden);

// The record at `places` as it is now, and where records were merged into it those as they were
// last; `hidden` is taken out of each. Every term must fit one of them. What was forgotten or
// purged fits nothing.
Result<bool> SaysAll(const Workspace& workspace, const std::vector<SaidPlaces>& places,
                     const FieldSet& hidden, const std::vector<SearchTerm>& terms);

}  // namespace signalbox
