#include "workspace/read_ahead.h"

#include <thread>
#include <vector>

#include "workspace/batch_pipe.h"

namespace signalbox {
namespace {

// One batch costs the threads one meeting; eight of them smooth out what takes longer.
constexpr size_t kBatchEvents = 512;
constexpr size_t kBatches = 8;

using OpenedBatch = std::vector<OpenedEvent>;

Status WriteOpened(const Store& store, const Keyring& keys, int64_t from, int64_t to,
                   BatchPipe<OpenedBatch>* pipe) {
  OpenedBatch batch;
  bool wanted = true;
  const auto send = [&] {
    wanted = pipe->Write(std::move(batch));
    batch = {};
    batch.reserve(kBatchEvents);
  };
  const Status read = store.ReadEvents(from, to, [&](int64_t position, BytesView bytes) -> Status {
    // Only the reader stops the reading before its end, and has its own reason to tell.
    if (!wanted) return Err(Code::kUnavailable, "nobody reads on");
    Result<OpenedEvent> opened = OpenEvent(bytes, keys);
    if (!opened.ok()) return Within("event " + std::to_string(position), opened.error());
    batch.push_back(std::move(*opened));
    if (batch.size() >= kBatchEvents) send();
    return {};
  });
  if (wanted && !batch.empty()) send();
  return read;
}

}  // namespace

Status ReadOpenedAhead(const Store& store, const Keyring& keys, int64_t from, int64_t to,
                       const OpenedVisitor& visit) {
  BatchPipe<OpenedBatch> pipe(kBatches);
  Status read;
  std::thread ahead([&] {
    read = WriteOpened(store, keys, from, to, &pipe);
    pipe.EndWriting();
  });
  Status visited;
  while (visited.ok()) {
    std::optional<OpenedBatch> batch = pipe.Read();
    if (!batch.has_value()) break;
    for (OpenedEvent& opened : *batch) {
      visited = visit(opened);
      if (!visited.ok()) break;
    }
  }
  pipe.EndReading();
  ahead.join();
  return visited.ok() ? read : visited;
}

}  // namespace signalbox
