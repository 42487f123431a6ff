// One HTTP/1.1 connection without its socket: bytes in, requests to the handler, answers in the
// order of the requests out as bytes, and every limit and deadline. The transport (http_server.cc)
// only moves bytes, so all of this is tested without a network and without waiting. Not thread
// safe; lives on the I/O thread of its connection.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/http_message.h"
#include "api/http_responder.h"
#include "api/request_parser.h"
#include "base/clock.h"
#include "base/limits.h"

namespace signalbox {

struct SessionLimits {
  size_t max_body_bytes = kMaxBodyBytes;
  // Request line and headers together. A browser with many cookies sends about 8 KB.
  size_t max_header_bytes = 16 << 10;
  // Requests of one connection that wait for their answers; further bytes stay with the client.
  size_t max_pipelined = 32;
  // From the first byte of a request to its last, so that dribbled bytes win no time.
  TimeUs read_timeout_us = 30 * kSecondUs;
  // Without a request on an open connection; longer than the usual 60 s of a proxy's pool.
  TimeUs idle_timeout_us = 75 * kSecondUs;
  // Without the client taking a byte.
  TimeUs write_timeout_us = 30 * kSecondUs;
};

// What the connections of one I/O thread share; plain numbers, as only that thread touches them.
struct SessionTotals {
  // Requests at work. Past the engine's queue nothing is gained by holding more.
  size_t max_in_flight = 2 * kIntakeQueueInputs;
  // Bodies that are being received; without this bound, connections times the body limit.
  size_t max_receiving_bytes = size_t{64} << 20;

  size_t in_flight = 0;
  size_t receiving_bytes = 0;
  uint64_t requests = 0;
  std::string date{};  // of this second, sent with every answer
};

class HttpSession {
 public:
  // Keeps references; all must outlive the session. `handler` and `admission`, which may be empty,
  // are called inside OnBytes and OnReply.
  HttpSession(const SessionLimits& limits, SessionTotals* totals, const Handler& handler,
              const Admission& admission, std::shared_ptr<ReplyQueue> replies, uint64_t connection,
              std::string remote, bool secure, TimeUs now);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  // From the client. `now` is steady time throughout.
  void OnBytes(std::string_view bytes, TimeUs now);
  void OnEof();
  // From a handler; a reply to a request that is no longer waited for is ignored.
  void OnReply(Reply&& reply, TimeUs now);

  // Bytes to send now: swaps them into `out`; OnWritten tells when they left.
  bool has_output() const { return !out_.empty(); }
  void TakeOutput(std::string* out, TimeUs now);
  void OnWritten(TimeUs now);

  // False while enough is waiting: the transport then stops reading, which is the backpressure.
  bool wants_bytes() const;
  // Everything was answered and taken; the transport may shut the connection down once it is sent.
  bool finished() const;
  // The connection must end at once.
  bool aborted() const { return aborted_; }
  // False when a deadline has passed; a last answer may wait in the output.
  bool OnTick(TimeUs now);
  // No further request after those at work; for a stop of the server.
  void Drain();

  // What a server without room may close: nothing is at work, going out or being received; or a
  // request has been arriving for longer than a client with a fair line needs.
  enum class Rest { kBusy, kIdle, kDribbling };
  Rest rest(TimeUs now) const;
  // Steady time since when it rests.
  TimeUs rests_since() const { return since_; }

 private:
  struct Slot {
    bool ready = false;
    Framing framing{};
    HttpResponse response{};
    std::shared_ptr<StreamGauge> gauge{};
    std::string pending{};  // of a stream that is not yet first in line
    bool stream_started = false;
    bool stream_ended = false;
  };

  void Pump(TimeUs now);
  bool PumpOne(std::string_view* rest, TimeUs now);
  void OnHead();
  void Dispatch();
  Slot& NewSlot(const Framing& framing);
  Slot& SlotOf(uint64_t exchange) { return slots_[exchange % slots_.size()]; }
  void Refuse(int status, std::string detail);
  void RefuseWith(HttpResponse response);
  void Advance(TimeUs now);
  bool AdvanceStream(Slot* slot);
  void CountBody();
  void EndStreams();
  size_t waiting() const { return static_cast<size_t>(next_ - first_); }

  const SessionLimits& limits_;
  SessionTotals* totals_;
  const Handler& handler_;
  const Admission& admission_;
  std::shared_ptr<ReplyQueue> replies_;
  const uint64_t connection_;

  RequestParser parser_;
  HttpRequest request_;
  std::string input_;  // what the parser could not take yet
  std::string out_;
  std::vector<Slot> slots_;
  uint64_t first_ = 0;                   // the exchange whose answer goes out next
  uint64_t next_ = 0;                    // the exchange of the next request
  std::shared_ptr<StreamGauge> stream_;  // of the stream that is going out
  size_t staged_stream_bytes_ = 0;
  size_t writing_stream_bytes_ = 0;
  size_t counted_body_ = 0;
  TimeUs since_;  // of the request being read, else of the idle time
  TimeUs writing_since_ = 0;
  bool reading_ = false;  // a request has begun
  bool writing_ = false;
  bool continue_due_ = false;
  bool last_ = false;  // no request after the ones in slots_
  bool aborted_ = false;
};

}  // namespace signalbox
