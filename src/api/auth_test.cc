#include "api/auth.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace signalbox {
namespace {

HttpRequest With(std::string_view header, std::string_view value) {
  HttpRequest request;
  request.method = Method::kGet;
  request.AddHeader(header, value);
  return request;
}

AccessCheck TwoTokens() {
  AccessCheck access;
  access.Allow(Sha256("first"), OperatorPrincipal("ann"));
  access.Allow(Sha256("second"), OperatorPrincipal("bob"));
  return access;
}

AccessCheck::Asker Check(const AccessCheck& access, std::string_view authorization) {
  return access.Check(With("Authorization", authorization));
}

TEST(Auth, EveryAllowedTokenIsItsOwnPrincipal) {
  const AccessCheck access = TwoTokens();
  EXPECT_EQ(Check(access, "Bearer first").principal.name, "ann");
  EXPECT_EQ(Check(access, "Bearer second").principal.name, "bob");
}

TEST(Auth, TheSchemeIsReadWithoutCaseAndWithMoreBlanks) {
  const AccessCheck access = TwoTokens();
  EXPECT_EQ(Check(access, "bearer first").refused, 0);
  EXPECT_EQ(Check(access, "BEARER   first").refused, 0);
}

TEST(Auth, NoTokenAndAWrongTokenAreToldApart) {
  const AccessCheck access = TwoTokens();
  for (const std::string_view none : {"", "Bearer ", "Basic first", "first", "Bearerfirst"}) {
    const auto asker = Check(access, none);
    EXPECT_EQ(asker.refused, 401) << none;
    EXPECT_NE(asker.why.find("signalbox init"), std::string::npos) << none;
  }
  for (const std::string_view wrong :
       {"Bearer firs", "Bearer firstt", "Bearer FIRST", "Bearer x"}) {
    const auto asker = Check(access, wrong);
    EXPECT_EQ(asker.refused, 401) << wrong;
    EXPECT_EQ(asker.why, "this token is not one of the workspace's");
  }
}

TEST(Auth, NothingIsAllowedWhereNoTokenIs) {
  EXPECT_EQ(Check(AccessCheck(), "Bearer ").refused, 401);
  EXPECT_EQ(Check(AccessCheck(), "Bearer x").refused, 401);
}

TEST(Auth, ACookieIsFoundByItsWholeName) {
  const HttpRequest request =
      With("Cookie", "xsignalbox_session=a; signalbox_sessionx=b; signalbox_session=c=d; e=f");
  EXPECT_EQ(CookieOf(request, "signalbox_session"), "c=d");
  EXPECT_EQ(CookieOf(request, "e"), "f");
  EXPECT_EQ(CookieOf(request, "session"), "");
  EXPECT_EQ(SessionCookieName(true), "__Host-signalbox_session");
}

}  // namespace
}  // namespace signalbox
