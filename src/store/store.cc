#include "store/store.h"

#include "store/event.h"

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

Status Store::ReadLeaves(int64_t from, int64_t count, std::vector<Digest>* out) const {
  return ReadEvents(from, from + count, [out](int64_t, BytesView bytes) -> Status {
    out->push_back(LeafHash(bytes));
    return {};
  });
}

Result<Bytes> Store::ReadKeptLeaves(int64_t) const {
  return Bytes();
}

Status Store::Purge(const PurgeOrder&, int64_t) {
  return Err(Code::kUnsupported, "this store cannot be purged");
}

}  // namespace signalbox
