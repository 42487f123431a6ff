// Forgetting a person: what was said by and about them can be read by nobody any more, and the log
// still verifies.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "workspace/person_records.h"
#include "workspace/workspace.h"

namespace signalbox {

struct ForgetReport {
  std::vector<std::string> leads;  // `lead_...`, in order of arrival
  int64_t contacts = 0;
  int64_t cases = 0;     // requests of the desk
  int64_t subjects = 0;  // keys destroyed
  int64_t position = 0;  // the erasure is durable at

  std::string Json() const;
};

// Forgets the person of `subject` (workspace/person_records.h): their contacts are removed, their
// runs end, their leads are rejected as `forgotten` and found by nothing but their id, and then the
// keys of all of it are destroyed. Who comes back is somebody new.
//
// kNotFound for nobody, kConflict while a legal hold is on one of the records. When the keys cannot
// be destroyed after all (kIo, kExhausted) the erasure is in the log all the same, and is finished
// when the workspace is opened the next time. Any thread but the engine's.
Result<ForgetReport> Forget(Workspace& workspace, const Actor& actor, const std::string& subject);

// The words of one request of the desk are gone, and it is closed where it was open. `how` names
// its subject, whose key is to be destroyed once the turn is durable. Engine thread.
Status EraseCase(Turn& turn, const Actor& actor, const PersonCase& one, const ev::Forgotten& how);

}  // namespace signalbox
