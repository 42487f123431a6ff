#include "base/rounds.h"

#include <utility>

namespace signalbox {

Rounds::Rounds(std::chrono::milliseconds pause, std::function<void()> work)
    : pause_(pause), work_(std::move(work)), thread_([this] { Run(); }) {}

Rounds::~Rounds() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Rounds::Run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    lock.unlock();
    work_();
    lock.lock();
    changed_.wait_for(lock, pause_, [this] { return stopped_; });
  }
}

}  // namespace signalbox
