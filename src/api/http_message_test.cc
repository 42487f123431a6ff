#include "api/http_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signalbox {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Sent(const HttpResponse& response) {
  std::string out;
  AppendResponse(response, {}, &out);
  return out;
}

TEST(HttpMessage, EveryAnswerCarriesTheHeadersThatKeepBrowsersSafe) {
  const std::string sent = Sent({.status = 404, .body = "{}"});
  EXPECT_THAT(sent, HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nReferrer-Policy: no-referrer\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; "
                              "frame-ancestors 'none'\r\n"));
}

TEST(HttpMessage, OnlyOverTlsIsABrowserToldToStayWithIt) {
  std::string out;
  AppendResponse({}, {.secure = true}, &out);
  EXPECT_THAT(out, HasSubstr("\r\nStrict-Transport-Security: max-age=31536000\r\n"));
  EXPECT_THAT(Sent({}), Not(HasSubstr("Strict-Transport-Security")));
}

TEST(HttpMessage, WhatAnAnswerSaysItselfStands) {
  const std::string sent = Sent({.headers = {{"cache-control", "max-age=60"}}});
  EXPECT_THAT(sent, HasSubstr("cache-control: max-age=60\r\n"));
  EXPECT_THAT(sent, Not(HasSubstr("no-store")));
}

TEST(HttpMessage, NoValueSplitsAnAnswer) {
  const std::string sent = Sent({.headers = {{"X-Name", "a\r\nSet-Cookie: b=c"}}});
  EXPECT_THAT(sent, HasSubstr("X-Name: a  Set-Cookie: b=c\r\n"));
}

}  // namespace
}  // namespace signalbox
