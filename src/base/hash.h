// SHA-256, HMAC-SHA-256 and AES-256-GCM over OpenSSL's EVP, with per-thread contexts so that a hash
// of a small event costs no fetch and no allocation. Thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

using Key = std::array<uint8_t, 32>;
using Nonce = std::array<uint8_t, 12>;

inline constexpr size_t kGcmTagSize = 16;

// SHA-256 of the concatenation of the parts.
Digest Sha256(std::initializer_list<BytesView> parts);
inline Digest Sha256(BytesView bytes) {
  return Sha256({bytes});
}

// RFC 2104 over SHA-256.
Digest HmacSha256(const Key& key, std::initializer_list<BytesView> parts);

// AES-256-GCM (NIST SP 800-38D). `Seal` appends ciphertext and then the 16-byte tag to `out`.
void GcmSeal(const Key& key, const Nonce& nonce, BytesView aad, BytesView plaintext, Bytes* out);
// kCorrupt when key, nonce, aad or bytes are not those of the seal.
Result<Bytes> GcmOpen(const Key& key, const Nonce& nonce, BytesView aad, BytesView sealed);

// True when equal; the time does not depend on where they differ.
bool ConstantTimeEqual(BytesView a, BytesView b);

}  // namespace signalbox
