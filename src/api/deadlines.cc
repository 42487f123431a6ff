#include "api/deadlines.h"

#include <vector>

namespace signalbox {

Deadlines::Deadlines(const Clock& clock, TimeUs wait_us)
    : clock_(clock), wait_us_(wait_us), thread_([this] { Run(); }) {}

Deadlines::~Deadlines() {
  Stop();
}

void Deadlines::Add(std::weak_ptr<Expiring> waiting) {
  const std::lock_guard lock(mutex_);
  if (entries_.empty()) changed_.notify_one();
  entries_.push_back({clock_.Steady() + wait_us_, std::move(waiting)});
}

void Deadlines::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Deadlines::Run() {
  std::vector<Entry> due;
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    if (entries_.empty()) {
      changed_.wait(lock, [this] { return stopped_ || !entries_.empty(); });
    } else {
      changed_.wait_for(lock, std::chrono::microseconds(kTickUs), [this] { return stopped_; });
    }
    const TimeUs now = clock_.Steady();
    while (!entries_.empty() && entries_.front().due <= now) {
      due.push_back(std::move(entries_.front()));
      entries_.pop_front();
    }
    if (stopped_ || due.empty()) continue;
    lock.unlock();
    std::erase_if(due, [](const Entry& entry) {
      const std::shared_ptr<Expiring> waiting = entry.waiting.lock();
      return waiting == nullptr || waiting->OnDeadline();
    });
    lock.lock();
    for (auto it = due.rbegin(); it != due.rend(); ++it) entries_.push_front(std::move(*it));
    due.clear();
  }
}

}  // namespace signalbox
