// How a handler answers: at once or later, from any thread, exactly once. An engine thread that
// commits hundreds of requests together answers each with Send(); the answers reach their I/O
// thread in one wake-up, not in hundreds.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"
#include "base/clock.h"

namespace signalbox {

// Bytes that one stream may have waiting for a slow client; beyond it the client is cut off and
// resumes by Last-Event-ID. About a thousand events.
inline constexpr size_t kMaxStreamBacklogBytes = 1 << 20;

// Shared by a stream's two ends.
struct StreamGauge {
  std::atomic<bool> gone = false;
  std::atomic<size_t> backlog_bytes = 0;
};

// One message from a handler to the I/O thread that owns the connection.
struct Reply {
  enum class Kind { kResponse, kStreamBegin, kStreamChunk, kStreamEnd, kStreamAbort };
  Kind kind = Kind::kResponse;
  uint64_t connection = 0;
  uint64_t exchange = 0;  // counts the requests of one connection from 0
  HttpResponse response{};
  std::string chunk{};
  std::shared_ptr<StreamGauge> gauge{};
};

// Many threads push, one I/O thread takes. Outlives its thread: after Close() pushes are dropped.
//
// A stack of what came since the last look, exchanged as a whole (Treiber, "Systems Programming:
// Coping with Parallelism", 1986): hundreds of answers a commit wait for no lock.
class ReplyQueue {
 public:
  // `wake` makes the I/O thread call TakeAll; it is called under a lock of the queue's and must not
  // push.
  explicit ReplyQueue(std::function<void()> wake) : wake_(std::move(wake)) {}
  ~ReplyQueue();
  ReplyQueue(const ReplyQueue&) = delete;
  ReplyQueue& operator=(const ReplyQueue&) = delete;

  void Push(Reply&& reply);

  // Between these two the I/O thread is awake and will look by itself, so pushes wake nobody.
  void BeginTurn();
  // Takes what is there, in the order of its coming; when nothing is, ends the turn and returns
  // false.
  bool TakeAll(std::vector<Reply>* out);

  void Close();

 private:
  struct Node {
    Reply reply{};
    Node* before = nullptr;  // came before it
  };
  static constexpr Node* kAsleep = nullptr;

  bool IsReply(const Node* node) const { return node != kAsleep && node != &awake_; }

  Node awake_;  // the bottom of the stack while the I/O thread looks by itself
  std::atomic<Node*> newest_ = kAsleep;
  std::atomic<bool> closed_ = false;
  std::mutex mutex_;  // of wake_
  std::function<void()> wake_;
};

// The sending end of a streamed body (server-sent events). Any thread, one at a time. Its end
// closes the stream.
class ResponseStream {
 public:
  ResponseStream() = default;
  ResponseStream(std::shared_ptr<ReplyQueue> queue, uint64_t connection, uint64_t exchange,
                 std::shared_ptr<StreamGauge> gauge);
  ResponseStream(ResponseStream&&) noexcept = default;
  ResponseStream& operator=(ResponseStream&& other) noexcept;
  ~ResponseStream() { Close(); }

  // False when the client is gone or fell more than kMaxStreamBacklogBytes behind; the stream is
  // then over.
  bool Write(std::string_view bytes);
  void Close();
  bool gone() const { return gauge_ == nullptr || gauge_->gone; }
  // Bytes that the client has not taken yet; a sender with much to say waits for it to shrink.
  size_t backlog_bytes() const { return gauge_ == nullptr ? 0 : gauge_->backlog_bytes.load(); }

 private:
  std::shared_ptr<ReplyQueue> queue_;
  uint64_t connection_ = 0;
  uint64_t exchange_ = 0;
  std::shared_ptr<StreamGauge> gauge_;
};

// Told of each answer of a route as it is sent, on the thread that sends it; for the metrics.
class AnswerObserver {
 public:
  virtual ~AnswerObserver() = default;
  // `route` is its place in Router::routes(), or their number for a request that no route took;
  // `took_us` counts from the request's last byte.
  virtual void OnAnswer(size_t route, int status, TimeUs took_us) = 0;
};

// The right to answer one request. Movable, not copyable; dropped unanswered it answers 500, so
// that no client waits for ever.
class Responder {
 public:
  Responder(std::shared_ptr<ReplyQueue> queue, uint64_t connection, uint64_t exchange)
      : queue_(std::move(queue)), connection_(connection), exchange_(exchange) {}
  Responder(Responder&&) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  ~Responder();

  // Either of these, once. Without effect when the client is gone or the server has stopped.
  void Send(HttpResponse response);
  ResponseStream BeginStream(HttpResponse head);

  bool answered() const { return queue_ == nullptr; }

  // From now on `observer` is told of the answer. `clock` must outlive the responder.
  void Watch(std::shared_ptr<AnswerObserver> observer, size_t route, const Clock& clock);

 private:
  void Tell(int status);

  std::shared_ptr<ReplyQueue> queue_;
  uint64_t connection_;
  uint64_t exchange_;
  std::shared_ptr<AnswerObserver> observer_;
  size_t route_ = 0;
  const Clock* clock_ = nullptr;
  TimeUs begun_ = 0;
};

using Handler = std::function<void(const HttpRequest&, Responder)>;

// Asked with a request's head before a large body is received: an answer refuses the request.
using Admission = std::function<std::optional<HttpResponse>(const HttpRequest&)>;

}  // namespace signalbox
