#include "api/control_client.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace signalbox {
namespace {

// An answer is held whole; an evidence file or a replay's differences are some MB.
constexpr size_t kMaxReplyBytes = size_t{256} << 20;

class Socket {
 public:
  Socket() : descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Error NoServer(const std::string& path) {
  return Err(Code::kNotFound, "no server listens on `" + path + "`");
}

Error Broken(const std::string& path) {
  return Err(Code::kUnavailable,
             "the server on `" + path + "` ended the connection before its answer was complete");
}

Status Connect(const Socket& socket, const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return NoServer(path);
  std::memcpy(address.sun_path, path.data(), path.size());
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    switch (errno) {
      case ENOENT:
      case ENOTDIR:
      case ECONNREFUSED:  // left by a process that died
        return NoServer(path);
      case EACCES:
        return Err(Code::kForbidden, "`" + path + "` belongs to another user");
      case EAGAIN:
        return Err(Code::kUnavailable, "the server on `" + path + "` takes no more connections");
      default:
        return Err(Code::kIo, "cannot connect to `" + path + "`: " + std::strerror(errno));
    }
  }
  // In a shared temporary folder anyone may have put a socket of this name.
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(socket.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 ||
      (peer.uid != ::geteuid() && peer.uid != 0)) {
    return Err(Code::kForbidden, "the process that listens on `" + path + "` is another user's");
  }
  return {};
}

Status WaitFor(const Socket& socket, short events, const Clock& clock, TimeUs deadline) {
  while (true) {
    const TimeUs left_ms = (deadline - clock.Steady()) / kMillisecondUs;
    if (left_ms <= 0) return Err(Code::kDeadline, "the server did not answer in time");
    pollfd waiting{.fd = socket.get(), .events = events, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::min<TimeUs>(left_ms, 1 << 30)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Err(Code::kIo, std::strerror(errno));
  }
}

Result<ControlReply> ReadReply(const std::string& path, std::string text) {
  const size_t end = text.find("\r\n\r\n");
  if (end == std::string::npos || !text.starts_with("HTTP/1.1 ") || end < 12) return Broken(path);
  ControlReply reply;
  std::from_chars(text.data() + 9, text.data() + 12, reply.status);
  const std::string_view head = std::string_view(text).substr(0, end + 2);
  for (size_t at = head.find("\r\n") + 2; at < head.size();) {
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    at += line.size() + 2;
    const size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = line.substr(colon + 2);
    if (EqualsIgnoreCase(name, "Content-Type")) reply.content_type = value;
    size_t size = 0;
    if (!EqualsIgnoreCase(name, "Content-Length")) continue;
    std::from_chars(value.data(), value.data() + value.size(), size);
    if (text.size() - (end + 4) != size) return Broken(path);
  }
  text.erase(0, end + 4);
  reply.body = std::move(text);
  return reply;
}

}  // namespace

Result<ControlReply> CallControl(const std::string& socket_path, Method method,
                                 const std::string& target, const std::string& body,
                                 TimeUs timeout_us, const HeaderList& headers) {
  const SystemClock clock;
  const TimeUs deadline = clock.Steady() + timeout_us;
  const Socket socket;
  SB_TRY(Connect(socket, socket_path));
  // HTTP/1.0: the answer, streamed or not, is not chunked and ends with the connection.
  std::string out;
  out.append(MethodName(method)).append(" ").append(target).append(" HTTP/1.0\r\n");
  for (const auto& [name, value] : headers)
    out.append(name).append(": ").append(value).append("\r\n");
  out.append("Content-Type: application/json\r\nContent-Length: ");
  out.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
  std::string in;
  char buffer[64 << 10];
  size_t sent = 0;
  while (true) {
    // Reads meanwhile: a server may answer before it has the whole body.
    const bool sending = sent < out.size();
    const int events = sending ? POLLIN | POLLOUT : POLLIN;
    SB_TRY(WaitFor(socket, static_cast<short>(events), clock, deadline));
    if (sending) {
      const ssize_t took = ::send(socket.get(), out.data() + sent, out.size() - sent, MSG_NOSIGNAL);
      if (took > 0) sent += static_cast<size_t>(took);
      // The answer may lie in the socket although nothing more can be sent.
      if (took < 0 && errno != EAGAIN && errno != EINTR) sent = out.size();
    }
    const ssize_t size = ::recv(socket.get(), buffer, sizeof buffer, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (size < 0) return Broken(socket_path);
    if (size == 0) return ReadReply(socket_path, std::move(in));
    in.append(buffer, static_cast<size_t>(size));
    if (in.size() > kMaxReplyBytes) {
      return Err(Code::kExhausted, "the answer of `" + target + "` is larger than 256 MB");
    }
  }
}

}  // namespace signalbox
