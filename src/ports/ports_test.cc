#include <gtest/gtest.h>

#include "ports/crm.h"
#include "ports/http_client.h"
#include "ports/loopback_server.h"
#include "ports/notifier.h"
#include "ports/webhook_signature.h"

namespace signalbox {
namespace {

std::string Answer(const std::string& status, const std::string& body,
                   const std::string& headers = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

TEST(HttpClient, SendsWhatIsAskedAndReadsTheReply) {
  std::string seen;
  LoopbackServer server([&](const std::string& request) {
    seen = request;
    return Answer("201 Created", "{\"ok\":true}", "Retry-After:  7\r\n");
  });
  HttpClient client;
  OutgoingRequest request;
  request.method = "POST";
  request.url = server.Url("/score?x=1");
  request.headers = {{"Idempotency-Key", "k1"}, {"X-Empty", ""}};
  request.body = "{\"a\":1}";
  const Result<HttpReply> reply = client.Fetch(request);
  ASSERT_TRUE(reply.ok()) << reply.error().message;
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->body, "{\"ok\":true}");
  EXPECT_EQ(reply->Header("retry-after"), "7");
  EXPECT_EQ(reply->Header("x-none"), "");
  EXPECT_TRUE(seen.starts_with("POST /score?x=1 HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Idempotency-Key: k1\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"a\":1}"));
}

TEST(HttpClient, ARedirectIsAReplyAndIsNotFollowed) {
  int requests = 0;
  LoopbackServer server([&](const std::string&) {
    ++requests;
    return Answer("302 Found", "", "Location: http://127.0.0.1:1/\r\n");
  });
  const Result<HttpReply> reply = HttpClient().Fetch({.url = server.Url()});
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(requests, 1);
}

TEST(HttpClient, AHandleOfOneRequestLeavesNothingForTheNext) {
  std::string seen;
  LoopbackServer server([&](const std::string& request) {
    seen = request;
    return Answer("200 OK", "x");
  });
  HttpClient client;
  OutgoingRequest first;
  first.method = "POST";
  first.url = server.Url();
  first.headers = {{"X-Secret", "s"}};
  first.body = "body";
  ASSERT_TRUE(client.Fetch(first).ok());
  ASSERT_TRUE(client.Fetch({.url = server.Url()}).ok());
  EXPECT_TRUE(seen.starts_with("GET /"));
  EXPECT_EQ(seen.find("X-Secret"), std::string::npos);
  EXPECT_EQ(seen.find("body"), std::string::npos);
}

TEST(HttpClient, EachFailureHasItsCode) {
  LoopbackServer silent([](const std::string&) { return LoopbackServer::kNeverAnswer; });
  LoopbackServer closing([](const std::string&) { return ""; });
  LoopbackServer wordy([](const std::string&) { return Answer("200 OK", std::string(2000, 'x')); });
  HttpClient client;
  EXPECT_EQ(client.Fetch({.url = silent.Url(), .timeout_us = 30 * kMillisecondUs}).error().code,
            Code::kDeadline);
  EXPECT_EQ(client.Fetch({.url = closing.Url()}).error().code, Code::kUnavailable);
  EXPECT_EQ(client.Fetch({.url = wordy.Url(), .max_reply_bytes = 1000}).error().code,
            Code::kExhausted);
  EXPECT_EQ(client.Fetch({.url = "http://127.0.0.1:1/"}).error().code, Code::kUnavailable);
  for (const char* url : {"file:///etc/passwd", "ftp://host/x", "", "http://[bad/"}) {
    EXPECT_EQ(client.Fetch({.url = url}).error().code, Code::kInvalid) << url;
  }
  OutgoingRequest split;
  split.url = wordy.Url();
  split.headers = {{"X", "a\r\nY: b"}};
  EXPECT_EQ(client.Fetch(split).error().code, Code::kInvalid);
}

// The example of the Standard Webhooks specification's reference libraries.
TEST(WebhookSignature, AgreesWithTheReferenceLibraries) {
  const auto signature =
      SignWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                  1614265330, "{\"test\": 2432232314}");
  ASSERT_TRUE(signature.ok());
  EXPECT_EQ(*signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, OnlyTheRightSignatureInItsTimePasses) {
  const TimeUs now = 1614265330 * kSecondUs;
  const std::string signature = SignWebhook("secret", "id", 1614265330, "body").value();
  EXPECT_TRUE(CheckWebhook("secret", "id", 1614265330, "body", signature, now).ok());
  EXPECT_TRUE(CheckWebhook("secret", "id", 1614265330, "body", "v1,AAAA " + signature, now).ok());
  EXPECT_FALSE(CheckWebhook("secret", "id", 1614265330, "bodY", signature, now).ok());
  EXPECT_FALSE(CheckWebhook("secret", "id2", 1614265330, "body", signature, now).ok());
  EXPECT_FALSE(CheckWebhook("other", "id", 1614265330, "body", signature, now).ok());
  EXPECT_FALSE(CheckWebhook("secret", "id", 1614265330, "body", "", now).ok());
  EXPECT_FALSE(
      CheckWebhook("secret", "id", 1614265330, "body", signature, now + 6 * kMinuteUs).ok());
  EXPECT_FALSE(CheckWebhook("secret", "id", INT64_MAX, "body", signature, now).ok());
  EXPECT_FALSE(SignWebhook("whsec_!!", "id", 1, "body").ok());
}

}  // namespace
}  // namespace signalbox
