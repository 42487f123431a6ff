#include "api/http_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// A connection whose handler keeps every request's responder until the test answers it.
class HttpSessionTest : public testing::Test {
 protected:
  HttpSessionTest() { Open(); }

  void Open() {
    session_ = std::make_unique<HttpSession>(limits_, &totals_, handler_, admission_, queue_, 1,
                                             "192.0.2.1", false, now_);
  }
  void Put(std::string_view bytes) {
    session_->OnBytes(bytes, now_);
    Deliver();
  }
  void Deliver() {
    std::vector<Reply> replies;
    while (queue_->TakeAll(&replies)) {
      for (Reply& reply : replies) session_->OnReply(std::move(reply), now_);
    }
  }
  void Answer(size_t index, std::string body) {
    HttpResponse response;
    response.body = std::move(body);
    responders_[index].Send(std::move(response));
    Deliver();
  }
  std::string Sent() {
    std::string out;
    if (session_->has_output()) session_->TakeOutput(&out, now_), session_->OnWritten(now_);
    return out;
  }
  // What one whole request is answered with at once.
  std::string Refused(std::string_view bytes) {
    Open();
    Put(bytes);
    return Sent();
  }

  SessionLimits limits_;
  SessionTotals totals_;
  TimeUs now_ = 0;
  std::vector<HttpRequest> requests_;
  std::vector<Responder> responders_;
  Admission admission_;
  const Handler handler_ = [this](const HttpRequest& request, Responder responder) {
    requests_.push_back(request);
    responders_.push_back(std::move(responder));
  };
  std::shared_ptr<ReplyQueue> queue_ = std::make_shared<ReplyQueue>([] {});
  std::unique_ptr<HttpSession> session_;
};

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(HttpSessionTest, ARequestArrivesWholeHoweverItIsCut) {
  const std::string_view text =
      "POST /v1/leads?x=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nX-A:  b \r\n\r\nbody";
  for (size_t cut = 1; cut < text.size(); ++cut) {
    requests_.clear();
    Open();
    Put(text.substr(0, cut));
    EXPECT_TRUE(requests_.empty());
    Put(text.substr(cut));
    ASSERT_EQ(requests_.size(), 1u) << cut;
    EXPECT_EQ(requests_[0].method, Method::kPost);
    EXPECT_EQ(requests_[0].path(), "/v1/leads");
    EXPECT_EQ(requests_[0].query(), "x=1");
    EXPECT_EQ(requests_[0].body, "body");
    EXPECT_EQ(requests_[0].Header("x-a"), "b");
    EXPECT_EQ(requests_[0].remote, "192.0.2.1");
  }
}

TEST_F(HttpSessionTest, AHeadIsAsLongAsItIsHoweverItIsCut) {
  for (const size_t more : {0u, 1u}) {
    const std::string start = "GET /" + std::string(100, 'a') + " HTTP/1.1\r\nHost: x\r\nX-A: ";
    limits_.max_header_bytes = 512;
    const std::string text = start + std::string(512 - 4 - start.size() + more, 'b') + "\r\n\r\n";
    for (const size_t piece : {size_t{1}, size_t{2}, size_t{64}, text.size()}) {
      requests_.clear();
      Open();
      for (size_t at = 0; at < text.size(); at += piece)
        Put(std::string_view(text).substr(at, piece));
      EXPECT_EQ(requests_.size(), more == 0 ? 1u : 0u) << piece;
      if (more > 0) {
        EXPECT_THAT(Sent(), StartsWith("HTTP/1.1 431 ")) << piece;
      }
    }
  }
}

