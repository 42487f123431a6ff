// Waits for what handlers answer from other threads, for tests without a connection.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "api/http_responder.h"

namespace signalbox {

class ReplyWaiter {
 public:
  Responder NewResponder() { return {queue_, 0, exchanges_++}; }

  // What came since the last call, in order; waits for the first of it. Empty, and the test failed,
  // when nothing comes for a minute.
  std::vector<Reply> Wait() {
    std::vector<Reply> replies;
    while (!queue_->TakeAll(&replies)) {
      std::unique_lock lock(bell_->mutex);
      if (!bell_->rang.wait_for(lock, std::chrono::minutes(1), [&] { return bell_->ringing; })) {
        ADD_FAILURE() << "no answer came";
        return {};
      }
      bell_->ringing = false;
    }
    return replies;
  }
  HttpResponse WaitForOne() {
    std::vector<Reply> replies = Wait();
    EXPECT_EQ(replies.size(), 1u);
    return replies.empty() ? HttpResponse{} : std::move(replies.front().response);
  }

 private:
  struct Bell {
    std::mutex mutex;
    std::condition_variable rang;
    bool ringing = false;
  };

  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::shared_ptr<ReplyQueue> queue_ = std::make_shared<ReplyQueue>([bell = bell_] {
    const std::lock_guard lock(bell->mutex);
    bell->ringing = true;
    bell->rang.notify_one();
  });
  uint64_t exchanges_ = 0;
};

}  // namespace signalbox
