#include "store/store.h"

namespace signalbox {

void CommitBatch::Clear() {
  events.clear();
  put_tasks.clear();
  done_tasks.clear();
  put_timers.clear();
  done_timers.clear();
  blobs.clear();
  merkle.clear();
}

}  // namespace signalbox
