#include "api/http_session.h"

#include "api/problem.h"

namespace signalbox {
namespace {

// Buffers that grew past this for one large request are given back.
constexpr size_t kKeepBytes = 64 << 10;

// Unsent answers of one connection before it may send more requests.
constexpr size_t kMaxUnsentBytes = 1 << 20;

// A body up to this is received before anybody asks who sends it.
constexpr uint64_t kMaxUnaskedBytes = kMaxLeadBytes;

// A request of a fair client is here in less; one of 8 MB takes this at 13 Mbit/s.
constexpr TimeUs kFairArrivalUs = 5 * kSecondUs;

}  // namespace

HttpSession::HttpSession(const SessionLimits& limits, SessionTotals* totals, const Handler& handler,
                         const Admission& admission, std::shared_ptr<ReplyQueue> replies,
                         uint64_t connection, std::string remote, bool secure, TimeUs now)
    : limits_(limits),
      totals_(totals),
      handler_(handler),
      admission_(admission),
      replies_(std::move(replies)),
      connection_(connection),
      parser_(limits.max_header_bytes, limits.max_body_bytes),
      slots_(limits.max_pipelined + 1),  // one more for a refusal
      since_(now) {
  request_.remote = std::move(remote);
  request_.secure = secure;
}

HttpSession::~HttpSession() {
  EndStreams();
  totals_->receiving_bytes -= counted_body_;
  for (; first_ != next_; ++first_) {
    const Slot& slot = SlotOf(first_);
    if (!slot.ready) --totals_->in_flight;
  }
}

void HttpSession::OnBytes(std::string_view bytes, TimeUs now) {
  if (last_) return;  // read and thrown away, so that the client sees the answer and not a reset
  if (!input_.empty()) {
    input_.append(bytes);
    Pump(now);
    return;
  }
  std::string_view rest = bytes;
  while (PumpOne(&rest, now)) {
  }
  if (!last_) input_.assign(rest);
  Advance(now);
}

void HttpSession::Pump(TimeUs now) {
  std::string_view rest = input_;
  while (PumpOne(&rest, now)) {
  }
  input_.erase(0, last_ ? input_.size() : input_.size() - rest.size());
  if (input_.empty() && input_.capacity() > kKeepBytes) std::string().swap(input_);
  Advance(now);
}

// True when it may be called again at once.
bool HttpSession::PumpOne(std::string_view* rest, TimeUs now) {
  if (last_ || waiting() >= limits_.max_pipelined || out_.size() > kMaxUnsentBytes) return false;
  if (!reading_) {
    // RFC 9112 section 2.2: an empty line before a request is ignored.
    while (!rest->empty() && (rest->front() == '\r' || rest->front() == '\n')) {
      rest->remove_prefix(1);
    }
    if (rest->empty()) return false;
    request_.Clear(kKeepBytes);
    parser_.Begin(&request_);
    reading_ = true;
    since_ = now;
  }
  size_t consumed = 0;
  const RequestParser::Outcome outcome = parser_.Put(*rest, &consumed);
  rest->remove_prefix(consumed);
  CountBody();
  switch (outcome) {
    case RequestParser::Outcome::kNeedMore:
      return false;
    case RequestParser::Outcome::kBad:
      Refuse(parser_.status(), parser_.detail());
      return false;
    case RequestParser::Outcome::kHead:
      OnHead();
      return true;
    case RequestParser::Outcome::kDone:
      since_ = now;
      Dispatch();
      return true;
  }
  return false;
}

void HttpSession::OnHead() {
  const std::string_view expectation = parser_.http10() ? "" : request_.Header("Expect");
  if (!expectation.empty() && !EqualsIgnoreCase(expectation, "100-continue")) {
    Refuse(417, "the only expectation this server knows is `100-continue`");
    return;
  }
  // A small body is here as soon as its head: the handler asks then, and the connection stays.
  const bool ask = !expectation.empty() || parser_.announced_bytes() > kMaxUnaskedBytes;
  if (parser_.expects_body() && ask && admission_) {
    if (auto refusal = admission_(request_)) return RefuseWith(std::move(*refusal));
  }
  continue_due_ = !expectation.empty() && parser_.expects_body();
}

void HttpSession::CountBody() {
  const size_t size = request_.body.size();
  totals_->receiving_bytes += size - counted_body_;
  counted_body_ = size;
  if (reading_ && !last_ && totals_->receiving_bytes > totals_->max_receiving_bytes) {
    Refuse(503, "the server is receiving too many large bodies at once; try again");
  }
}

HttpSession::Slot& HttpSession::NewSlot(const Framing& framing) {
  Slot& slot = SlotOf(next_++);
  slot.ready = false;
  slot.framing = framing;
  slot.stream_started = slot.stream_ended = false;
  return slot;
}

void HttpSession::Dispatch() {
  reading_ = false;
  continue_due_ = false;
  totals_->receiving_bytes -= counted_body_;
  counted_body_ = 0;
  ++totals_->requests;
  const bool keep = parser_.keep_alive();
  if (!keep) last_ = true;
  const uint64_t exchange = next_;
  Slot& slot = NewSlot({.keep_alive = keep,
                        .http10 = parser_.http10(),
                        .head_only = request_.method == Method::kHead});
  if (totals_->in_flight >= totals_->max_in_flight) {
    slot.ready = true;
    slot.response = ProblemResponse(
        MakeProblem(503, "the server has too many requests at work; try again in a second"));
    return;
  }
  ++totals_->in_flight;
  handler_(request_, Responder(replies_, connection_, exchange));
}

// Answers in turn, takes no further request, and reads on only to throw away.
void HttpSession::Refuse(int status, std::string detail) {
  RefuseWith(ProblemResponse(MakeProblem(status, std::move(detail))));
}

void HttpSession::RefuseWith(HttpResponse response) {
  reading_ = false;
  continue_due_ = false;
  last_ = true;
  totals_->receiving_bytes -= counted_body_;
  counted_body_ = 0;
  Slot& slot = NewSlot({.keep_alive = false});
  slot.framing.head_only = request_.method == Method::kHead;
  slot.ready = true;
  slot.response = std::move(response);
  request_.Clear(0);
}

void HttpSession::OnReply(Reply&& reply, TimeUs now) {
  if (reply.exchange < first_ || reply.exchange >= next_) {
    if (reply.gauge) reply.gauge->gone = true;
    return;
  }
  Slot& slot = SlotOf(reply.exchange);
  switch (reply.kind) {
    case Reply::Kind::kStreamBegin:
      slot.gauge = std::move(reply.gauge);
      slot.framing.streaming = true;
      slot.framing.keep_alive &= !slot.framing.http10;
      [[fallthrough]];
    case Reply::Kind::kResponse:
      if (slot.ready) return;
      --totals_->in_flight;
      slot.ready = true;
      slot.response = std::move(reply.response);
      break;
    case Reply::Kind::kStreamChunk:
      slot.pending += reply.chunk;
      break;
    case Reply::Kind::kStreamEnd:
      slot.stream_ended = true;
      break;
    case Reply::Kind::kStreamAbort:
      aborted_ = true;
      return;
  }
  if (reply.exchange != first_) return;
  Advance(now);
  if (!input_.empty() && !last_) Pump(now);
}

// Moves what is ready, in order, to the output.
void HttpSession::Advance(TimeUs now) {
  while (first_ != next_) {
    Slot& slot = SlotOf(first_);
    if (!slot.ready) break;
    if (!slot.stream_started) {
      if (slot.response.close || (last_ && first_ + 1 == next_)) slot.framing.keep_alive = false;
      slot.framing.date = totals_->date;
      slot.framing.secure = request_.secure;
      AppendResponse(slot.response, slot.framing, &out_);
      slot.response = HttpResponse();
      slot.stream_started = slot.framing.streaming;
    }
    if (slot.framing.streaming && !AdvanceStream(&slot)) break;
    ++first_;
    since_ = reading_ ? since_ : now;
    if (!slot.framing.keep_alive) {
      last_ = true;
      EndStreams();
      for (; first_ != next_; ++first_) totals_->in_flight -= SlotOf(first_).ready ? 0 : 1;
    }
  }
  if (continue_due_ && first_ == next_) {
    continue_due_ = false;
    out_.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

// True when the stream has ended.
bool HttpSession::AdvanceStream(Slot* slot) {
  if (slot->framing.head_only) {
    slot->gauge->gone = true;
    slot->pending.clear();
    slot->gauge.reset();
    return true;
  }
  stream_ = slot->gauge;
  staged_stream_bytes_ += slot->pending.size();
  if (slot->framing.http10) {
    out_.append(slot->pending);
  } else {
    AppendChunk(slot->pending, &out_);
  }
  slot->pending.clear();
  if (!slot->stream_ended) return false;
  if (!slot->framing.http10) out_.append(kLastChunk);
  slot->gauge.reset();
  stream_.reset();
  staged_stream_bytes_ = 0;
  writing_stream_bytes_ = 0;
  return true;
}

void HttpSession::EndStreams() {
  for (uint64_t at = first_; at != next_; ++at) {
    Slot& slot = SlotOf(at);
    if (slot.gauge) slot.gauge->gone = true;
    slot.gauge.reset();
    slot.pending.clear();
  }
  stream_.reset();
}

void HttpSession::OnEof() {
  // A client that waits for a stream has no reason to close its side; one that waits for an answer
  // may.
  const bool streaming = first_ != next_ && SlotOf(first_).stream_started;
  if (streaming) aborted_ = true;
  last_ = true;
  if (first_ == next_ && out_.empty() && !writing_) aborted_ = true;
}

void HttpSession::TakeOutput(std::string* out, TimeUs now) {
  out->clear();
  if (out->capacity() > kKeepBytes) std::string().swap(*out);
  out->swap(out_);
  writing_stream_bytes_ += staged_stream_bytes_;
  staged_stream_bytes_ = 0;
  writing_ = true;
  writing_since_ = now;
}

void HttpSession::OnWritten(TimeUs now) {
  writing_ = false;
  if (stream_) stream_->backlog_bytes -= writing_stream_bytes_;
  writing_stream_bytes_ = 0;
  if (!input_.empty() && !last_) Pump(now);
}

bool HttpSession::wants_bytes() const {
  return last_ || (waiting() < limits_.max_pipelined && input_.size() <= limits_.max_header_bytes &&
                   out_.size() <= kMaxUnsentBytes);
}

HttpSession::Rest HttpSession::rest(TimeUs now) const {
  if (first_ != next_ || writing_ || !out_.empty()) return Rest::kBusy;
  if (!reading_) return Rest::kIdle;
  return now - since_ > kFairArrivalUs ? Rest::kDribbling : Rest::kBusy;
}

bool HttpSession::finished() const {
  return last_ && first_ == next_ && out_.empty();
}

bool HttpSession::OnTick(TimeUs now) {
  if (writing_) return now - writing_since_ <= limits_.write_timeout_us;
  if (last_ && first_ == next_) return now - since_ <= limits_.read_timeout_us;
  if (reading_ && now - since_ > limits_.read_timeout_us) {
    const bool alone = first_ == next_;
    Refuse(408, "the request did not arrive completely within " +
                    FormatDuration(limits_.read_timeout_us));
    Advance(now);
    return !alone || has_output();
  }
  return reading_ || first_ != next_ || now - since_ <= limits_.idle_timeout_us;
}

void HttpSession::Drain() {
  const bool streaming = first_ != next_ && SlotOf(first_).stream_started;
  if (streaming || (first_ == next_ && !reading_ && out_.empty() && !writing_)) aborted_ = true;
  if (!reading_) last_ = true;
}

}  // namespace signalbox
