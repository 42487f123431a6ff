// The server over real sockets of this computer; what one connection does with its bytes is in
// http_session_test.cc.
#include "api/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "api/control_client.h"
#include "api/control_socket.h"
#include "api/sse.h"

namespace signalbox {
namespace {

using testing::HasSubstr;

// Moves only when told to, while the server's threads read it.
class SteppedClock : public Clock {
 public:
  TimeUs Now() const override { return now_; }
  TimeUs Steady() const override { return now_; }
  void Advance(TimeUs by) { now_ += by; }

 private:
  std::atomic<TimeUs> now_ = 0;
};

class HttpServerTest : public testing::Test {
 protected:
  HttpServerTest() {
    char name[] = "/tmp/signalbox-api-XXXXXX";
    folder_ = mkdtemp(name);
    options_.unix_path = folder_ + "/s";
    // What holds answers back in these tests is let go by Stop, not by time.
    options_.drain_us = 0;
  }
  ~HttpServerTest() override {
    server_.reset();
    std::filesystem::remove_all(folder_);
  }

  Result<int> Start() {
    server_.emplace(
        options_,
        [this](const HttpRequest& request, Responder responder) {
          Handle(request, std::move(responder));
        },
        *server_clock_);
    return server_->Start();
  }

  void Handle(const HttpRequest& request, Responder responder) {
    if (request.target == "/drop") return;
    if (request.target == "/keep") {
      const std::lock_guard lock(mutex_);
      kept_.emplace(std::move(responder));
      arrived_.notify_all();
      return;
    }
    if (request.target == "/stream") {
      ResponseStream stream = responder.BeginStream(EventStreamHead());
      for (int64_t i = 1; i <= 2; ++i) {
        std::string event;
        AppendServerSentEvent(i, "tick", "{}", &event);
        stream.Write(event);
      }
      return;
    }
    HttpResponse response;
    response.status = 201;
    response.body = std::string(MethodName(request.method)) + " " + request.body;
    response.body += request.secure ? " tls " : " plain ";
    response.body += request.remote;
    responder.Send(std::move(response));
  }

  Result<ControlReply> Call(const std::string& target, const std::string& body = {}) {
    return CallControl(options_.unix_path, Method::kPost, target, body);
  }

  // A connection of which nothing is asked yet.
  int Connect() {
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    options_.unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    return socket;
  }

  std::string folder_;
  SystemClock clock_;
  SteppedClock stepped_;
  const Clock* server_clock_ = &clock_;
  HttpServerOptions options_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::optional<Responder> kept_;
  std::optional<HttpServer> server_;
};

TEST_F(HttpServerTest, AControlSocketAnswersItsOwnUserOnly) {
  ASSERT_TRUE(Start().ok());
  const auto reply = Call("/a", "hello");
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->content_type, "application/json");
  EXPECT_EQ(reply->body, "POST hello plain unix");
  struct stat found {};
  ASSERT_EQ(::stat(options_.unix_path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST_F(HttpServerTest, ALargeBodyGoesThroughTheControlSocketWhole) {
  ASSERT_TRUE(Start().ok());
  const std::string body(4 << 20, 'b');
  EXPECT_EQ(Call("/a", body)->body, "POST " + body + " plain unix");
  const auto refused = Call("/a", std::string(kMaxBodyBytes + 1, 'b'));
  ASSERT_TRUE(refused.ok()) << refused.error().message;
  EXPECT_EQ(refused->status, 413);
}

TEST_F(HttpServerTest, ADroppedResponderAnswers500) {
  ASSERT_TRUE(Start().ok());
  EXPECT_EQ(Call("/drop")->status, 500);
}

TEST_F(HttpServerTest, AStreamReachesTheClientWhole) {
  ASSERT_TRUE(Start().ok());
  const auto reply = Call("/stream");
  EXPECT_EQ(reply->content_type, "text/event-stream");
  EXPECT_EQ(reply->body, "id: 1\nevent: tick\ndata: {}\n\nid: 2\nevent: tick\ndata: {}\n\n");
}

TEST_F(HttpServerTest, StopEndsConnectionsThatNobodyAnswers) {
  ASSERT_TRUE(Start().ok());
  std::thread caller([this] {
    const auto reply = Call("/keep");
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, Code::kUnavailable);
  });
  {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return kept_.has_value(); });
  }
  server_->Stop();
  caller.join();
  kept_->Send({});  // does nothing any more
  EXPECT_EQ(Call("/a").error().code, Code::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(options_.unix_path));
}

TEST_F(HttpServerTest, ConnectionsBeyondTheLimitAreRefusedAndToldOnceASecond) {
  options_.max_connections = 1;
  stepped_.Advance(kDayUs);
  server_clock_ = &stepped_;
  ASSERT_TRUE(Start().ok());
  std::thread caller([this] { EXPECT_TRUE(Call("/keep").ok()); });
  {
    std::unique_lock lock(mutex_);
    arrived_.wait(lock, [this] { return kept_.has_value(); });
  }
  testing::internal::CaptureStderr();
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(Call("/a").ok());
  stepped_.Advance(kSecondUs);
  EXPECT_FALSE(Call("/a").ok());
  kept_->Send({});
  caller.join();
  server_->Stop();
  const std::string told = testing::internal::GetCapturedStderr();
  EXPECT_THAT(told, HasSubstr("connections refused: 1;"));
  EXPECT_THAT(told, HasSubstr("connections refused: 5;"));
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 2) << told;
}

