// What is said to a mail server, and what is not; a real one with TLS is in
// tests/blackbox/notify_test.py.
#include "ports/smtp_client.h"

#include <gtest/gtest.h>

#include "ports/loopback_server.h"

namespace signalbox {
namespace {

SmtpSettings At(const LoopbackServer& server, SmtpTls tls) {
  const std::string url = server.Url("");
  SmtpSettings settings;
  settings.host = "127.0.0.1";
  settings.port = std::stoi(url.substr(url.rfind(':') + 1));
  settings.tls = tls;
  settings.timeout_us = 200 * kMillisecondUs;
  return settings;
}

TEST(SmtpClientTest, AnAddressThatCouldEndACommandIsNotSentAnywhere) {
  SmtpSettings settings;
  settings.host = "localhost";
  settings.port = 1;
  SmtpClient client(settings);
  for (const std::string wrong : {"", "a@b>\r\nDATA", "a b@c", "a@b\n", "<a@b>"}) {
    EXPECT_EQ(client.Send("s@acme.example", wrong, "x").error().code, Code::kInvalid) << wrong;
    EXPECT_EQ(client.Send(wrong, "s@acme.example", "x").error().code, Code::kInvalid) << wrong;
  }
}

TEST(SmtpClientTest, WhereNobodyListensItMayBeTriedAgain) {
  SmtpSettings settings;
  settings.host = "127.0.0.1";
  settings.port = 1;
  EXPECT_EQ(SmtpClient(settings).Send("s@a.example", "t@a.example", "x").error().code,
            Code::kUnavailable);
}

TEST(SmtpClientTest, AServerThatIsNoMailServerMayBeTriedAgain) {
  LoopbackServer server([](const std::string&) { return std::string("HTTP/1.1 200 OK\r\n\r\n"); });
  for (const SmtpTls tls : {SmtpTls::kImplicit, SmtpTls::kStartTls}) {
    const auto sent = SmtpClient(At(server, tls)).Send("s@a.example", "t@a.example", "x");
    ASSERT_FALSE(sent.ok());
    EXPECT_NE(sent.error().code, Code::kInvalid);
  }
}

}  // namespace
}  // namespace signalbox
