// A pipe of batches from one thread to others: the writer waits while it is full, a reader while it
// is empty. Each batch is read once.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace signalbox {

template <typename Batch>
class BatchPipe {
 public:
  explicit BatchPipe(size_t capacity) : capacity_(capacity) {}

  // False once the reader has gone: there is no use in writing on.
  bool Write(Batch&& batch) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return batches_.size() < capacity_ || abandoned_; });
    if (abandoned_) return false;
    batches_.push_back(std::move(batch));
    ready_.notify_one();
    return true;
  }
  // Nothing more comes. Each side calls its own end exactly once.
  void EndWriting() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    ready_.notify_all();
  }

  // Nothing at the end.
  std::optional<Batch> Read() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return !batches_.empty() || ended_; });
    if (batches_.empty()) return std::nullopt;
    std::optional<Batch> batch(std::move(batches_.front()));
    batches_.pop_front();
    room_.notify_one();
    return batch;
  }
  void EndReading() {
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    room_.notify_one();
  }

 private:
  const size_t capacity_;
  std::mutex mutex_;
  std::condition_variable room_, ready_;
  std::deque<Batch> batches_;
  bool ended_ = false, abandoned_ = false;
};

}  // namespace signalbox
