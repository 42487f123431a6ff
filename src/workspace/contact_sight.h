// What of the contacts of the CRM somebody may see, whom rules of the workspace keep fields from
// (access/personal_rules.h): the same fields as of leads, by the columns that contacts have.
//
// A rule about addresses keeps `email`, one about names or a part of them `name`, one about the
// company `account`, one about the senders' own ids `id`. Pure; the CSV is made where the state is.
#pragma once

#include <string>
#include <vector>

#include "access/field_set.h"
#include "engine/state.h"

namespace signalbox {

// The columns that are kept, in their order; none where nothing of a contact is.
std::vector<std::string> KeptOfContact(const FieldSet& kept);

// Every contact, ascending by id, as ReferenceCsv without the columns that are kept.
std::string ContactsCsv(const State& state, const FieldSet& kept);

}  // namespace signalbox
