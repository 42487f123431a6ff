#include "api/http_responder.h"

#include <algorithm>

#include "api/problem.h"
#include "base/check.h"

namespace signalbox {

ReplyQueue::~ReplyQueue() {
  std::vector<Reply> left;
  TakeAll(&left);
}

void ReplyQueue::Push(Reply&& reply) {
  if (closed_) return;
  Node* before = newest_.load();
  auto node = std::make_unique<Node>(Node{std::move(reply), before});
  while (!newest_.compare_exchange_weak(before, node.get())) node->before = before;
  // From here on it is the taker's.
  (void)node.release();
  if (before != kAsleep) return;
  const std::lock_guard lock(mutex_);
  if (wake_) wake_();
}

void ReplyQueue::BeginTurn() {
  Node* asleep = kAsleep;
  newest_.compare_exchange_strong(asleep, &awake_);
}

bool ReplyQueue::TakeAll(std::vector<Reply>* out) {
  out->clear();
  for (;;) {
    Node* node = newest_.exchange(&awake_);
    while (IsReply(node)) {
      const std::unique_ptr<Node> taken(node);
      out->push_back(std::move(taken->reply));
      node = taken->before;
    }
    if (!out->empty()) {
      std::reverse(out->begin(), out->end());
      return true;
    }
    // Unless one came just now.
    Node* awake = &awake_;
    if (newest_.compare_exchange_strong(awake, kAsleep)) return false;
  }
}

void ReplyQueue::Close() {
  closed_ = true;
  {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
  }
  std::vector<Reply> left;
  TakeAll(&left);
}

ResponseStream::ResponseStream(std::shared_ptr<ReplyQueue> queue, uint64_t connection,
                               uint64_t exchange, std::shared_ptr<StreamGauge> gauge)
    : queue_(std::move(queue)),
      connection_(connection),
      exchange_(exchange),
      gauge_(std::move(gauge)) {}

ResponseStream& ResponseStream::operator=(ResponseStream&& other) noexcept {
  if (this == &other) return *this;
  Close();
  queue_ = std::move(other.queue_);
  connection_ = other.connection_;
  exchange_ = other.exchange_;
  gauge_ = std::move(other.gauge_);
  return *this;
}

bool ResponseStream::Write(std::string_view bytes) {
  if (queue_ == nullptr || gauge_->gone) return false;
  if (bytes.empty()) return true;
  const size_t before = gauge_->backlog_bytes.fetch_add(bytes.size());
  if (before + bytes.size() > kMaxStreamBacklogBytes) {
    gauge_->gone = true;
    queue_->Push({Reply::Kind::kStreamAbort, connection_, exchange_});
    queue_.reset();
    return false;
  }
  queue_->Push({Reply::Kind::kStreamChunk, connection_, exchange_, {}, std::string(bytes)});
  return true;
}

void ResponseStream::Close() {
  if (queue_ == nullptr) return;
  queue_->Push({Reply::Kind::kStreamEnd, connection_, exchange_});
  queue_.reset();
}

Responder& Responder::operator=(Responder&& other) noexcept {
  if (this == &other) return *this;
  Responder dropped(std::move(*this));
  queue_ = std::move(other.queue_);
  connection_ = other.connection_;
  exchange_ = other.exchange_;
  observer_ = std::move(other.observer_);
  route_ = other.route_;
  clock_ = other.clock_;
  begun_ = other.begun_;
  return *this;
}

void Responder::Watch(std::shared_ptr<AnswerObserver> observer, size_t route, const Clock& clock) {
  observer_ = std::move(observer);
  route_ = route;
  clock_ = &clock;
  begun_ = clock.Steady();
}

void Responder::Tell(int status) {
  if (observer_ == nullptr) return;
  observer_->OnAnswer(route_, status, clock_->Steady() - begun_);
  observer_.reset();
}

Responder::~Responder() {
  if (queue_ == nullptr) return;
  Send(ProblemResponse(MakeProblem(500, "the server gave up this request without an answer")));
}

void Responder::Send(HttpResponse response) {
  CHECK(queue_ != nullptr);
  Tell(response.status);
  queue_->Push({Reply::Kind::kResponse, connection_, exchange_, std::move(response)});
  queue_.reset();
}

ResponseStream Responder::BeginStream(HttpResponse head) {
  CHECK(queue_ != nullptr);
  Tell(head.status);
  auto gauge = std::make_shared<StreamGauge>();
  queue_->Push({Reply::Kind::kStreamBegin, connection_, exchange_, std::move(head), {}, gauge});
  return {std::move(queue_), connection_, exchange_, std::move(gauge)};
}

}  // namespace signalbox
