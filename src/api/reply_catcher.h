// Catches what handlers answer, for tests without a connection.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_responder.h"
#include "base/check.h"

namespace signalbox {

class ReplyCatcher {
 public:
  Responder NewResponder() { return {queue_, 0, exchanges_++}; }

  std::vector<Reply> TakeAll() {
    std::vector<Reply> replies;
    queue_->TakeAll(&replies);
    return replies;
  }
  // The one answer that was given since the last call.
  HttpResponse TakeOne() {
    std::vector<Reply> replies = TakeAll();
    CHECK(replies.size() == 1);
    return std::move(replies[0].response);
  }

 private:
  std::shared_ptr<ReplyQueue> queue_ = std::make_shared<ReplyQueue>([] {});
  uint64_t exchanges_ = 0;
};

inline HttpRequest MakeRequest(Method method, std::string target, std::string_view token = {}) {
  HttpRequest request;
  request.method = method;
  request.target = std::move(target);
  if (!token.empty()) request.AddHeader("Authorization", "Bearer " + std::string(token));
  return request;
}

}  // namespace signalbox
