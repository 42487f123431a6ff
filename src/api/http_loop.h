// The I/O threads of the HTTP server and their connections. Boost.Asio all through, so only
// http_server.cc includes it.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>  // Asio 1.74 uses std::exchange without including it
#include <vector>

#include "api/http_server.h"
#include "base/scheduling.h"

namespace signalbox::io {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using UnixStream = asio::local::stream_protocol;
using TlsSocket = asio::ssl::stream<tcp::socket>;

// One read of a socket: a dozen pipelined leads, or a 512th of the largest body.
inline constexpr size_t kReadBytes = 16 << 10;

// How often deadlines are looked at; also the grain of the Date header.
inline constexpr std::chrono::milliseconds kTick{250};

// After the last answer, for the client to read it before the socket closes (RFC 9112 section 9.6).
inline constexpr TimeUs kLingerUs = 2 * kSecondUs;

inline std::string HttpDate(TimeUs now) {
  const std::time_t seconds = now / kSecondUs;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  static constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  char text[64];
  std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", kDays[utc.tm_wday],
                utc.tm_mday, kMonths[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
                utc.tm_sec);
  return text;
}

class Connection {
 public:
  virtual ~Connection() = default;
  virtual HttpSession& session() = 0;
  virtual void Start() = 0;
  virtual void Progress() = 0;  // writes, reads or closes, whichever is due
  virtual void Close() = 0;
};

// One I/O thread and the connections it owns. Everything but `replies`, Post and the counters
// belongs to that thread.
class Loop {
 public:
  Loop(const HttpServerOptions& options, const Handler& handler, const Admission& admission,
       const Clock& clock)
      : options_(options),
        handler_(handler),
        admission_(admission),
        clock_(clock),
        timer_(context_),
        replies_(std::make_shared<ReplyQueue>(
            [this] { asio::post(context_, [this] { DrainReplies(); }); })) {
    totals_.max_in_flight = options.max_in_flight;
    Tick();
  }

  ~Loop() {
    replies_->Close();
    Join();
    connections_.clear();
  }

  void Run() {
    thread_ = std::thread([this] {
      RunPromptly();
      context_.run();
    });
  }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

  asio::io_context& context() { return context_; }
  TimeUs now() const { return clock_.Steady(); }
  size_t open() const { return open_; }
  uint64_t requests() const { return requests_; }

  std::unique_ptr<HttpSession> NewSession(uint64_t id, std::string remote, bool secure) {
    return std::make_unique<HttpSession>(options_.limits, &totals_, handler_, admission_, replies_,
                                         id, std::move(remote), secure, now());
  }
  void Add(uint64_t id, std::shared_ptr<Connection> connection) {
    Connection* raw = connection.get();
    connections_.emplace(id, std::move(connection));
    open_ = connections_.size();
    raw->Start();
  }
  // Closes the connection that has rested longest, one between requests before one that dribbles
  // its request. False when all are busy.
  bool MakeRoom() {
    const TimeUs at = now();
    std::shared_ptr<Connection> longest;
    std::pair<HttpSession::Rest, TimeUs> least{};
    for (const auto& [id, connection] : connections_) {
      const HttpSession& session = connection->session();
      const std::pair rest{session.rest(at), session.rests_since()};
      if (rest.first == HttpSession::Rest::kBusy || (longest != nullptr && least <= rest)) continue;
      longest = connection;
      least = rest;
    }
    if (longest != nullptr) longest->Close();
    return longest != nullptr;
  }
  void Remove(uint64_t id) {
    connections_.erase(id);
    open_ = connections_.size();
    if (stopping_ && connections_.empty()) context_.stop();
  }

  // Feeds a session, then hands out the answers that its handlers gave meanwhile, and all others
  // that have come.
  void OnBytes(Connection* connection, std::string_view bytes) {
    replies_->BeginTurn();
    connection->session().OnBytes(bytes, now());
    DrainReplies();
  }

  void DrainReplies() {
    touched_.clear();
    const TimeUs at = now();
    while (replies_->TakeAll(&batch_)) {
      for (Reply& reply : batch_) {
        const auto found = connections_.find(reply.connection);
        if (found == connections_.end()) {
          if (reply.gauge) reply.gauge->gone = true;
          continue;
        }
        found->second->session().OnReply(std::move(reply), at);
        if (touched_.empty() || touched_.back() != found->second) touched_.push_back(found->second);
      }
    }
    requests_ = totals_.requests;
    for (const auto& connection : touched_) connection->Progress();
    touched_.clear();
  }

