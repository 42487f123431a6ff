#include "api/auth.h"

#include <gtest/gtest.h>

#include "base/hash.h"

namespace signalbox {
namespace {

TokenCheck TwoTokens() {
  TokenCheck tokens;
  tokens.Allow(Sha256("first"), {.name = "ann", .role = "owner"});
  tokens.Allow(Sha256("second"), {.name = "bob", .role = "owner"});
  return tokens;
}

TEST(Auth, EveryAllowedTokenIsItsOwnPrincipal) {
  const TokenCheck tokens = TwoTokens();
  EXPECT_EQ(tokens.Check("Bearer first")->name, "ann");
  EXPECT_EQ(tokens.Check("Bearer second")->name, "bob");
}

TEST(Auth, TheSchemeIsReadWithoutCaseAndWithMoreBlanks) {
  const TokenCheck tokens = TwoTokens();
  EXPECT_TRUE(tokens.Check("bearer first").ok());
  EXPECT_TRUE(tokens.Check("BEARER   first").ok());
}

TEST(Auth, NoTokenAndAWrongTokenAreToldApart) {
  const TokenCheck tokens = TwoTokens();
  for (const std::string_view none : {"", "Bearer ", "Basic first", "first", "Bearerfirst"}) {
    const auto checked = tokens.Check(none);
    ASSERT_FALSE(checked.ok()) << none;
    EXPECT_EQ(checked.error().code, Code::kForbidden);
    EXPECT_NE(checked.error().message.find("signalbox init"), std::string::npos) << none;
  }
  for (const std::string_view wrong :
       {"Bearer firs", "Bearer firstt", "Bearer FIRST", "Bearer x"}) {
    const auto checked = tokens.Check(wrong);
    ASSERT_FALSE(checked.ok()) << wrong;
    EXPECT_EQ(checked.error().message, "this token is not one of the workspace's");
  }
}

TEST(Auth, NothingIsAllowedWhereNoTokenIs) {
  EXPECT_FALSE(TokenCheck().Check("Bearer ").ok());
  EXPECT_FALSE(TokenCheck().Check("Bearer x").ok());
}

}  // namespace
}  // namespace signalbox
