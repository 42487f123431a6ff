#include "access/id_token.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>
#include <vector>

#include "access/oidc_flow.h"
#include "base/random.h"

namespace signalbox {
namespace {

constexpr TimeUs kNow = 1'790'000'000 * kSecondUs;

// A provider with one key of each kind.
class IdTokenTest : public testing::Test {
 protected:
  struct KeyFree {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  using Signer = std::unique_ptr<EVP_PKEY, KeyFree>;

  static std::string Number(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1);
    std::string bytes(static_cast<size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<uint8_t*>(bytes.data()));
    BN_free(number);
    // A coordinate has 32 bytes, whatever it begins with.
    while (bytes.size() < 32 && name != std::string(OSSL_PKEY_PARAM_RSA_E))
      bytes.insert(0, 1, '\0');
    return ToBase64Url(bytes);
  }
  std::string Keys() const {
    return R"({"keys":[{"kty":"RSA","kid":"r","n":")" + Number(rsa_.get(), OSSL_PKEY_PARAM_RSA_N) +
           R"(","e":")" + Number(rsa_.get(), OSSL_PKEY_PARAM_RSA_E) +
           R"("},{"kty":"EC","kid":"e","crv":"P-256","x":")" +
           Number(ec_.get(), OSSL_PKEY_PARAM_EC_PUB_X) + R"(","y":")" +
           Number(ec_.get(), OSSL_PKEY_PARAM_EC_PUB_Y) + R"("}]})";
  }
  static std::string SignatureOf(EVP_PKEY* key, const std::string& text) {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
    size_t size = 0;
    const auto* bytes = reinterpret_cast<const uint8_t*>(text.data());
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string out(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<uint8_t*>(out.data()), &size, bytes, text.size());
    EVP_MD_CTX_free(context);
    out.resize(size);
    return out;
  }
  static std::string Flat(const std::string& der) {
    const auto* at = reinterpret_cast<const uint8_t*>(der.data());
    ECDSA_SIG* parts = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string out(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(parts), reinterpret_cast<uint8_t*>(out.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(parts), reinterpret_cast<uint8_t*>(out.data()) + 32, 32);
    ECDSA_SIG_free(parts);
    return out;
  }
  std::string Token(const std::string& header, const std::string& claims, bool rsa = true) const {
    const std::string text = ToBase64Url(header) + "." + ToBase64Url(claims);
    const std::string signature = SignatureOf(rsa ? rsa_.get() : ec_.get(), text);
    return text + "." + ToBase64Url(rsa ? signature : Flat(signature));
  }
  static std::string Claims(const std::string& more = "", const std::string& audience = R"("us")",
                            const std::string& issuer = "https://idp.example",
                            int64_t expires_s = kNow / kSecondUs + 60) {
    return R"({"iss":")" + issuer + R"(","aud":)" + audience + R"(,"sub":"7","nonce":"n","exp":)" +
           std::to_string(expires_s) + R"(,"email":"lena@acme.example","email_verified":true)" +
           more + "}";
  }
  Result<IdClaims> Check(const std::string& token) const {
    return CheckIdToken(token, Keys(), {"https://idp.example", "us", "n", kNow});
  }

  static constexpr char kRsa[] = R"({"alg":"RS256","kid":"r"})";
  Signer rsa_{EVP_RSA_gen(2048)};
  Signer ec_{EVP_EC_gen("P-256")};
};

TEST_F(IdTokenTest, WhatTheProviderSignedIsTakenByEitherKind) {
  for (const bool rsa : {true, false}) {
    const auto told = Check(Token(rsa ? kRsa : R"({"alg":"ES256","kid":"e"})", Claims(), rsa));
    ASSERT_TRUE(told.ok()) << told.error().message;
    EXPECT_EQ(told->email, "lena@acme.example");
    EXPECT_EQ(told->subject, "7");
  }
}

