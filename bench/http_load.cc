// Sends the bodies of an NDJSON file as POST requests over keep-alive connections and prints one
// JSON line of what came back and how fast. One thread and epoll, so that it takes as little as
// possible from the server that it measures; `cpu_seconds` says how little.
//
//   http_load --port P --bodies FILE [--host H] [--path /v1/leads] [--token T]
//             [--connections N] [--rate R] [--seconds S]
//
// Each line of the file is sent at most once. Without --rate the loop is closed: each connection
// sends the next body when its answer is there. With --rate it is open: body i is due at i / R
// seconds whatever the server does, and its latency counts from then, so that a stall is charged to
// every request that it delayed (Tene, "How NOT to Measure Latency", 2013).
// Exits 0 when every answer was 2xx, 1 when one was not, 2 for wrong use, 3 without a connection.

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace signalbox {
namespace {

// More than any server under test keeps open; beyond it the generator itself would be the limit.
constexpr int kMaxConnections = 4096;

// How long answers may stay away before the run is called off.
constexpr TimeUs kSilenceUs = 30 * kSecondUs;

struct Options {
  std::string host = "127.0.0.1";
  std::string path = "/v1/leads";
  std::string token;
  std::string bodies;
  int64_t port = 0;
  int64_t connections = 32;
  int64_t rate = 0;     // requests a second; 0 = closed loop
  int64_t seconds = 0;  // nothing is sent after; 0 = until the file ends
};

struct Connection {
  int socket = -1;
  std::string out;  // what the socket did not take at once
  std::string in;
  TimeUs begun = 0;
  bool busy = false;
  bool rest_watched = false;  // epoll tells when the socket takes more of `out`
};

struct Answer {
  int status = 0;  // 0 = not all there yet, -1 = not HTTP
  bool close = false;
};

Result<Options> ReadOptions(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (i + 1 == argc) return Err(Code::kInvalid, fmt::format("`{}` needs a value", name));
    const std::string_view value = argv[i + 1];
    std::string* text = name == "--host"     ? &options.host
                        : name == "--path"   ? &options.path
                        : name == "--token"  ? &options.token
                        : name == "--bodies" ? &options.bodies
                                             : nullptr;
    int64_t* number = name == "--port"          ? &options.port
                      : name == "--connections" ? &options.connections
                      : name == "--rate"        ? &options.rate
                      : name == "--seconds"     ? &options.seconds
                                                : nullptr;
    if (text != nullptr) {
      *text = value;
    } else if (number == nullptr) {
      return Err(Code::kInvalid, fmt::format("there is no option `{}`", name));
    } else if (const auto read =
                   std::from_chars(value.data(), value.data() + value.size(), *number);
               read.ec != std::errc() || read.ptr != value.data() + value.size() || *number < 0) {
      return Err(Code::kInvalid, fmt::format("`{}` must be a whole number, not `{}`", name, value));
    }
  }
  if (options.port < 1 || options.port > 65535 || options.bodies.empty() ||
      options.connections < 1 || options.connections > kMaxConnections) {
    return Err(Code::kInvalid, "`--port` and `--bodies` are needed, and 1 to 4096 connections");
  }
  return options;
}

// The value of a header in an answer's head, for the spelling that the servers measured here use
// and the all-small one.
std::string_view HeaderValue(std::string_view head, std::string_view spelled,
                             std::string_view small) {
  size_t at = head.find(spelled);
  if (at == std::string_view::npos) at = head.find(small);
  if (at == std::string_view::npos) return {};
  head.remove_prefix(at + spelled.size());
  return head.substr(0, head.find('\r'));
}

// Takes a whole answer from the front of `in`.
Answer TakeAnswer(std::string* in) {
  const size_t end = in->find("\r\n\r\n");
  if (end == std::string::npos) return {};
  const std::string_view head = std::string_view(*in).substr(0, end + 2);
  const std::string_view length = HeaderValue(head, "\r\nContent-Length: ", "\r\ncontent-length: ");
  Answer answer;
  size_t size = 0;
  const bool sized =
      std::from_chars(length.data(), length.data() + length.size(), size).ec == std::errc();
  if (head.size() < 12 || !head.starts_with("HTTP/1.1 ") || (!length.empty() && !sized) ||
      std::from_chars(head.data() + 9, head.data() + 12, answer.status).ec != std::errc()) {
    return {.status = -1};
  }
  if (in->size() < end + 4 + size) return {};
  answer.close = HeaderValue(head, "\r\nConnection: ", "\r\nconnection: ") == "close";
  in->erase(0, end + 4 + size);
  return answer;
}

class Load {
 public:
  Load(Options options, std::string text)
      : options_(std::move(options)),
        text_(std::move(text)),
        connections_(static_cast<size_t>(options_.connections)) {
    head_ = fmt::format("POST {} HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json\r\n",
                        options_.path, options_.host, options_.port);
    if (!options_.token.empty()) head_ += "Authorization: Bearer " + options_.token + "\r\n";
    head_ += "Content-Length: ";
    FindBodies();
    latencies_.reserve(bodies_.size());
  }
  ~Load() {
    for (const Connection& connection : connections_) {
      if (connection.socket >= 0) ::close(connection.socket);
    }
    if (epoll_ >= 0) ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  Status Run() {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    for (size_t i = 0; i < connections_.size(); ++i) {
      SB_TRY(Open(i));
      idle_.push_back(i);
    }
    start_ = heard_ = clock_.Steady();
    while (true) {
      SendDue();
      if (!MoreToSend() && busy_ == 0) break;
      SB_TRY(Wait());
    }
    end_ = clock_.Steady();
    return {};
  }

  bool clean() const { return errors_ == 0 && non_2xx_ == 0; }

  std::string Report() {
    std::sort(latencies_.begin(), latencies_.end());
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds_of = [](const timeval& time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    const double seconds = std::max(1e-6, static_cast<double>(end_ - start_) / 1e6);
    return fmt::format(
        "{{\"requests\":{},\"seconds\":{:.3f},\"rate\":{:.1f},\"p50_us\":{},\"p99_us\":{},"
        "\"p999_us\":{},\"max_us\":{},\"errors\":{},\"non_2xx\":{},\"cpu_seconds\":{:.3f},"
        "\"connections\":{},\"offered_rate\":{}}}",
        latencies_.size(), seconds, static_cast<double>(latencies_.size()) / seconds, Quantile(500),
        Quantile(990), Quantile(999), Quantile(1000), errors_, non_2xx_,
        seconds_of(used.ru_utime) + seconds_of(used.ru_stime), connections_.size(), options_.rate);
  }

 private:
  void FindBodies() {
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      if (!line.empty()) bodies_.push_back(line);
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
  }

  // Nearest rank, of 1000.
  int64_t Quantile(size_t of_thousand) const {
    if (latencies_.empty()) return 0;
    const size_t rank = (latencies_.size() * of_thousand + 999) / 1000;
    return latencies_[std::max<size_t>(rank, 1) - 1];
  }

  Status Open(size_t index) {
    Connection& connection = connections_[index];
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(options_.port));
    if (inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr) != 1) {
      return Err(Code::kInvalid, fmt::format("`{}` is no IPv4 address", options_.host));
    }
    connection = Connection{.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    const int one = 1;
    setsockopt(connection.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (::connect(connection.socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      return Err(Code::kUnavailable, fmt::format("cannot connect to `{}:{}`: is the server up?",
                                                 options_.host, options_.port));
    }
    fcntl(connection.socket, F_SETFL, O_NONBLOCK);
    Watch(EPOLL_CTL_ADD, index, EPOLLIN);
    return {};
  }

  void Watch(int operation, size_t index, uint32_t events) {
    epoll_event event{.events = events, .data = {.u64 = index}};
    epoll_ctl(epoll_, operation, connections_[index].socket, &event);
  }

  TimeUs Due(size_t body) const {
    return start_ + static_cast<TimeUs>(body) * kSecondUs / options_.rate;
  }
  bool MoreToSend() const {
    if (next_ == bodies_.size()) return false;
    if (options_.seconds == 0) return true;
    const TimeUs end = start_ + options_.seconds * kSecondUs;
    return options_.rate > 0 ? Due(next_) < end : clock_.Steady() < end;
  }

  void SendDue() {
    while (!idle_.empty() && MoreToSend()) {
      const TimeUs now = clock_.Steady();
      if (options_.rate > 0 && Due(next_) > now) return;
      const size_t index = idle_.front();
      idle_.pop_front();
      Connection& connection = connections_[index];
      connection.begun = options_.rate > 0 ? Due(next_) : now;
      connection.busy = true;
      ++busy_;
      const std::string_view body = bodies_[next_++];
      connection.out = head_;
      fmt::format_to(std::back_inserter(connection.out), "{}\r\n\r\n{}", body.size(), body);
      Send(index);
    }
  }

  void Send(size_t index) {
    Connection& connection = connections_[index];
    const ssize_t sent =
        ::send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (sent > 0) connection.out.erase(0, static_cast<size_t>(sent));
    const bool rest = !connection.out.empty();
    if (rest != connection.rest_watched) {
      Watch(EPOLL_CTL_MOD, index, rest ? EPOLLIN | EPOLLOUT : EPOLLIN);
      connection.rest_watched = rest;
    }
  }

  // Until something arrives or the next body is due.
  Status Wait() {
    timespec wait{.tv_sec = 1, .tv_nsec = 0};
    if (options_.rate > 0 && !idle_.empty() && MoreToSend()) {
      const TimeUs left = std::clamp<TimeUs>(Due(next_) - clock_.Steady(), 0, kSecondUs - 1);
      wait = {.tv_sec = 0, .tv_nsec = left * 1000};
    }
    epoll_event events[64];
    const int count = epoll_pwait2(epoll_, events, 64, &wait, nullptr);
    if (count <= 0 && busy_ > 0 && clock_.Steady() - heard_ > kSilenceUs) {
      return Err(Code::kDeadline, fmt::format("no answer for {}; {} requests wait for one",
                                              FormatDuration(kSilenceUs), busy_));
    }
    for (int i = 0; i < count; ++i) {
      const size_t index = events[i].data.u64;
      if ((events[i].events & EPOLLOUT) != 0) Send(index);
      if ((events[i].events & ~uint32_t{EPOLLOUT}) != 0) SB_TRY(Receive(index));
    }
    return {};
  }

  Status Receive(size_t index) {
    Connection& connection = connections_[index];
    const ssize_t size = ::recv(connection.socket, buffer_, sizeof buffer_, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    heard_ = clock_.Steady();
    if (size <= 0) return Lose(index);
    connection.in.append(buffer_, static_cast<size_t>(size));
    const Answer answer = TakeAnswer(&connection.in);
    if (answer.status == 0) return {};
    if (answer.status < 0 || !connection.busy) return Lose(index);
    latencies_.push_back(heard_ - connection.begun);
    if (answer.status < 200 || answer.status > 299) ++non_2xx_;
    connection.busy = false;
    --busy_;
    if (answer.close) return Lose(index);
    idle_.push_back(index);
    return {};
  }

  // The connection is of no more use: what it carried is an error, and a new one takes its place.
  Status Lose(size_t index) {
    Connection& connection = connections_[index];
    if (connection.busy) {
      ++errors_;
      --busy_;
      idle_.push_back(index);
    } else if (std::find(idle_.begin(), idle_.end(), index) == idle_.end()) {
      idle_.push_back(index);
    }
    ::close(connection.socket);
    connection.socket = -1;
    return Open(index);
  }

  const Options options_;
  const std::string text_;
  const SystemClock clock_;
  std::string head_;
  std::vector<std::string_view> bodies_;
  std::vector<Connection> connections_;
  std::deque<size_t> idle_;
  std::vector<int64_t> latencies_;
  size_t next_ = 0;
  size_t busy_ = 0;
  int64_t errors_ = 0;
  int64_t non_2xx_ = 0;
  TimeUs start_ = 0;
  TimeUs end_ = 0;
  TimeUs heard_ = 0;  // when the server last said something
  int epoll_ = -1;
  char buffer_[64 << 10];
};

int Main(int argc, char** argv) {
  auto options = ReadOptions(argc, argv);
  if (!options.ok()) return fmt::print(stderr, "http_load: {}\n", options.error().message), 2;
  std::ifstream file(options->bodies, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return fmt::print(stderr, "http_load: cannot read `{}`\n", options->bodies), 2;
  Load load(std::move(*options), std::move(text).str());
  const Status run = load.Run();
  if (!run.ok()) return fmt::print(stderr, "http_load: {}\n", run.error().message), 3;
  fmt::print("{}\n", load.Report());
  return load.clean() ? 0 : 1;
}

}  // namespace
}  // namespace signalbox

int main(int argc, char** argv) {
  return signalbox::Main(argc, argv);
}
