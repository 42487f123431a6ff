// Waits for what handlers answer from other threads, where there is no connection: commands that
// ask a service of their own process, and tests.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "api/http_responder.h"
#include "base/check.h"

namespace signalbox {

// One thread asks and waits; answers come from any.
class ReplyWaiter {
 public:
  // Without a limit it waits as long as the answer takes.
  explicit ReplyWaiter(std::optional<std::chrono::minutes> limit = {}) : limit_(limit) {}

  Responder NewResponder() { return {queue_, 0, exchanges_++}; }

  // What came since the last call, in order; waits for the first of it. Empty when nothing came
  // within the limit.
  std::vector<Reply> Wait() {
    std::vector<Reply> replies;
    while (!queue_->TakeAll(&replies)) {
      std::unique_lock lock(bell_->mutex);
      const auto rung = [this] { return std::exchange(bell_->ringing, false); };
      if (!limit_)
        bell_->rang.wait(lock, rung);
      else if (!bell_->rang.wait_for(lock, *limit_, rung))
        return {};
    }
    return replies;
  }
  // Where one request was asked.
  HttpResponse WaitForOne() {
    std::vector<Reply> replies = Wait();
    CHECK(replies.size() == 1);
    return std::move(replies.front().response);
  }

 private:
  struct Bell {
    std::mutex mutex;
    std::condition_variable rang;
    bool ringing = false;
  };

  std::optional<std::chrono::minutes> limit_;
  // Both outlive this with the queue, which a responder may still hold.
  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::shared_ptr<ReplyQueue> queue_ = std::make_shared<ReplyQueue>([bell = bell_] {
    const std::lock_guard lock(bell->mutex);
    bell->ringing = true;
    bell->rang.notify_one();
  });
  uint64_t exchanges_ = 0;
};

}  // namespace signalbox
