// The HTTP server: HTTP/1.1 over TCP, TLS or a unix domain socket, on Boost.Asio, which stays in
// the .cc.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "api/http_responder.h"
#include "api/http_session.h"
#include "base/result.h"

namespace signalbox {

struct HttpServerOptions {
  std::string host = "127.0.0.1";
  int port = 0;  // 0 = any free one
  std::string
      unix_path;  // when set, a socket file of mode 0600 at this path instead of host and port
  int threads = 1;
  std::string tls_cert_file;  // PEM chain; TLS when both are set
  std::string tls_key_file;
  // Open sockets together hold about 40 KB each. One more takes the place of the one that has
  // rested longest (HttpSession::rest); where all are busy it is closed at once.
  size_t max_connections = 1024;
  SessionLimits limits;
  // Of each I/O thread; see SessionTotals.
  size_t max_in_flight = 2 * kIntakeQueueInputs;
  // What Stop() gives requests at work before it cuts them off.
  TimeUs drain_us = 5 * kSecondUs;
};

class HttpServer {
 public:
  // `handler` runs on the I/O threads and must not block. `clock` serves the Date header; it must
  // outlive the server.
  // `admission` likewise; empty admits all.
  HttpServer(HttpServerOptions options, Handler handler, const Clock& clock,
             Admission admission = nullptr);
  ~HttpServer();  // stops

  // Opens the socket and starts the threads; the port it listens on (0 on a unix socket). kIo names
  // an address that is taken and what to do; kInvalid a host, certificate or key that cannot be
  // used.
  Result<int> Start();

  // Takes no new connection, lets requests at work finish, ends streams, joins the threads. Any
  // thread but a handler's; the second call does nothing. Responders that are still held stay valid
  // and do nothing.
  void Stop();

  // Requests since the start and at work now, for the metrics. Any thread.
  uint64_t requests() const;
  size_t connections() const;

 private:
  class Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace signalbox
