// The requests of the desk that belong to what is kept of a person: those that they made, those
// about one of their records, repeats of these, and those about no record that is known in which
// one of their addresses or ids stands.
//
// Where the state is: the engine's thread.
#pragma once

#include <string>
#include <vector>

#include "workspace/person_records.h"

namespace signalbox {

// By number, without those that nobody can read any more. `subject` as FindPerson takes it; `found`
// has the leads, contacts and addresses. Reads each request that is about no known record.
Result<std::vector<PersonCase>> FindPersonCases(const State& state, const Keyring& keys,
                                                const RecordRead& read, const std::string& subject,
                                                const PersonRecords& found);

}  // namespace signalbox
