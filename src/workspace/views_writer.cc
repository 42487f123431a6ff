#include "workspace/views_writer.h"

#include <utility>

#include "base/log.h"
#include "base/scheduling.h"
#include "engine/core.h"
#include "workspace/views.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Commits come by the hundred a second under load, and each touches a page of every index at
// another place; folded together they write half of the pages that they would at 50 ms. A list
// that is this much behind is as good, and a reader who needs more says so (`at_least`), which ends
// the wait.
constexpr auto kBetweenViewsWrites = std::chrono::milliseconds(200);
// Work in bulk stands behind what answers, so under more leads than the machine has room for the
// views would fall behind without end. Each commit then waits for them so long, and whoever sends
// leads with it.
constexpr auto kCommitsWait = std::chrono::milliseconds(5);
// After a write that failed: the disk may be full for a while.
constexpr auto kAfterViewsFailure = std::chrono::seconds(1);

}  // namespace

ViewsWriter::ViewsWriter(Workspace& workspace, Views& views)
    : workspace_(workspace), views_(views), applied_(views.applied_position()) {
  subscription_ = workspace_.feed().Subscribe(
      [this](const std::vector<Emitted>& events) { Committed(events); });
  thread_ = std::thread([this] { Run(); });
}

ViewsWriter::~ViewsWriter() {
  workspace_.feed().Unsubscribe(subscription_);
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// On the engine's thread.
void ViewsWriter::Committed(const std::vector<Emitted>& events) {
  std::unique_lock lock(mutex_);
  if (!std::exchange(woken_, true)) changed_.notify_all();
  if (events.empty()) return;
  const TimeUs now = workspace_.clock().Steady();
  lag_.Committed(events.back().event.position + 1, now);
  if (!failure_.empty() || !lag_.CommitsWait(applied_, now)) return;
  if (!std::exchange(hurried_, true)) changed_.notify_all();
  changed_.wait_for(lock, kCommitsWait,
                    [&] { return stopped_ || !failure_.empty() || applied_ >= lag_.waits_for(); });
}

void ViewsWriter::Run() {
  RunInBulk();
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopped_ || woken_; });
    const bool last = stopped_;
    woken_ = hurried_ = false;
    lock.unlock();
    CatchUp();
    lock.lock();
    changed_.notify_all();
    if (last) return;
    if (!failure_.empty()) {
      woken_ = true;
      changed_.wait_for(lock, kAfterViewsFailure, [this] { return stopped_; });
    } else {
      changed_.wait_for(lock, kBetweenViewsWrites, [this] { return stopped_ || hurried_; });
    }
  }
}

void ViewsWriter::CatchUp() {
  Result<bool> more = true;
  while (more.ok() && *more) {
    more = views_.CatchUp(workspace_.store(), workspace_.store().next_position());
    applied_ = views_.applied_position();
  }
  const std::lock_guard lock(mutex_);
  if (more.ok()) {
    failure_.clear();
  } else {
    if (failure_.empty())
      Log(LogLevel::kError, "the views cannot be written: " + more.error().message);
    failure_ = more.error().message;
  }
}

bool ViewsWriter::WaitFor(int64_t position, TimeUs wait_us) {
  if (applied_ > position) return true;
  std::unique_lock lock(mutex_);
  hurried_ = true;
  changed_.notify_all();
  changed_.wait_for(lock, std::chrono::microseconds(wait_us),
                    [&] { return applied_ > position || stopped_ || !failure_.empty(); });
  return applied_ > position;
}

Status ViewsWriter::Rebuild() {
  const int64_t end = workspace_.store().next_position();
  SB_TRY(views_.Reset());
  std::unique_lock lock(mutex_);
  applied_ = 0;
  woken_ = hurried_ = true;
  changed_.notify_all();
  changed_.wait(lock, [&] { return applied_ >= end || stopped_ || !failure_.empty(); });
  if (applied_ >= end) return {};
  return Err(Code::kUnavailable, failure_.empty() ? "the server is stopping"
                                                  : "the views cannot be written: " + failure_);
}

std::string ViewsWriter::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace signalbox
