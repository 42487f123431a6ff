// Events of the log for whoever follows them: the rows and the fields that they may see.
//
// Who sees every lead gets every event, its personal part only as far as the owner of its record is
// within reach. Others get the events of the records within reach, and none of the workspace's own.
// The owner is the one of this moment. One follower each; one thread at a time; asks the engine's.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "access/sight.h"
#include "base/ids.h"
#include "base/result.h"
#include "workspace/event_json.h"
#include "workspace/workspace.h"

namespace signalbox {

// By run.
using RecordsOfRuns = std::unordered_map<Id, Id, IdHash>;

class EventSight {
 public:
  explicit EventSight(Sight sight) : sight_(std::move(sight)) {}

  void Set(Sight sight) { sight_ = std::move(sight); }
  // Takes out what may not be seen, and masks the rest; `events` are consecutive ones of the log.
  Status Narrow(Workspace& workspace, std::vector<OpenedEvent>* events);

 private:
  // Runs whose record was seen in their first event. Beyond it the oldest knowledge is dropped, and
  // with it the events of a run that goes on for that long and waits nowhere.
  static constexpr size_t kMaxRuns = 10'000;

  Sight sight_;
  RecordsOfRuns record_of_run_;
};

// Masks events that were found anywhere in the log, as a search does; each stays, and keeps what
// may be seen of the record that it is about: a lead, that of a run, or the one that a request of
// the desk is about. What is about none that can be found keeps its personal part for whoever sees
// everybody's. Any thread but the engine's.
Status MaskFound(Workspace& workspace, const Sight& sight, std::vector<OpenedEvent>* events);

}  // namespace signalbox
