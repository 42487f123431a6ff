#include "api/http_server.h"

#include <sys/stat.h>
#include <unistd.h>

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
#include <optional>
#include <thread>
#include <unordered_map>
#include <utility>  // Asio 1.74 uses std::exchange without including it
#include <vector>

#include "base/log.h"

namespace signalbox {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using UnixStream = asio::local::stream_protocol;
using TlsSocket = asio::ssl::stream<tcp::socket>;

// One read of a socket: a dozen pipelined leads, or a 512th of the largest body.
constexpr size_t kReadBytes = 16 << 10;

// How often deadlines are looked at; also the grain of the Date header.
constexpr std::chrono::milliseconds kTick{250};

// After the last answer, for the client to read it before the socket closes (RFC 9112 section 9.6).
constexpr TimeUs kLingerUs = 2 * kSecondUs;

std::string HttpDate(TimeUs now) {
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
  Loop(const HttpServerOptions& options, const Handler& handler, const Clock& clock)
      : options_(options),
        handler_(handler),
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
    thread_ = std::thread([this] { context_.run(); });
  }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

  asio::io_context& context() { return context_; }
  TimeUs now() const { return clock_.Steady(); }
  size_t open() const { return open_; }
  uint64_t requests() const { return requests_; }

  std::unique_ptr<HttpSession> NewSession(uint64_t id, std::string remote, bool secure) {
    return std::make_unique<HttpSession>(options_.limits, &totals_, handler_, replies_, id,
                                         std::move(remote), secure, now());
  }
  void Add(uint64_t id, std::shared_ptr<Connection> connection) {
    Connection* raw = connection.get();
    connections_.emplace(id, std::move(connection));
    open_ = connections_.size();
    raw->Start();
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

}  // namespace

class HttpServer::Inner {
 public:
  Inner(HttpServerOptions options, Handler handler, const Clock& clock)
      : options_(std::move(options)), handler_(std::move(handler)), clock_(clock) {
    options_.threads = std::max(1, options_.threads);
  }

  Result<int> Start() {
    for (int i = 0; i < options_.threads; ++i) {
      loops_.push_back(std::make_unique<Loop>(options_, handler_, clock_));
    }
    const Result<int> port = options_.unix_path.empty() ? ListenTcp() : ListenUnix();
    if (!port.ok()) {
      tcp_.reset(), unix_.reset(), loops_.clear();
      return port;
    }
    for (const auto& loop : loops_) loop->Run();
    return port;
  }

  void Stop() {
    if (loops_.empty() || stopped_) return;
    stopped_ = true;
    asio::post(loops_[0]->context(), [this] {
      error_code ignored;
      if (tcp_) tcp_->close(ignored);
      if (unix_) unix_->close(ignored);
    });
    for (const auto& loop : loops_) {
      asio::post(loop->context(), [raw = loop.get()] { raw->BeginStop(); });
    }
    for (const auto& loop : loops_) loop->Join();
    tcp_.reset(), unix_.reset();
    if (!options_.unix_path.empty()) ::unlink(options_.unix_path.c_str());
  }

  uint64_t requests() const {
    uint64_t sum = 0;
    for (const auto& loop : loops_) sum += loop->requests();
    return sum;
  }
  size_t connections() const {
    size_t sum = 0;
    for (const auto& loop : loops_) sum += loop->open();
    return sum;
  }

 private:
  Status LoadTls() {
    tls_.emplace(asio::ssl::context::tls_server);
    error_code ec;
    tls_->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                          asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION,
                      ec);
    tls_->use_certificate_chain_file(options_.tls_cert_file, ec);
    if (ec) {
      return Err(Code::kInvalid, "cannot use `" + options_.tls_cert_file + "` as certificate (" +
                                     ec.message() + "); it must be a PEM chain");
    }
    tls_->use_private_key_file(options_.tls_key_file, asio::ssl::context::pem, ec);
    if (ec) {
      return Err(Code::kInvalid, "cannot use `" + options_.tls_key_file + "` as private key (" +
                                     ec.message() + "); it must be PEM and fit the certificate");
    }
    return {};
  }

  Error Taken(const std::string& where, const error_code& ec) {
    std::string message = "cannot listen on `" + where + "`: " + ec.message();
    if (ec == asio::error::address_in_use) {
      message +=
          "; another process uses it: stop that one, or choose another with `--listen` "
          "(port 0 takes any free one)";
    } else if (ec == asio::error::access_denied) {
      message += "; choose a port above 1023 with `--listen`";
    }
    return Err(Code::kIo, std::move(message));
  }

