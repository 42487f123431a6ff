// A server of one process's tests: takes connections on 127.0.0.1, hands each request to a function
// and writes back what it returns. One thread; ends with the object.
#pragma once

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include "base/check.h"

namespace signalbox {

class LoopbackServer {
 public:
  // Takes a whole request as text, answers the bytes to send; empty closes without an answer.
  using Answer = std::function<std::string(const std::string& request)>;

  explicit LoopbackServer(Answer answer) : answer_(std::move(answer)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    CHECK(listener_ >= 0 && bind(listener_, raw, size) == 0 && listen(listener_, 8) == 0);
    CHECK(getsockname(listener_, raw, &size) == 0 && pipe(wake_) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Serve(); });
  }
  ~LoopbackServer() {
    close(wake_[1]);
    thread_.join();
    close(listener_);
    close(wake_[0]);
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::string Url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }

 private:
  // False when the test is over.
  bool WaitFor(int socket) {
    pollfd waiting[2] = {{socket, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    return poll(waiting, 2, -1) > 0 && waiting[1].revents == 0;
  }

  void Serve() {
    while (WaitFor(listener_)) {
      const int connection = accept(listener_, nullptr, nullptr);
      if (connection < 0) continue;
      const std::string request = ReadRequest(connection);
      const std::string answer = answer_(request);
      if (answer == kNeverAnswer) {
        WaitFor(connection);
      } else {
        size_t sent = 0;
        while (sent < answer.size()) {
          const ssize_t n =
              send(connection, answer.data() + sent, answer.size() - sent, MSG_NOSIGNAL);
          if (n <= 0) break;
          sent += static_cast<size_t>(n);
        }
      }
      close(connection);
    }
  }

  std::string ReadRequest(int connection) {
    std::string request;
    char buffer[4096];
    while (WaitFor(connection)) {
      const ssize_t n = recv(connection, buffer, sizeof(buffer), 0);
      if (n <= 0) break;
      request.append(buffer, static_cast<size_t>(n));
      const size_t head = request.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      const size_t length = request.find("Content-Length: ");
      const size_t body =
          length < head ? std::strtoul(request.c_str() + length + 16, nullptr, 10) : 0;
      if (request.size() >= head + 4 + body) break;
    }
    return request;
  }

 public:
  static constexpr const char* kNeverAnswer = "never";

 private:
  Answer answer_;
  int listener_ = -1;
  int wake_[2] = {-1, -1};
  int port_ = 0;
  std::thread thread_;
};

}  // namespace signalbox
