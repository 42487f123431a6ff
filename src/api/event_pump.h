// Server-sent events for whoever follows the log: one thread reads what each follower has not seen
// from the store and writes it as fast as that follower takes it. Positions are the resume tokens,
// so a client that was cut off misses nothing.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "access/sight.h"
#include "api/http_responder.h"
#include "base/result.h"
#include "workspace/event_sight.h"

namespace signalbox {

class Workspace;

class EventPump {
 public:
  // The workspace outlives the pump.
  explicit EventPump(Workspace& workspace);
  ~EventPump();

  // What a follower may see at this moment, nothing when they may not follow any more. Asked on the
  // pump's thread, at first and with each heartbeat.
  using Viewer = std::function<std::optional<Sight>()>;

  // Events from position `from` on. Any thread. kExhausted when there are kMaxFollowers already.
  Status Follow(ResponseStream stream, int64_t from, Viewer viewer);
  bool HasRoom() const;
  // Ends all streams.
  void Stop();

 private:
  // Each costs a read of the store per commit; more belong behind a fan-out of their own.
  static constexpr size_t kMaxFollowers = 256;

  struct Follower {
    ResponseStream stream;
    int64_t next = 0;
    Viewer viewer;
    EventSight sight{Sight()};
  };

  void Run();
  // True when the follower is at the end, or slow: nothing to do for it now.
  bool Serve(Follower* follower, bool heartbeat);
  // Closes the stream of who may not follow any more.
  void Look(Follower* follower);
  std::string NameOf(int64_t person);

  Workspace& workspace_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool woken_ = false;
  std::vector<Follower> arriving_;
  size_t followers_ = 0;
  // Of the pump's thread.
  std::vector<Follower> following_;
  std::vector<std::string> person_ids_;
  int64_t subscription_ = 0;
  std::thread thread_;
};

}  // namespace signalbox
