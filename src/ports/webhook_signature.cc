#include "ports/webhook_signature.h"

#include <openssl/hmac.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/hash.h"

namespace signalbox {
namespace {

constexpr std::string_view kPrefix = "whsec_";

Result<Bytes> KeyOf(std::string_view secret) {
  if (secret.starts_with(kPrefix)) {
    Result<Bytes> key = FromBase64(secret.substr(kPrefix.size()));
    if (key.ok() && !key->empty()) return key;
    return Err(Code::kInvalid, "a webhook secret that begins with `whsec_` is base64 after it");
  }
  if (secret.empty()) return Err(Code::kInvalid, "the webhook secret is empty");
  return Bytes(secret);
}

Result<Digest> Hmac(std::string_view secret, std::string_view text) {
  SB_ASSIGN(const Bytes key, KeyOf(secret));
  Digest digest;
  unsigned int size = 0;
  // base/hash.h takes keys of 32 bytes; secrets come in any length.
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(),
           &size) == nullptr) {
    return Err(Code::kUnavailable, "OpenSSL has no HMAC-SHA-256");
  }
  return digest;
}

}  // namespace

Result<std::string> SignWebhook(std::string_view secret, std::string_view id,
                                int64_t timestamp_seconds, std::string_view body) {
  std::string signed_text;
  signed_text.reserve(id.size() + body.size() + 24);
  signed_text.append(id).append(1, '.').append(std::to_string(timestamp_seconds));
  signed_text.append(1, '.').append(body);
  SB_ASSIGN(const Digest digest, Hmac(secret, signed_text));
  return "v1," + ToBase64(View(digest));
}

Status CheckWebhook(std::string_view secret, std::string_view id, int64_t timestamp_seconds,
                    std::string_view body, std::string_view signatures, TimeUs now,
                    TimeUs tolerance_us) {
  const int64_t now_seconds = now / kSecondUs;
  const int64_t tolerance = tolerance_us / kSecondUs;
  if (timestamp_seconds < now_seconds - tolerance || timestamp_seconds > now_seconds + tolerance) {
    return Err(Code::kForbidden, "the webhook's timestamp is too far from the time here");
  }
  SB_ASSIGN(const std::string expected, SignWebhook(secret, id, timestamp_seconds, body));
  while (!signatures.empty()) {
    const size_t end = std::min(signatures.find(' '), signatures.size());
    if (ConstantTimeEqual(signatures.substr(0, end), expected)) return {};
    signatures.remove_prefix(std::min(end + 1, signatures.size()));
  }
  return Err(Code::kForbidden, "the webhook's signature does not fit its body");
}

Status CheckBodySignature(std::string_view secret, std::string_view body, std::string_view hex) {
  SB_ASSIGN(const Digest expected, Hmac(secret, body));
  std::string given(hex);
  for (char& c : given) c = c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  if (ConstantTimeEqual(given, ToHex(View(expected)))) return {};
  return Err(Code::kForbidden, "the signature does not fit the body");
}

}  // namespace signalbox