  Result<int> ListenTcp() {
    if (options_.tls_cert_file.empty() != options_.tls_key_file.empty()) {
      return Err(Code::kInvalid, "`--tls-cert` and `--tls-key` must be given together");
    }
    if (!options_.tls_cert_file.empty()) SB_TRY(LoadTls());
    error_code ec;
    tcp::resolver resolver(loops_[0]->context());
    const std::string where = options_.host + ":" + std::to_string(options_.port);
    const auto found =
        resolver.resolve(options_.host, std::to_string(options_.port), tcp::resolver::passive, ec);
    if (ec || found.empty()) {
      return Err(Code::kInvalid, "`" + options_.host + "` in `" + where +
                                     "` is no address of this computer; use `127.0.0.1` for "
                                     "this computer alone or `0.0.0.0` for every network");
    }
    const tcp::endpoint endpoint = found.begin()->endpoint();
    tcp_.emplace(loops_[0]->context());
    tcp_->open(endpoint.protocol(), ec);
    if (!ec) tcp_->set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) tcp_->bind(endpoint, ec);
    if (!ec) tcp_->listen(asio::socket_base::max_listen_connections, ec);
    if (ec) return Taken(where, ec);
    const int port = tcp_->local_endpoint(ec).port();
    Accept(*tcp_);
    return port;
  }

  Result<int> ListenUnix() {
    error_code ec;
    UnixStream::socket probe(loops_[0]->context());
    try {
      const UnixStream::endpoint endpoint(options_.unix_path);
      // A file left by a process that died refuses connections; a live server must not lose its
      // own.
      if (!probe.connect(endpoint, ec))
        return Taken(options_.unix_path, asio::error::address_in_use);
      struct stat found {};
      if (::lstat(options_.unix_path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) {
        ::unlink(options_.unix_path.c_str());
      }
      unix_.emplace(loops_[0]->context());
      unix_->open(endpoint.protocol(), ec);
      if (!ec) unix_->bind(endpoint, ec);
      if (!ec && ::chmod(options_.unix_path.c_str(), 0600) != 0) {
        ec = error_code(errno, boost::system::system_category());
      }
      if (!ec) unix_->listen(asio::socket_base::max_listen_connections, ec);
    } catch (const boost::system::system_error& error) {
      ec = error.code();  // a path that is too long for a socket address
    }
    if (ec) return Taken(options_.unix_path, ec);
    Accept(*unix_);
    return 0;
  }

  template <typename Acceptor>
  void Accept(Acceptor& acceptor) {
    Loop& loop = *loops_[next_id_ % loops_.size()];
    acceptor.async_accept(loop.context(), [this, &acceptor, &loop](error_code ec, auto socket) {
      if (!acceptor.is_open()) return;
      if (ec) {
        Log(LogLevel::kWarning, "accept failed: " + ec.message());
        return Pause(acceptor);  // most likely out of file descriptors
      }
      if (connections() < options_.max_connections) {
        Adopt(loop, std::move(socket));
      } else {
        Log(LogLevel::kWarning, "connection refused: the limit of open connections is reached");
      }
      Accept(acceptor);
    });
  }

  template <typename Acceptor>
  void Pause(Acceptor& acceptor) {
    auto timer = std::make_shared<asio::steady_timer>(loops_[0]->context(), kTick);
    timer->async_wait([this, &acceptor, timer](error_code) {
      if (acceptor.is_open()) Accept(acceptor);
    });
  }

  void Adopt(Loop& loop, tcp::socket socket) {
    error_code ec;
    socket.set_option(tcp::no_delay(true), ec);
    const auto peer = socket.remote_endpoint(ec);
    const std::string remote = ec ? std::string() : peer.address().to_string(ec);
    if (tls_) {
      Spawn<TlsSocket>(loop, TlsSocket(std::move(socket), *tls_), remote);
    } else {
      Spawn<tcp::socket>(loop, std::move(socket), remote);
    }
  }
  void Adopt(Loop& loop, UnixStream::socket socket) {
    Spawn<UnixStream::socket>(loop, std::move(socket), "unix");
  }

  template <typename Socket>
  void Spawn(Loop& loop, Socket socket, const std::string& remote) {
    const uint64_t id = next_id_++;
    auto connection =
        std::make_shared<SocketConnection<Socket>>(&loop, id, std::move(socket), remote);
    asio::post(loop.context(), [&loop, id, connection] { loop.Add(id, connection); });
  }

  HttpServerOptions options_;
  const Handler handler_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::optional<asio::ssl::context> tls_;
  std::optional<tcp::acceptor> tcp_;
  std::optional<UnixStream::acceptor> unix_;
  uint64_t next_id_ = 1;  // of the accepting thread
  bool stopped_ = false;
};

HttpServer::HttpServer(HttpServerOptions options, Handler handler, const Clock& clock)
    : inner_(std::make_unique<Inner>(std::move(options), std::move(handler), clock)) {}
HttpServer::~HttpServer() {
  Stop();
}
Result<int> HttpServer::Start() {
  return inner_->Start();
}
void HttpServer::Stop() {
  inner_->Stop();
}
uint64_t HttpServer::requests() const {
  return inner_->requests();
}
size_t HttpServer::connections() const {
  return inner_->connections();
}

}  // namespace signalbox
