// A record's events in a stored log, found by reading all of it: for the audit, which trusts
// nothing but the log, and works on a copy without keys as far as that goes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/keyring.h"
#include "store/store.h"

namespace signalbox {

// The first record with that external id or, where there is none, that e-mail address. kNotFound
// says what may be given.
Result<Id> FindStoredLead(const Store& store, const Keyring& keys, const std::string& text);

// Positions of every event of a record and of its runs, ascending, never empty. kNotFound when the
// log has no such record.
Result<std::vector<int64_t>> PositionsOfLead(const Store& store, const Id& lead);

}  // namespace signalbox