  void BeginStop() {
    stopping_ = true;
    stop_at_ = now() + options_.drain_us;
    for (const auto& connection : All()) {
      connection->session().Drain();
      connection->Progress();
    }
    if (connections_.empty()) context_.stop();
  }

 private:
  std::vector<std::shared_ptr<Connection>> All() const {
    std::vector<std::shared_ptr<Connection>> all;
    for (const auto& [id, connection] : connections_) all.push_back(connection);
    return all;
  }

  void Tick() {
    totals_.date = HttpDate(clock_.Now());
    const TimeUs at = now();
    for (const auto& connection : All()) {
      const bool keep = connection->session().OnTick(at) && !(stopping_ && at > stop_at_);
      keep ? connection->Progress() : connection->Close();
    }
    timer_.expires_after(kTick);
    timer_.async_wait([this](error_code ec) {
      if (!ec) Tick();
    });
  }

  const HttpServerOptions& options_;
  const Handler& handler_;
  const Admission& admission_;
  const Clock& clock_;
  SessionTotals totals_;  // outlives the connections below
  asio::io_context context_{1};
  asio::steady_timer timer_;
  std::shared_ptr<ReplyQueue> replies_;
  std::unordered_map<uint64_t, std::shared_ptr<Connection>> connections_;
  std::vector<std::shared_ptr<Connection>> touched_;
  std::vector<Reply> batch_;
  std::atomic<size_t> open_ = 0;
  std::atomic<uint64_t> requests_ = 0;
  bool stopping_ = false;
  TimeUs stop_at_ = 0;
  std::thread thread_;
};

template <typename Socket>
class SocketConnection final : public Connection,
                               public std::enable_shared_from_this<SocketConnection<Socket>> {
 public:
  SocketConnection(Loop* loop, uint64_t id, Socket socket, std::string remote)
      : loop_(loop),
        id_(id),
        socket_(std::move(socket)),
        session_(loop->NewSession(id, std::move(remote), kTls)) {}

  HttpSession& session() override { return *session_; }

  void Start() override {
    if constexpr (kTls) {
      socket_.async_handshake(asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](error_code ec) {
                                self->ready_ = !ec;
                                ec ? self->Close() : self->Progress();
                              });
    } else {
      ready_ = true;
      Progress();
    }
  }

  void Progress() override {
    if (closed_ || !ready_) return;
    if (session_->aborted()) return Close();
    if (!writing_ && session_->has_output()) Write();
    if (!writing_ && !shut_ && session_->finished()) Shutdown();
    if (shut_ && loop_->now() > linger_until_) return Close();
    if (!reading_ && !eof_ && session_->wants_bytes()) Read();
  }

  void Close() override {
    if (closed_) return;
    closed_ = true;
    error_code ignored;
    socket_.lowest_layer().close(ignored);
    loop_->Remove(id_);
  }

 private:
  static constexpr bool kTls = std::is_same_v<Socket, TlsSocket>;

  void Read() {
    reading_ = true;
    socket_.async_read_some(
        asio::buffer(bytes_),
        [self = this->shared_from_this()](error_code ec, size_t size) { self->OnRead(ec, size); });
  }

  void OnRead(error_code ec, size_t size) {
    reading_ = false;
    if (closed_) return;
    if (ec) {
      if (shut_ || ec != asio::error::eof) return Close();
      eof_ = true;
      session_->OnEof();
    } else {
      loop_->OnBytes(this, {bytes_.data(), size});
    }
    Progress();
  }

  void Write() {
    writing_ = true;
    session_->TakeOutput(&out_, loop_->now());
    asio::async_write(socket_, asio::buffer(out_),
                      [self = this->shared_from_this()](error_code ec, size_t) {
                        self->writing_ = false;
                        if (self->closed_) return;
                        if (ec) return self->Close();
                        self->OnSent();
                      });
  }

  void OnSent() {
    session_->OnWritten(loop_->now());
    Progress();
  }

  void Shutdown() {
    shut_ = true;
    linger_until_ = loop_->now() + kLingerUs;
    if (eof_) return Close();
    if constexpr (kTls) {
      socket_.async_shutdown([self = this->shared_from_this()](error_code) { self->Close(); });
    } else {
      error_code ignored;
      socket_.shutdown(asio::socket_base::shutdown_send, ignored);
    }
  }

  Loop* loop_;
  const uint64_t id_;
  Socket socket_;
  std::unique_ptr<HttpSession> session_;
  std::array<char, kReadBytes> bytes_;
  std::string out_;
  TimeUs linger_until_ = 0;
  bool ready_ = false;
  bool reading_ = false;
  bool writing_ = false;
  bool shut_ = false;
  bool eof_ = false;
  bool closed_ = false;
};

}  // namespace signalbox::io
