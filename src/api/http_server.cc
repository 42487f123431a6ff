#include "api/http_server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>

#include "api/http_loop.h"
#include "base/log.h"

namespace signalbox {

using io::error_code;
using io::kTick;
using io::Loop;
using io::SocketConnection;
using io::TlsSocket;
using io::UnixStream;
using io::asio::ip::tcp;
namespace asio = boost::asio;

class HttpServer::Inner {
 public:
  Inner(HttpServerOptions options, Handler handler, Admission admission, const Clock& clock)
      : options_(std::move(options)),
        handler_(std::move(handler)),
        admission_(std::move(admission)),
        clock_(clock) {
    options_.threads = std::max(1, options_.threads);
  }

  Result<int> Start() {
    for (int i = 0; i < options_.threads; ++i) {
      loops_.push_back(std::make_unique<Loop>(options_, handler_, admission_, clock_));
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
    for (const std::string& file : {options_.tls_cert_file, options_.tls_key_file}) {
      if (::access(file.c_str(), R_OK) == 0) continue;
      return Err(Code::kInvalid, "cannot read `" + file + "`: " + std::strerror(errno));
    }
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
    using Socket = typename Acceptor::protocol_type::socket;
    Loop& loop = *loops_[next_id_ % loops_.size()];
    acceptor.async_accept(loop.context(), [this, &acceptor, &loop](error_code ec, Socket socket) {
      if (!acceptor.is_open()) return;
      if (ec) {
        Log(LogLevel::kWarning, "accept failed: " + ec.message());
        // Most likely out of file descriptors, which a connection that rests gives back.
        for (const auto& other : loops_)
          asio::post(other->context(), [raw = other.get()] { raw->MakeRoom(); });
        return Pause(acceptor);
      }
      Adopt(loop, std::move(socket));
      Accept(acceptor);
    });
  }

  // One line a second at most: whoever opens connections without end must not fill a disk.
  void NoteRefused() {
    const std::lock_guard lock(refusals_);
    ++refused_;
    const TimeUs now = clock_.Now();
    if (now >= refusals_told_ && now < refusals_told_ + kSecondUs) return;
    Log(LogLevel::kWarning, "connections refused: " + std::to_string(refused_) +
                                "; the limit of open connections is reached, and all are busy");
    refusals_told_ = now;
    refused_ = 0;
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
    const bool full = connections() >= options_.max_connections;
    asio::post(loop.context(), [this, &loop, id, connection, full] {
      if (full && !loop.MakeRoom()) return NoteRefused();
      loop.Add(id, connection);
    });
  }

  HttpServerOptions options_;
  const Handler handler_;
  const Admission admission_;
  const Clock& clock_;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::optional<asio::ssl::context> tls_;
  std::optional<tcp::acceptor> tcp_;
  std::optional<UnixStream::acceptor> unix_;
  uint64_t next_id_ = 1;  // of the accepting thread
  std::mutex refusals_;   // held for the two below
  uint64_t refused_ = 0;  // since it was told
  TimeUs refusals_told_ = 0;
  bool stopped_ = false;
};

HttpServer::HttpServer(HttpServerOptions options, Handler handler, const Clock& clock,
                       Admission admission)
    : inner_(std::make_unique<Inner>(std::move(options), std::move(handler), std::move(admission),
                                     clock)) {}
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
