// The commit feed: who listens to what was committed (event streams, views), told in order after
// each commit.
//
// Publish is called on the engine's thread: listeners take what they need and return, and who holds
// it up holds up intake (workspace/views_writer.h does, for milliseconds, and says when). Thread
// safe.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/core.h"

namespace signalbox {

class CommitFeed {
 public:
  using Listener = std::function<void(const std::vector<Emitted>& events)>;

  // A number to unsubscribe with.
  int64_t Subscribe(Listener listener) {
    const std::lock_guard lock(mutex_);
    listeners_[++last_] = std::move(listener);
    return last_;
  }
  // After it returns the listener is not called again.
  void Unsubscribe(int64_t number) {
    const std::lock_guard lock(mutex_);
    listeners_.erase(number);
  }
  // Who measures: told how long each commit took, from its turn's first input to durable. Empty
  // ends it; after that it is not called again.
  void Measure(std::function<void(TimeUs took_us)> measure) {
    const std::lock_guard lock(mutex_);
    measure_ = std::move(measure);
  }
  void Committed(TimeUs took_us) {
    const std::lock_guard lock(mutex_);
    if (measure_) measure_(took_us);
  }
  void Publish(const std::vector<Emitted>& events) {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, listener] : listeners_) listener(events);
  }

 private:
  std::mutex mutex_;
  std::map<int64_t, Listener> listeners_;
  std::function<void(TimeUs)> measure_;
  int64_t last_ = 0;
};

}  // namespace signalbox
