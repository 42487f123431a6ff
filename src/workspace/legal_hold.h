// Legal holds: while one is on a person nobody can forget them.
#pragma once

#include <string>
#include <vector>

#include "access/sight.h"
#include "base/result.h"
#include "workspace/workspace.h"

namespace signalbox {

// Set or lifted on every record of the person of `subject` (workspace/person_records.h); a hold on
// any of them holds the person. `reason` is one line of up to 500 bytes, sealed with the person's
// data. The number of records. kNotFound for nobody, kConflict where there is nothing to lift. Any
// thread but the engine's.
Result<int64_t> SetLegalHold(Workspace& workspace, const Actor& actor, const std::string& subject,
                             const std::string& reason);
Result<int64_t> ClearLegalHold(Workspace& workspace, const Actor& actor,
                               const std::string& subject);

struct HeldRecord {
  std::string id;  // `lead_...` or `contact_...`
  TimeUs since = 0;
  std::string reason;  // empty where the reader may not see it
};

// In the order of their ids. A reason may say anything of a person, so it is there where nothing of
// the record is kept from the reader by the workspace's rules.
Result<std::vector<HeldRecord>> ListLegalHolds(Workspace& workspace, const Sight& sight);
std::string HeldRecordsJson(const std::vector<HeldRecord>& held);

}  // namespace signalbox
