#include "workspace/replay_feed.h"

#include <algorithm>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/cbor.h"
#include "workspace/batch_pipe.h"

namespace signalbox {
namespace {

// One batch costs the threads a meeting; as many as the second smooth out what takes longer.
constexpr size_t kReplayBatchEvents = 512;
constexpr size_t kReplayBatches = 16;
// More than these are never busy: the caller's thread is the slowest then.
constexpr unsigned kMostPreparing = 3;

struct ReadEvent {
  int64_t position = 0;
  size_t offset = 0, size = 0;
  size_t opened = SIZE_MAX;  // place in `opened`
};
struct ReadyEvent {
  OpenedEvent opened;
  PreparedAnswers answers;
};
struct ReplayBatch {
  Bytes bytes;
  std::vector<ReadEvent> events;
  std::vector<ReadyEvent> ready;
  std::promise<Status> prepared;
};
using SharedBatch = std::shared_ptr<ReplayBatch>;

// Whether an event is worth opening ahead, from its envelope alone (store/event.cc has the keys).
// Most are not, so what is in the clear part, which only sealed parts follow, is not looked at.
bool IsWorthOpening(BytesView bytes) {
  constexpr int64_t kTypeKey = 8, kClearKey = 15;
  CborReader reader(bytes);
  for (size_t pairs = reader.Map(); pairs > 0 && reader.ok(); --pairs) {
    const int64_t key = reader.Int();
    if (key == kClearKey) return pairs > 1;
    if (key != kTypeKey)
      reader.Skip();
    else if (IsInput(static_cast<EventType>(reader.Int())))
      return true;
  }
  return false;
}

Status PrepareBatch(const Keyring& keys, const FirstAgents& agents, ReplayBatch* batch) {
  for (ReadEvent& event : batch->events) {
    const BytesView bytes = BytesView(batch->bytes).substr(event.offset, event.size);
    if (!IsWorthOpening(bytes)) continue;
    Result<OpenedEvent> opened = OpenEvent(bytes, keys);
    if (!opened.ok()) return Within("event " + std::to_string(event.position), opened.error());
    event.opened = batch->ready.size();
    PreparedAnswers answers = agents.Prepare(*opened);
    batch->ready.push_back({std::move(*opened), std::move(answers)});
  }
  return {};
}

Status VisitBatch(const SharedBatch& batch, const ReplayVisitor& visit) {
  SB_TRY(batch->prepared.get_future().get());
  for (const ReadEvent& event : batch->events) {
    ReplayedEvent read{.position = event.position,
                       .bytes = BytesView(batch->bytes).substr(event.offset, event.size),
                       .keep = batch};
    if (event.opened != SIZE_MAX) {
      read.opened = &batch->ready[event.opened].opened;
      read.answers = &batch->ready[event.opened].answers;
    }
    SB_TRY(visit(read));
  }
  return {};
}

// The batches in the order of the log, and the same as work for whoever prepares them, who also
// takes them apart: an allocator is slow when one thread makes and another frees.
struct ReplayPipes {
  BatchPipe<SharedBatch> in_order{kReplayBatches};
  BatchPipe<SharedBatch> work{kReplayBatches};
  std::mutex mutex;
  std::vector<SharedBatch> visited;

  void PutBack(SharedBatch batch) {
    const std::lock_guard lock(mutex);
    visited.push_back(std::move(batch));
  }
  std::vector<SharedBatch> TakeVisited() {
    const std::lock_guard lock(mutex);
    return std::exchange(visited, {});
  }
};

Status ReadBatches(const Store& store, int64_t end, ReplayPipes* pipes) {
  auto batch = std::make_shared<ReplayBatch>();
  bool wanted = true;
  const auto send = [&] {
    wanted = pipes->work.Write(SharedBatch(batch)) && pipes->in_order.Write(std::move(batch));
    batch = std::make_shared<ReplayBatch>();
  };
  const Status read = store.ReadEvents(0, end, [&](int64_t position, BytesView bytes) -> Status {
    // Only the visitor stops the reading before its end, and has its own reason to tell.
    if (!wanted) return Err(Code::kUnavailable, "nobody reads on");
    batch->events.push_back({position, batch->bytes.size(), bytes.size()});
    batch->bytes.append(bytes);
    if (batch->events.size() >= kReplayBatchEvents) send();
    return {};
  });
  if (wanted && !batch->events.empty()) send();
  return read;
}

}  // namespace

Status ReadForReplay(const Store& store, const Keyring& keys, int64_t end,
                     const FirstAgents& agents, const ReplayVisitor& visit) {
  ReplayPipes pipes;
  Status read;
  std::vector<std::thread> threads;
  threads.emplace_back([&] {
    read = ReadBatches(store, end, &pipes);
    pipes.work.EndWriting();
    pipes.in_order.EndWriting();
  });
  const unsigned preparing =
      std::clamp(std::thread::hardware_concurrency(), 2u, kMostPreparing + 1);
  for (unsigned i = 1; i < preparing; ++i) {
    threads.emplace_back([&] {
      while (const std::optional<SharedBatch> batch = pipes.work.Read()) {
        pipes.TakeVisited();
        (*batch)->prepared.set_value(PrepareBatch(keys, agents, batch->get()));
      }
    });
  }
  Status visited;
  // The visitor keeps the last input until the next one.
  SharedBatch before;
  while (visited.ok()) {
    std::optional<SharedBatch> batch = pipes.in_order.Read();
    if (!batch.has_value()) break;
    visited = VisitBatch(*batch, visit);
    pipes.PutBack(std::exchange(before, *std::move(batch)));
  }
  pipes.in_order.EndReading();
  for (std::thread& thread : threads) thread.join();
  return visited.ok() ? read : visited;
}

}  // namespace signalbox