TEST_F(HttpServerTest, WhereAllConnectionsAreOpenTheOneThatRestsLongestMakesRoom) {
  options_.max_connections = 2;
  ASSERT_TRUE(Start().ok());
  const int first = Connect(), second = Connect();
  EXPECT_EQ(Call("/a")->status, 201);
  char answer[13] = {};
  EXPECT_EQ(::read(first, answer, 1), 0) << "it was closed";
  constexpr std::string_view kRequest = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  EXPECT_EQ(::write(second, kRequest.data(), kRequest.size()), std::ssize(kRequest));
  EXPECT_EQ(::read(second, answer, 12), 12);
  EXPECT_STREQ(answer, "HTTP/1.1 201");
  ::close(first);
  ::close(second);
}

TEST_F(HttpServerTest, ALiveServersSocketIsNotTaken) {
  ASSERT_TRUE(Start().ok());
  HttpServer second(
      options_, [](const HttpRequest&, Responder) {}, clock_);
  const auto taken = second.Start();
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, Code::kIo);
  EXPECT_EQ(Call("/a")->status, 201);
}

TEST_F(HttpServerTest, ATakenPortIsNamedWithTheWayOut) {
  options_.unix_path.clear();
  const auto port = Start();
  ASSERT_TRUE(port.ok()) << port.error().message;
  EXPECT_GT(*port, 0);
  options_.port = *port;
  HttpServer second(
      options_, [](const HttpRequest&, Responder) {}, clock_);
  const auto taken = second.Start();
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, Code::kIo);
  EXPECT_THAT(taken.error().message, HasSubstr("127.0.0.1:" + std::to_string(*port)));
  EXPECT_THAT(taken.error().message, HasSubstr("--listen"));
}

TEST_F(HttpServerTest, ACertificateThatCannotBeUsedIsNamed) {
  options_.unix_path.clear();
  options_.tls_cert_file = folder_ + "/none.pem";
  EXPECT_THAT(Start().error().message, HasSubstr("--tls-key"));
  options_.tls_key_file = folder_ + "/none.key";
  EXPECT_THAT(Start().error().message, HasSubstr("none.pem"));
}

TEST_F(HttpServerTest, ACallWithoutAServerSaysSo) {
  EXPECT_EQ(Call("/a").error().code, Code::kNotFound);
  options_.unix_path = folder_ + "/" + std::string(200, 'x');
  EXPECT_EQ(Call("/a").error().code, Code::kNotFound);
}

TEST_F(HttpServerTest, TheControlSocketOfALongPathIsShortAndTheSameForEverySpelling) {
  EXPECT_EQ(ControlSocketPath(folder_), folder_ + "/control.sock");
  EXPECT_EQ(ControlSocketPath(folder_ + "/./x/../"), folder_ + "/control.sock");
  const std::string deep = folder_ + "/" + std::string(120, 'd');
  const std::string path = ControlSocketPath(deep);
  EXPECT_LE(path.size(), 100u);
  EXPECT_EQ(path, ControlSocketPath(deep + "/"));
  EXPECT_NE(path, ControlSocketPath(deep + "e"));
}

}  // namespace
}  // namespace signalbox
