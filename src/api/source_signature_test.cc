#include "api/source_signature.h"

#include <gtest/gtest.h>

#include "ports/webhook_signature.h"

namespace signalbox {
namespace {

constexpr TimeUs kNow = 1'760'000'000 * kSecondUs;
// HMAC-SHA-256 of `{"a":1}` with the key `hush`, by `openssl dgst -sha256 -hmac hush`.
constexpr char kHex[] = "dfe62afd3a708ea27b217b8cabc11f103edbfb2d176e892a38a2d475a803c4c2";

IntakeSource SourceOf(SignatureKind kind, const std::string& secret = "hush") {
  IntakeSource source;
  source.name = "web";
  source.signature = kind;
  source.secret = secret;
  return source;
}

HttpRequest Request(std::initializer_list<std::pair<const char*, std::string>> headers) {
  HttpRequest request;
  request.body = R"({"a":1})";
  for (const auto& [name, value] : headers) request.AddHeader(name, value);
  return request;
}

Code CodeOf(const IntakeSource& source, const HttpRequest& request, TimeUs now = kNow) {
  const Result<std::string> key = CheckSignature(source, request, now);
  EXPECT_FALSE(key.ok());
  return key.ok() ? Code::kUnsupported : key.error().code;
}

TEST(SourceSignature, TheBodysSignatureIsTakenInEitherCase) {
  const IntakeSource hex = SourceOf(SignatureKind::kHexSha256);
  EXPECT_TRUE(CheckSignature(hex, Request({{"x-signature", kHex}}), kNow).ok());
  std::string upper(kHex);
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_TRUE(CheckSignature(hex, Request({{"X-Signature", upper}}), kNow).ok());
  const IntakeSource hub = SourceOf(SignatureKind::kHubSha256);
  const std::string prefixed = std::string("sha256=") + kHex;
  EXPECT_TRUE(CheckSignature(hub, Request({{"X-Hub-Signature-256", prefixed}}), kNow).ok());
  EXPECT_EQ(CodeOf(hub, Request({{"X-Hub-Signature-256", kHex}})), Code::kForbidden);
}

TEST(SourceSignature, EveryBitOfItCounts) {
  const IntakeSource hex = SourceOf(SignatureKind::kHexSha256);
  for (size_t i = 0; i < 64; ++i) {
    std::string wrong(kHex);
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    EXPECT_EQ(CodeOf(hex, Request({{"X-Signature", wrong}})), Code::kForbidden) << i;
  }
  for (const std::string& wrong :
       {std::string(kHex, 63), std::string(kHex) + "0", std::string("z")})
    EXPECT_EQ(CodeOf(hex, Request({{"X-Signature", wrong}})), Code::kForbidden) << wrong;
}

TEST(SourceSignature, AKeyIsTheSourcesOwn) {
  const IntakeSource hex = SourceOf(SignatureKind::kHexSha256);
  EXPECT_EQ(*CheckSignature(hex, Request({{"X-Signature", kHex}}), kNow), "");
  EXPECT_EQ(*CheckSignature(hex, Request({{"X-Signature", kHex}, {"Idempotency-Key", "7"}}), kNow),
            "source web 7");
}

TEST(SourceSignature, AStandardWebhookIsGoodForFiveMinutesEitherWay) {
  const IntakeSource source = SourceOf(SignatureKind::kStandardWebhooks);
  const int64_t seconds = kNow / kSecondUs;
  const std::string right = *SignWebhook("hush", "msg_1", seconds, R"({"a":1})");
  const HttpRequest request = Request({{"webhook-id", "msg_1"},
                                       {"webhook-timestamp", std::to_string(seconds)},
                                       {"webhook-signature", "v1,AAAA " + right}});
  EXPECT_EQ(*CheckSignature(source, request, kNow), "source web msg_1");
  EXPECT_TRUE(CheckSignature(source, request, kNow + 5 * kMinuteUs).ok());
  EXPECT_TRUE(CheckSignature(source, request, kNow - 5 * kMinuteUs).ok());
  EXPECT_EQ(CodeOf(source, request, kNow + 5 * kMinuteUs + kSecondUs), Code::kForbidden);
  EXPECT_EQ(CodeOf(source, request, kNow - 5 * kMinuteUs - kSecondUs), Code::kForbidden);
  EXPECT_EQ(CodeOf(source, Request({{"webhook-signature", right}})), Code::kForbidden);
}

TEST(SourceSignature, ASecretThatWasErasedLetsNobodyIn) {
  for (const SignatureKind kind :
       {SignatureKind::kStandardWebhooks, SignatureKind::kHubSha256, SignatureKind::kHexSha256}) {
    const IntakeSource source = SourceOf(kind, "");
    const HttpRequest request = Request({{"X-Signature", kHex},
                                         {"X-Hub-Signature-256", std::string("sha256=") + kHex},
                                         {"webhook-id", "a"},
                                         {"webhook-timestamp", std::to_string(kNow / kSecondUs)},
                                         {"webhook-signature", "v1,x"}});
    EXPECT_TRUE(HasSignature(source, request));
    EXPECT_FALSE(CheckSignature(source, request, kNow).ok());
    EXPECT_FALSE(HasSignature(source, Request({})));
  }
  EXPECT_FALSE(HasSignature(SourceOf(SignatureKind::kNone), Request({{"X-Signature", kHex}})));
}

}  // namespace
}  // namespace signalbox
