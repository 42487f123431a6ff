// Writes saves of the state on a thread of its own, one at a time, while the engine goes on.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "base/random.h"
#include "engine/state_saver.h"
#include "store/keyring.h"
#include "store/state_file.h"

namespace signalbox {

class StateWriter {
 public:
  using Ended = std::function<void(SaveEnded&&)>;

  // Keeps references; `ended` is called on the writer's thread.
  StateWriter(StateFile& file, const Keyring& keys, Random& random, Ended ended);
  // Finishes the save at work.
  ~StateWriter();

  // Not while one is at work.
  void Save(std::shared_ptr<const StateChanges> changes);
  // Returns once none is at work.
  void Wait();

 private:
  void Run();

  StateFile& file_;
  const Keyring& keys_;
  Random& random_;
  const Ended ended_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const StateChanges> next_;  // until its save has ended
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace signalbox
