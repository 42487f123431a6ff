// The queues that people work from: their own leads, their team's, what nobody has, what is held,
// what failed, requests of the desk, and each queue of the policy (docs/queues.md).
//
// Counts come from the views (DIR/views.db, on a connection of their own); any thread. No personal
// data.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/principal.h"
#include "workspace/views.h"
#include "workspace/workspace.h"

namespace signalbox {

// Names of queues that every workspace has. A queue of the policy is called as the policy calls it;
// one that has such a name is reached as `queue:NAME`, which all of them may be.
enum class WorkQueue : uint8_t { kMine, kTeam, kUnassigned, kHeld, kFailed, kExceptions, kPolicy };

struct QueueLine {
  std::string name;
  WorkQueue kind = WorkQueue::kPolicy;
  std::string owner;  // of a queue of the policy: `team:revops` or a person's id
  int64_t count = 0;
  TimeUs oldest_at = 0;  // when the first of them was received; 0 for none
  int64_t late = 0;      // whose time limit ran out
};

// Whose leads somebody looks at, by the roster of this moment.
struct QueueReach {
  PersonRef me = 0;                // 0: nobody of the roster
  std::string person;              // the same by id
  RoleSet roles{};                 // theirs
  std::vector<PersonRef> team;     // those whose leads they see, themselves included
  bool all_leads = false;          // sees every lead
  bool takes_from_queues = false;  // may claim, and so sees what waits in queues
  bool all_cases = false;
};
Result<QueueReach> QueueReachOf(Workspace& workspace, const Principal& principal);

// In the order of WorkQueue, those of the policy by name; without what is not theirs to see. Queues
// of versions before are listed while leads wait in them.
Result<std::vector<QueueLine>> CountQueues(Workspace& workspace, const QueueReach& reach,
                                           TimeUs now);
std::string QueuesJson(const std::vector<QueueLine>& queues, int64_t as_of);

// Rows of a queue as a filter of the views, the oldest first; nothing for exceptions, which are
// requests. kNotFound, saying which there are, for a name that is none, or not theirs to see.
Result<std::optional<LeadFilter>> FilterOfQueue(Workspace& workspace, const QueueReach& reach,
                                                std::string_view name);

}  // namespace signalbox
