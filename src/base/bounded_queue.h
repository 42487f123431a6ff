// A bounded queue between threads: many producers, one or more consumers. Full is an answer, never
// a wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace signalbox {

template <typename T>
class BoundedQueue {
 public:
  explicit BoundedQueue(size_t capacity) : capacity_(capacity) {}

  // False, and `item` untouched, when the queue is full or closed.
  bool TryPush(T&& item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || items_.size() >= capacity_) return false;
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
    return true;
  }

  // Takes what no limit may refuse (results of work already accepted). The producer bounds it by
  // other means.
  void Push(T&& item) {
    {
      const std::lock_guard lock(mutex_);
      items_.push_back(std::move(item));
    }
    ready_.notify_one();
  }

  // Moves up to `limit` items to the end of `out`; waits up to `wait` for the first. False when
  // closed and empty.
  bool PopSome(size_t limit, std::chrono::microseconds wait, std::vector<T>* out) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, wait, [this] { return closed_ || !items_.empty() || woken_; });
    woken_ = false;
    for (; limit > 0 && !items_.empty(); --limit) {
      out->push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return !(closed_ && items_.empty() && out->empty());
  }

  // Ends a wait early though nothing was pushed.
  void Wake() {
    {
      const std::lock_guard lock(mutex_);
      woken_ = true;
    }
    ready_.notify_all();
  }

  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  size_t size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> items_;
  const size_t capacity_;
  bool closed_ = false;
  bool woken_ = false;
};

}  // namespace signalbox