TEST_F(HttpSessionTest, AConnectionStaysForTheNextRequest) {
  for (int i = 0; i < 3; ++i) {
    Put(kGet);
    Answer(static_cast<size_t>(i), "one");
    const std::string sent = Sent();
    EXPECT_THAT(sent, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(sent, HasSubstr("Content-Length: 3\r\n"));
    EXPECT_THAT(sent, Not(HasSubstr("Connection:")));
    EXPECT_FALSE(session_->finished());
  }
}

TEST_F(HttpSessionTest, AnswersGoOutInTheOrderOfTheRequests) {
  Put(std::string(kGet) + std::string(kGet) + std::string(kGet));
  ASSERT_EQ(requests_.size(), 3u);
  Answer(2, "third");
  Answer(1, "second");
  EXPECT_FALSE(session_->has_output());
  Answer(0, "first");
  const std::string sent = Sent();
  EXPECT_LT(sent.find("first"), sent.find("second"));
  EXPECT_LT(sent.find("second"), sent.find("third"));
  EXPECT_NE(sent.find("third"), std::string::npos);
}

TEST_F(HttpSessionTest, TooManyRequestsInARowWaitWithTheClient) {
  limits_.max_pipelined = 2;
  Open();
  Put(std::string(kGet) + std::string(kGet) + std::string(kGet));
  EXPECT_EQ(requests_.size(), 2u);
  EXPECT_FALSE(session_->wants_bytes());
  Answer(0, "");
  EXPECT_EQ(requests_.size(), 3u);
}

TEST_F(HttpSessionTest, AChunkedBodyIsPutTogether) {
  Put("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2;e=1\r\nde\r\n");
  EXPECT_TRUE(requests_.empty());
  Put("0\r\nTrailer: t\r\n\r\n");
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].body, "abcde");
}

TEST_F(HttpSessionTest, AChunkedBodyMayComeByteByByteAndEndInNonsense) {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto put_slowly = [&](std::string_view body) {
    Open();
    Put(head);
    for (const char byte : body) Put(std::string_view(&byte, 1));
  };
  put_slowly("3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n");
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].body, "abcd");
  requests_.clear();
  put_slowly("0\r\na\x01>/\r\n\r\n");
  EXPECT_TRUE(requests_.empty());
  EXPECT_THAT(Sent(), StartsWith("HTTP/1.1 400 "));
}

TEST_F(HttpSessionTest, AChunksLineAndTheTrailersAreAsShortAsAHeadHoweverTheyAreCut) {
  limits_.max_header_bytes = 512;
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string many(600, 'x');
  for (const std::string& body :
       {"3;" + many + "\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nX: " + many + "\r\n\r\n"}) {
    for (const size_t piece : {size_t{1}, body.size()}) {
      Open();
      Put(head);
      for (size_t at = 0; at < body.size() && session_->wants_bytes(); at += piece)
        Put(std::string_view(body).substr(at, piece));
      EXPECT_TRUE(requests_.empty()) << piece;
      EXPECT_THAT(Sent(), StartsWith("HTTP/1.1 431 ")) << piece;
    }
  }
}

