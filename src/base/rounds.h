// Work that comes again and again on a thread of its own, at once and then with a pause between the
// end of one round and the beginning of the next, until it is destroyed. Destroying it ends the
// pause and waits for a round that is under way. What the work uses outlives it: in a class, let it
// be the last member.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace signalbox {

class Rounds {
 public:
  Rounds(std::chrono::milliseconds pause, std::function<void()> work);
  ~Rounds();
  Rounds(const Rounds&) = delete;
  Rounds& operator=(const Rounds&) = delete;

 private:
  void Run();

  const std::chrono::milliseconds pause_;
  const std::function<void()> work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace signalbox
