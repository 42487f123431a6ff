// The thread that keeps the views at the log's end while a workspace is served.
//
// Where the views are most of a second behind, commits wait a little for them, so that they stay
// less than a second behind however many leads come; while they cannot be written, or are derived
// anew, nobody waits.
//
// Owned by whoever serves; ends before the views and the workspace. Public functions are thread
// safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "workspace/views_lag.h"

namespace signalbox {

class Views;
struct Emitted;
class Workspace;

class ViewsWriter {
 public:
  ViewsWriter(Workspace& workspace, Views& views);
  // Catches up a last time.
  ~ViewsWriter();

  // Everything below it is in the views.
  int64_t applied() const { return applied_; }
  // True once the event at `position` is in the views; false after `wait_us`, or when they cannot
  // be written.
  bool WaitFor(int64_t position, TimeUs wait_us);
  // Derives the views anew from the first event on and returns once they hold what was committed
  // when it was called. Lists are short meanwhile, and say so by `as_of`.
  Status Rebuild();
  // Why the views stand still; empty while they follow.
  std::string failure() const;

 private:
  void Committed(const std::vector<Emitted>& events);
  void Run();
  void CatchUp();

  Workspace& workspace_;
  Views& views_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopped_ = false;
  bool woken_ = true;
  bool hurried_ = false;
  std::string failure_;
  ViewsLag lag_;
  std::atomic<int64_t> applied_ = 0;
  int64_t subscription_ = 0;
  std::thread thread_;
};

}  // namespace signalbox