TEST_F(HttpSessionTest, HeadIsAnsweredWithoutItsBody) {
  Put("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n");
  Answer(0, "body");
  const std::string sent = Sent();
  EXPECT_THAT(sent, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_TRUE(sent.ends_with("\r\n\r\n"));
}

TEST_F(HttpSessionTest, AClientThatAsksFirstIsToldToContinue) {
  Put("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(Sent(), "HTTP/1.1 100 Continue\r\n\r\n");
  Put("ab");
  ASSERT_EQ(requests_.size(), 1u);
  EXPECT_EQ(requests_[0].body, "ab");
}

TEST_F(HttpSessionTest, EachWrongRequestHasItsStatus) {
  limits_.max_body_bytes = 10;
  const std::string large(20'000, 'a');
  const std::pair<std::string, std::string> cases[] = {
      {"nonsense\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\n\r\n", "400"},
      {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "400"},
      {"GET a HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"GET http://ann:secret@x/a HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"GET http://x/a HTTP/1.1\r\n\r\n", "400"},
      {"GET ftp://x/a HTTP/1.1\r\nHost: x\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
       "400"},
      {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "400"},
      {"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", "413"},
      {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nabcdefghijk\r\n",
       "413"},
      {"GET / HTTP/1.1\r\nHost: x\r\nExpect: gold\r\n\r\n", "417"},
      {"GET / HTTP/1.1\r\nHost: x\r\nA: " + large + "\r\n\r\n", "431"},
      {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", "501"},
      {"GET / HTTP/2.0\r\nHost: x\r\n\r\n", "505"},
  };
  for (const auto& [bytes, status] : cases) {
    const std::string sent = Refused(bytes);
    EXPECT_THAT(sent, StartsWith("HTTP/1.1 " + status)) << bytes.substr(0, 90);
    EXPECT_THAT(sent, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(sent, HasSubstr("application/problem+json"));
    EXPECT_TRUE(session_->finished());
  }
  EXPECT_TRUE(requests_.empty());
  EXPECT_EQ(totals_.receiving_bytes, 0u);
}

TEST_F(HttpSessionTest, ATargetWithItsHostIsTheSameAsWithout) {
  const std::pair<std::string, std::string> cases[] = {
      {"http://x.test/v1/leads?limit=1", "/v1/leads?limit=1"},
      {"HTTPS://x.test:8443/a", "/a"},
      {"http://x.test", "/"},
      {"http://x.test?q=1", "/?q=1"},
  };
  for (const auto& [target, path] : cases) {
    requests_.clear();
    Open();
    Put("GET " + target + " HTTP/1.1\r\nHost: other\r\n\r\n");
    ASSERT_EQ(requests_.size(), 1u) << target;
    EXPECT_EQ(requests_[0].target, path);
    EXPECT_TRUE(requests_[0].Header("Host").starts_with("x.test")) << "RFC 9112 section 3.2.2";
  }
}

TEST_F(HttpSessionTest, ARefusalWaitsForTheAnswersBeforeIt) {
  Put(std::string(kGet) + "nonsense\r\n\r\n");
  EXPECT_FALSE(session_->has_output());
  Answer(0, "good");
  const std::string sent = Sent();
  EXPECT_THAT(sent, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_LT(sent.find("good"), sent.find("HTTP/1.1 400"));
}

TEST_F(HttpSessionTest, ARequestThatDribblesIsEndedByItsDeadline) {
  Put("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
  for (int i = 0; i < 30; ++i) {
    now_ += kSecondUs;
    Put("a");
    EXPECT_TRUE(session_->OnTick(now_));
    EXPECT_FALSE(session_->has_output());
  }
  now_ += 1;
  EXPECT_TRUE(session_->OnTick(now_));
  EXPECT_THAT(Sent(), StartsWith("HTTP/1.1 408"));
  EXPECT_TRUE(session_->finished());
}

TEST_F(HttpSessionTest, AnIdleConnectionEndsSilently) {
  now_ = limits_.idle_timeout_us;
  EXPECT_TRUE(session_->OnTick(now_));
  EXPECT_FALSE(session_->OnTick(now_ + 1));
  EXPECT_FALSE(session_->has_output());
}

TEST_F(HttpSessionTest, WhatRestsIsBetweenRequestsOrDribblesOne) {
  using Rest = HttpSession::Rest;
  EXPECT_EQ(session_->rest(now_), Rest::kIdle);
  Put("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n");
  EXPECT_EQ(session_->rest(now_ + 5 * kSecondUs), Rest::kBusy);
  EXPECT_EQ(session_->rest(now_ + 6 * kSecondUs), Rest::kDribbling);
  now_ += 7 * kSecondUs;
  Put("a");
  EXPECT_EQ(session_->rest(now_ + kHourUs), Rest::kBusy) << "it is at work";
  Answer(0, "done");
  EXPECT_EQ(session_->rest(now_), Rest::kBusy) << "its answer has not gone out";
  Sent();
  EXPECT_EQ(session_->rest(now_), Rest::kIdle);
  EXPECT_EQ(session_->rests_since(), now_);
}

TEST_F(HttpSessionTest, ARequestAtWorkIsNotIdle) {
  Put(kGet);
  EXPECT_TRUE(session_->OnTick(now_ + kHourUs));
}

TEST_F(HttpSessionTest, AClientThatTakesNothingIsCutOff) {
  Put(kGet);
  Answer(0, "x");
  std::string out;
  session_->TakeOutput(&out, now_);
  EXPECT_TRUE(session_->OnTick(limits_.write_timeout_us));
  EXPECT_FALSE(session_->OnTick(limits_.write_timeout_us + 1));
}

TEST_F(HttpSessionTest, OldClientsAndPoliteOnesEndTheConnection) {
  Put("GET / HTTP/1.0\r\n\r\n");
  Answer(0, "x");
  EXPECT_THAT(Sent(), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(session_->finished());
  Open();
  Put("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" + std::string(kGet));
  Answer(1, "x");
  EXPECT_EQ(requests_.size(), 2u);
  EXPECT_TRUE(session_->has_output());
}

TEST_F(HttpSessionTest, AStreamGoesOutInChunksAndEnds) {
  Put(std::string(kGet) + std::string(kGet));
  ResponseStream stream = responders_[0].BeginStream({});
  EXPECT_TRUE(stream.Write("hello"));
  Deliver();
  Answer(1, "next");
  std::string sent = Sent();
  EXPECT_THAT(sent, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_TRUE(sent.ends_with("5\r\nhello\r\n"));
  EXPECT_EQ(stream.backlog_bytes(), 0u);
  stream.Close();
  Deliver();
  sent = Sent();
  EXPECT_THAT(sent, StartsWith("0\r\n\r\nHTTP/1.1 200 OK"));
}

TEST_F(HttpSessionTest, ASlowReaderOfAStreamIsCutOff) {
  Put(kGet);
  ResponseStream stream = responders_[0].BeginStream({});
  EXPECT_TRUE(stream.Write(std::string(kMaxStreamBacklogBytes, 'a')));
  EXPECT_FALSE(stream.Write("b"));
  EXPECT_TRUE(stream.gone());
  Deliver();
  EXPECT_TRUE(session_->aborted());
}

TEST_F(HttpSessionTest, ADroppedResponderAnswers500) {
  Put(kGet);
  responders_.clear();
  Deliver();
  EXPECT_THAT(Sent(), StartsWith("HTTP/1.1 500"));
}

TEST_F(HttpSessionTest, PastTheLimitOfRequestsAtWorkTheAnswerIs503) {
  totals_.max_in_flight = 1;
  Put(std::string(kGet) + std::string(kGet));
  EXPECT_EQ(requests_.size(), 1u);
  Answer(0, "x");
  const std::string sent = Sent();
  EXPECT_THAT(sent, HasSubstr("HTTP/1.1 503"));
  EXPECT_THAT(sent, HasSubstr("Retry-After: 1\r\n"));
  EXPECT_EQ(totals_.in_flight, 0u);
}

TEST_F(HttpSessionTest, AStrangersLargeBodyIsRefusedByItsHead) {
  admission_ = [](const HttpRequest& request) -> std::optional<HttpResponse> {
    if (request.Header("Authorization") == "Bearer ok") return std::nullopt;
    return HttpResponse{.status = 401};
  };
  const std::string large = "Content-Length: 100000\r\n\r\n";
  EXPECT_THAT(Refused("POST / HTTP/1.1\r\nHost: x\r\n" + large), StartsWith("HTTP/1.1 401"));
  EXPECT_TRUE(session_->finished());
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ok\r\n" + large), "");
  EXPECT_TRUE(session_->wants_bytes());
  // A small one is left to the handler, so that the connection stays.
  Refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\na");
  EXPECT_EQ(requests_.size(), 1u);
}

TEST_F(HttpSessionTest, AHeaderValueCannotSplitTheAnswer) {
  Put(kGet);
  HttpResponse response;
  response.headers.emplace_back("X-A", "b\r\nSet-Cookie: c");
  responders_[0].Send(std::move(response));
  Deliver();
  EXPECT_THAT(Sent(), HasSubstr("X-A: b  Set-Cookie: c\r\n"));
}

TEST_F(HttpSessionTest, AConnectionThatEndsGivesBackWhatItCounted) {
  Put(std::string(kGet) + "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
  EXPECT_EQ(totals_.in_flight, 1u);
  EXPECT_EQ(totals_.receiving_bytes, 3u);
  session_.reset();
  EXPECT_EQ(totals_.in_flight, 0u);
  EXPECT_EQ(totals_.receiving_bytes, 0u);
}

TEST_F(HttpSessionTest, DrainingFinishesWhatIsAtWorkAndNoMore) {
  Put(kGet);
  session_->Drain();
  EXPECT_FALSE(session_->aborted());
  Put(kGet);
  EXPECT_EQ(requests_.size(), 1u);
  Answer(0, "x");
  EXPECT_THAT(Sent(), HasSubstr("Connection: close\r\n"));
  EXPECT_TRUE(session_->finished());
  Open();
  session_->Drain();
  EXPECT_TRUE(session_->aborted());
}

}  // namespace
}  // namespace signalbox
