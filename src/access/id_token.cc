#include "access/id_token.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/bytes.h"

namespace signalbox {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxIdTokenBytes = 16 << 10;
constexpr size_t kP256Bytes = 32;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* value) const {
    Free(value);
  }
};
using EvpKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using EvpKeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using EvpDigestContext = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using BigNumber = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using EcSignature = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

Error Refused(std::string_view why) {
  return Err(Code::kForbidden, "the identity provider's answer is not taken: " + std::string(why));
}

const uint8_t* Raw(std::string_view bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

BigNumber NumberOfBytes(std::string_view bytes) {
  return BigNumber(BN_bin2bn(Raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string TextOfMember(const Json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

EvpKey KeyFrom(const char* kind, OSSL_PARAM_BLD* build) {
  const Params params(OSSL_PARAM_BLD_to_param(build));
  const EvpKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return EvpKey(key);
}

EvpKey RsaKey(const Json& jwk) {
  const auto n = FromBase64Url(TextOfMember(jwk, "n")), e = FromBase64Url(TextOfMember(jwk, "e"));
  // 2048 bits is what RFC 7518 section 3.3 asks for at least.
  if (!n.ok() || !e.ok() || n->size() < 256 || n->size() > 1024 || e->empty()) return nullptr;
  const BigNumber modulus = NumberOfBytes(*n), exponent = NumberOfBytes(*e);
  const ParamBuild build(OSSL_PARAM_BLD_new());
  if (!build || OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return KeyFrom("RSA", build.get());
}

EvpKey EcKey(const Json& jwk) {
  const auto x = FromBase64Url(TextOfMember(jwk, "x")), y = FromBase64Url(TextOfMember(jwk, "y"));
  if (TextOfMember(jwk, "crv") != "P-256" || !x.ok() || !y.ok() || x->size() != kP256Bytes ||
      y->size() != kP256Bytes)
    return nullptr;
  const std::string point = "\x04" + *x + *y;
  const ParamBuild build(OSSL_PARAM_BLD_new());
  if (!build ||
      OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1)
    return nullptr;
  return KeyFrom("EC", build.get());
}

// A JWS has r and s side by side, OpenSSL takes them as DER.
std::string DerOf(std::string_view signature) {
  if (signature.size() != 2 * kP256Bytes) return {};
  const EcSignature parts(ECDSA_SIG_new());
  BigNumber r = NumberOfBytes(signature.substr(0, kP256Bytes));
  BigNumber s = NumberOfBytes(signature.substr(kP256Bytes));
  if (!parts || ECDSA_SIG_set0(parts.get(), r.release(), s.release()) != 1) return {};
  uint8_t* der = nullptr;
  const int size = i2d_ECDSA_SIG(parts.get(), &der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

bool IsSignedBy(EVP_PKEY* key, std::string_view text, std::string_view signature) {
  const EvpDigestContext context(EVP_MD_CTX_new());
  return context && !signature.empty() &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), Raw(signature), signature.size(), Raw(text),
                          text.size()) == 1;
}

Status CheckSigned(const Json& header, std::string_view text, std::string_view signature,
                   std::string_view keys) {
  const std::string algorithm = TextOfMember(header, "alg"), kid = TextOfMember(header, "kid");
  if (algorithm != "RS256" && algorithm != "ES256")
    return Refused("it is signed by neither RS256 nor ES256");
  const Json set = Json::parse(keys, nullptr, false);
  const auto list = set.is_object() ? set.find("keys") : set.end();
  if (!set.is_object() || list == set.end() || !list->is_array())
    return Refused("the provider's keys do not read");
  for (const Json& jwk : *list) {
    if (!jwk.is_object() || (!kid.empty() && TextOfMember(jwk, "kid") != kid)) continue;
    const bool rsa = algorithm == "RS256";
    if (TextOfMember(jwk, "kty") != (rsa ? "RSA" : "EC")) continue;
    const EvpKey key = rsa ? RsaKey(jwk) : EcKey(jwk);
    if (key && IsSignedBy(key.get(), text, rsa ? std::string(signature) : DerOf(signature)))
      return {};
  }
  return Refused("no key of the provider signed it");
}

bool IsForUs(const Json& claims, const std::string& client_id) {
  const auto at = claims.find("aud");
  if (at == claims.end()) return false;
  if (at->is_string()) return at->get<std::string>() == client_id;
  // Several audiences must say which one it was made for.
  const bool among = at->is_array() && std::any_of(at->begin(), at->end(), [&](const Json& one) {
                       return one.is_string() && one.get<std::string>() == client_id;
                     });
  return among && (at->size() == 1 || TextOfMember(claims, "azp") == client_id);
}

Status CheckClaims(const Json& claims, const IdTokenExpected& expected) {
  if (TextOfMember(claims, "iss") != expected.issuer) return Refused("it is of another issuer");
  if (!IsForUs(claims, expected.client_id)) return Refused("it is for another client");
  if (expected.nonce.empty() || TextOfMember(claims, "nonce") != expected.nonce)
    return Refused("it answers another sign-in");
  const auto expires = claims.find("exp");
  if (expires == claims.end() || !expires->is_number_integer())
    return Refused("it does not say when it expires");
  const int64_t now_s = (expected.now - kIdTokenSkewUs) / kSecondUs;
  if (expires->get<int64_t>() <= now_s) return Refused("it has expired");
  return {};
}

}  // namespace

std::string ToBase64Url(std::string_view bytes) {
  std::string text = ToBase64(bytes);
  while (text.ends_with('=')) text.pop_back();
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

Result<std::string> FromBase64Url(std::string_view text) {
  std::string plain(text);
  if (plain.find_first_of("+/=") != std::string::npos)
    return Err(Code::kInvalid, "this is not base64url");
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  return FromBase64(plain);
}

Result<IdClaims> CheckIdToken(std::string_view token, std::string_view keys,
                              const IdTokenExpected& expected) {
  const size_t first = token.find('.');
  const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.size() > kMaxIdTokenBytes)
    return Refused("it has no ID token");
  const auto head = FromBase64Url(token.substr(0, first));
  const auto body = FromBase64Url(token.substr(first + 1, second - first - 1));
  const auto signature = FromBase64Url(token.substr(second + 1));
  if (!head.ok() || !body.ok() || !signature.ok()) return Refused("its ID token does not read");
  const Json header = Json::parse(*head, nullptr, false);
  const Json claims = Json::parse(*body, nullptr, false);
  if (!header.is_object() || !claims.is_object()) return Refused("its ID token does not read");
  SB_TRY(CheckSigned(header, token.substr(0, second), *signature, keys));
  SB_TRY(CheckClaims(claims, expected));
  IdClaims told{TextOfMember(claims, "sub"), {}};
  const auto verified = claims.find("email_verified");
  if (verified != claims.end() && verified->is_boolean() && verified->get<bool>())
    told.email = TextOfMember(claims, "email");
  return told;
}

}  // namespace signalbox