TEST_F(IdTokenTest, AnythingThatDoesNotFitIsRefused) {
  const std::string good = Token(kRsa, Claims());
  ASSERT_TRUE(Check(good).ok());
  const std::vector<std::string> bad = {
      Token(kRsa, Claims("", R"("them")")),
      Token(kRsa, Claims("", R"(["us","them"])")),
      Token(kRsa, Claims("", R"("us")", "https://evil.example")),
      Token(kRsa, Claims("", R"("us")", "https://idp.example", kNow / kSecondUs - 3600)),
      Token(R"({"alg":"none"})", Claims()),
      Token(R"({"alg":"HS256","kid":"r"})", Claims()),
      Token(R"({"alg":"ES256","kid":"e"})", Claims()),
      Token(R"({"alg":"RS256","kid":"other"})", Claims()),
      good.substr(0, good.rfind('.')) + ".",
      good.substr(0, good.rfind('.')) + "." + std::string(342, 'A'),
      ToBase64Url(kRsa) + "." + ToBase64Url(Claims(R"(,"x":1)")) + good.substr(good.rfind('.')),
      "a.b",
      "",
      "..",
      std::string(20'000, 'a'),
  };
  for (const std::string& token : bad) {
    const auto told = Check(token);
    ASSERT_FALSE(told.ok()) << token.substr(0, 200);
    EXPECT_EQ(told.error().code, Code::kForbidden);
  }
  EXPECT_FALSE(CheckIdToken(good, Keys(), {"https://idp.example", "us", "m", kNow}).ok());
  EXPECT_FALSE(CheckIdToken(good, Keys(), {"https://idp.example", "us", "", kNow}).ok());
  EXPECT_FALSE(CheckIdToken(good, "{}", {"https://idp.example", "us", "n", kNow}).ok());
}

TEST_F(IdTokenTest, SeveralAudiencesMustNameTheParty) {
  EXPECT_TRUE(Check(Token(kRsa, Claims(R"(,"azp":"us")", R"(["us","them"])"))).ok());
}

TEST_F(IdTokenTest, AnAddressThatNobodyVerifiedIsNone) {
  std::string claims = Claims();
  claims.replace(claims.find("true"), 4, "null");
  EXPECT_EQ(Check(Token(kRsa, claims))->email, "");
}

TEST(OidcFlow, EachSignInIsBoundToItsBrowserAndTakenOnce) {
  SeededRandom random(3);
  OidcFlow flow({"https://idp.example", "us", "", "http://x/v1/session/oidc/callback"}, random);
  const auto begun = flow.Begin("https://idp.example/auth", kNow);
  const size_t at = begun->url.find("&state=") + 7;
  const std::string state = begun->url.substr(at, begun->url.find('&', at) - at);
  EXPECT_NE(begun->url.find("redirect_uri=http%3A%2F%2Fx%2Fv1"), std::string::npos);
  EXPECT_EQ(begun->url.find(begun->browser), std::string::npos);
  EXPECT_FALSE(flow.Take(state, "another browser", kNow).ok());
  EXPECT_FALSE(flow.Take(state, begun->browser, kNow + OidcFlow::kLastsUs).ok());
  const auto returned = flow.Take(state, begun->browser, kNow);
  ASSERT_TRUE(returned.ok());
  EXPECT_EQ(begun->url.find(returned->verifier), std::string::npos) << "only its hash is sent";
  EXPECT_FALSE(flow.Take(state, begun->browser, kNow).ok());
}

TEST(OidcFlow, ManyOnTheWayAreRefusedUntilTheyAreOver) {
  SeededRandom random(3);
  OidcFlow flow({}, random);
  for (int i = 0; i < 1'000; ++i) ASSERT_TRUE(flow.Begin("https://idp.example/auth", kNow).ok());
  EXPECT_EQ(flow.Begin("https://idp.example/auth", kNow).error().code, Code::kExhausted);
  EXPECT_TRUE(flow.Begin("https://idp.example/auth", kNow + OidcFlow::kLastsUs).ok());
}

}  // namespace
}  // namespace signalbox
