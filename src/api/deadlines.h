// One thread that tells requests when their time is up. All wait equally long, so the queue is in
// order by itself and an entry costs a push; the ends are rounded up to kTickUs.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "base/clock.h"

namespace signalbox {

// Something that waits. Called on the thread of Deadlines, which it must not block.
class Expiring {
 public:
  virtual ~Expiring() = default;
  // False: could not be handled now, call again at the next tick.
  virtual bool OnDeadline() = 0;
};

class Deadlines {
 public:
  // `clock` outlives this. After Stop nothing is called any more.
  Deadlines(const Clock& clock, TimeUs wait_us);
  ~Deadlines();

  // Thread safe. One that is gone by then is passed over.
  void Add(std::weak_ptr<Expiring> waiting);
  TimeUs wait_us() const { return wait_us_; }
  void Stop();

 private:
  static constexpr TimeUs kTickUs = 100 * kMillisecondUs;
  struct Entry {
    TimeUs due;
    std::weak_ptr<Expiring> waiting;
  };
  void Run();

  const Clock& clock_;
  const TimeUs wait_us_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> entries_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace signalbox
