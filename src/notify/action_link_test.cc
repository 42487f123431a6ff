// Signed links: what they carry, and that nobody makes one but us.
#include "notify/action_link.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace signalbox {
namespace {

LinkSigner SignerOf(uint8_t key, uint8_t log) {
  Key secret{};
  secret[0] = key;
  Id id;
  id.bytes[0] = log;
  return LinkSigner(secret, id);
}

const ActionLink kLink{NoticeAction::kHandBack, 123'456'789, 42, 1'795'000'000 * kSecondUs};

TEST(ActionLinks, WhatWasSignedIsRead) {
  const LinkSigner signer = SignerOf(1, 1);
  const std::string token = signer.Sign(kLink);
  const Result<ActionLink> read = signer.Open(token);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, kLink);
  EXPECT_EQ(
      token.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
      std::string::npos);
  EXPECT_LE(token.size(), 60u);
}

TEST(ActionLinks, AnotherKeyOrAnotherWorkspaceDoesNotOpenIt) {
  const std::string token = SignerOf(1, 1).Sign(kLink);
  EXPECT_EQ(SignerOf(2, 1).Open(token).error().code, Code::kForbidden);
  EXPECT_EQ(SignerOf(1, 2).Open(token).error().code, Code::kForbidden);
}

RC_GTEST_PROP(ActionLinksProperty, OneCharacterChangedIsForged, ()) {
  const LinkSigner signer = SignerOf(1, 1);
  std::string token = signer.Sign(kLink);
  const auto at = *rc::gen::inRange<size_t>(0, token.size());
  const char other = *rc::gen::elementOf(std::string("abcXYZ019-_+/= \n%"));
  RC_PRE(token[at] != other);
  token[at] = other;
  RC_ASSERT(!signer.Open(token).ok());
}

RC_GTEST_PROP(ActionLinksProperty, AnyTextIsAnErrorAndNoCrash, (const std::string& text)) {
  RC_ASSERT(!SignerOf(1, 1).Open(text).ok());
  LinkSigner::Mark(text);
}

TEST(ActionLinks, ATokenHasOneSpelling) {
  const LinkSigner signer = SignerOf(1, 1);
  const std::string token = signer.Sign(kLink);
  EXPECT_FALSE(signer.Open(token + "=").ok());
  EXPECT_FALSE(signer.Open(token + "==").ok());
  EXPECT_FALSE(signer.Open(token + "A").ok());
  EXPECT_EQ(LinkSigner::Mark(token).size(), 16u);
}

}  // namespace
}  // namespace signalbox
