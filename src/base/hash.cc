#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstring>
#include <memory>

#include "base/check.h"

namespace signalbox {
namespace {

struct FreeMd {
  void operator()(EVP_MD_CTX* ctx) const { EVP_MD_CTX_free(ctx); }
};
struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* ctx) const { EVP_CIPHER_CTX_free(ctx); }
};

// Fetching by name is what makes OpenSSL 3 slow on small inputs, so it is done once in a process.
const EVP_MD* Sha256Method() {
  static const EVP_MD* const method = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(method != nullptr);
  return method;
}

const EVP_CIPHER* GcmMethod() {
  static const EVP_CIPHER* const method = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  CHECK(method != nullptr);
  return method;
}

EVP_MD_CTX* ThreadMd() {
  thread_local std::unique_ptr<EVP_MD_CTX, FreeMd> ctx(EVP_MD_CTX_new());
  return ctx.get();
}

EVP_CIPHER_CTX* ThreadCipher() {
  thread_local std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> ctx(EVP_CIPHER_CTX_new());
  return ctx.get();
}

const uint8_t* Data(BytesView bytes) {
  return reinterpret_cast<const uint8_t*>(bytes.data());
}

}  // namespace

Digest Sha256(std::initializer_list<BytesView> parts) {
  EVP_MD_CTX* ctx = ThreadMd();
  Digest digest;
  CHECK(EVP_DigestInit_ex2(ctx, Sha256Method(), nullptr) == 1);
  for (BytesView part : parts) CHECK(EVP_DigestUpdate(ctx, part.data(), part.size()) == 1);
  CHECK(EVP_DigestFinal_ex(ctx, digest.data(), nullptr) == 1);
  return digest;
}

Digest HmacSha256(const Key& key, std::initializer_list<BytesView> parts) {
  std::array<uint8_t, 64> inner{}, outer{};
  for (size_t i = 0; i < inner.size(); ++i) {
    const uint8_t byte = i < key.size() ? key[i] : 0;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  EVP_MD_CTX* ctx = ThreadMd();
  Digest digest;
  CHECK(EVP_DigestInit_ex2(ctx, Sha256Method(), nullptr) == 1);
  CHECK(EVP_DigestUpdate(ctx, inner.data(), inner.size()) == 1);
  for (BytesView part : parts) CHECK(EVP_DigestUpdate(ctx, part.data(), part.size()) == 1);
  CHECK(EVP_DigestFinal_ex(ctx, digest.data(), nullptr) == 1);
  return Sha256({View(outer), View(digest)});
}

void GcmSeal(const Key& key, const Nonce& nonce, BytesView aad, BytesView plaintext, Bytes* out) {
  EVP_CIPHER_CTX* ctx = ThreadCipher();
  const size_t start = out->size();
  out->resize(start + plaintext.size() + kGcmTagSize);
  auto* target = reinterpret_cast<uint8_t*>(out->data() + start);
  int length = 0;
  CHECK(EVP_EncryptInit_ex2(ctx, GcmMethod(), key.data(), nonce.data(), nullptr) == 1);
  CHECK(EVP_EncryptUpdate(ctx, nullptr, &length, Data(aad), static_cast<int>(aad.size())) == 1);
  CHECK(EVP_EncryptUpdate(ctx, target, &length, Data(plaintext),
                          static_cast<int>(plaintext.size())) == 1);
  CHECK(EVP_EncryptFinal_ex(ctx, target + length, &length) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, kGcmTagSize, target + plaintext.size()) ==
        1);
}

Result<Bytes> GcmOpen(const Key& key, const Nonce& nonce, BytesView aad, BytesView sealed) {
  if (sealed.size() < kGcmTagSize) return Err(Code::kCorrupt, "sealed part is too short");
  const size_t size = sealed.size() - kGcmTagSize;
  EVP_CIPHER_CTX* ctx = ThreadCipher();
  Bytes plain(size, '\0');
  std::array<uint8_t, kGcmTagSize> tag;
  std::memcpy(tag.data(), sealed.data() + size, tag.size());
  auto* target = reinterpret_cast<uint8_t*>(plain.data());
  int length = 0;
  CHECK(EVP_DecryptInit_ex2(ctx, GcmMethod(), key.data(), nonce.data(), nullptr) == 1);
  CHECK(EVP_DecryptUpdate(ctx, nullptr, &length, Data(aad), static_cast<int>(aad.size())) == 1);
  CHECK(EVP_DecryptUpdate(ctx, target, &length, Data(sealed), static_cast<int>(size)) == 1);
  CHECK(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, kGcmTagSize, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(ctx, target + length, &length) != 1) {
    return Err(Code::kCorrupt, "sealed part does not open with this key");
  }
  return plain;
}

bool ConstantTimeEqual(BytesView a, BytesView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace signalbox
