#include <fmt/format.h>

#include <array>
#include <cstring>

#include "base/hash.h"
#include "store/compress.h"
#include "store/keyring.h"

namespace signalbox {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr size_t kPrefixBytes = 1 + kSaltBytes;
constexpr char kPlain = 0, kZstd = 1;

// A lead's fields of some hundred bytes lose less than a tenth to zstd and cost more than the
// sealing.
constexpr size_t kCompressFrom = 512;

// log id ‖ position ‖ type ‖ subject, numbers big endian: a part moved to another place does not
// open.
using Context = std::array<uint8_t, 16 + 8 + 2 + 8>;

Context MakeContext(const Id& log_id, int64_t position, uint16_t type, int64_t subject) {
  Context context;
  std::memcpy(context.data(), log_id.bytes.data(), log_id.bytes.size());
  size_t at = log_id.bytes.size();
  const auto put = [&](uint64_t value, int size) {
    for (int i = size - 1; i >= 0; --i) context[at++] = static_cast<uint8_t>(value >> (8 * i));
  };
  put(static_cast<uint64_t>(position), 8);
  put(type, 2);
  put(static_cast<uint64_t>(subject), 8);
  return context;
}

}  // namespace

Result<SealedPart> Seal(const Keyring& keys, int64_t subject, const Id& log_id, int64_t position,
                        uint16_t type, BytesView body, Random& random) {
  if (body.size() > kMaxSealedBytes) {
    return Err(Code::kInvalid,
               fmt::format("{} bytes to seal, the limit is {}", body.size(), kMaxSealedBytes));
  }
  SB_ASSIGN(const Key key, keys.SubjectKey(subject));
  // One draw for both: a call to the system's generator costs as much as the cipher.
  std::array<uint8_t, kSaltBytes + sizeof(Nonce)> drawn;
  random.Fill(drawn);
  const BytesView salt(reinterpret_cast<const char*>(drawn.data()), kSaltBytes);

  SealedPart part;
  part.subject = subject;
  std::memcpy(part.nonce.data(), drawn.data() + kSaltBytes, part.nonce.size());
  part.digest = Sha256({salt, body});
  Bytes plain;
  plain.reserve(kPrefixBytes + body.size());
  plain.push_back(kPlain);
  plain.append(salt);
  if (body.size() >= kCompressFrom && CompressIfShorter(body, Effort::kSmall, &plain)) {
    plain[0] = kZstd;
  } else {
    plain.append(body);
  }
  part.ciphertext.reserve(plain.size() + kGcmTagSize);
  GcmSeal(key, part.nonce, View(MakeContext(log_id, position, type, subject)), plain,
          &part.ciphertext);
  return part;
}

Result<Bytes> Unseal(const Keyring& keys, const SealedPart& part, const Id& log_id,
                     int64_t position, uint16_t type) {
  // A purge leaves of such a part whose it was.
  if (part.ciphertext.empty())
    return Err(Code::kNotFound,
               fmt::format("subject {} was forgotten, and what was sealed for them "
                           "purged",
                           part.subject));
  SB_ASSIGN(const Key key, keys.SubjectKey(part.subject));
  const Context context = MakeContext(log_id, position, type, part.subject);
  Result<Bytes> plain = GcmOpen(key, part.nonce, View(context), part.ciphertext);
  const auto fail = [&](std::string_view what) {
    return Err(Code::kCorrupt, fmt::format("sealed part of subject {} at position {}: {}",
                                           part.subject, position, what));
  };
  if (!plain.ok()) return fail("it does not open with the subject's key");
  if (plain->size() < kPrefixBytes) return fail("it is too short");
  const BytesView salt = BytesView(*plain).substr(1, kSaltBytes);
  const BytesView stored = BytesView(*plain).substr(kPrefixBytes);
  Bytes body;
  if ((*plain)[0] == kPlain) {
    body = stored;
  } else if ((*plain)[0] == kZstd) {
    Result<Bytes> content = Decompress(stored, kMaxSealedBytes);
    if (!content.ok()) return fail(content.error().message);
    body = std::move(*content);
  } else {
    return fail(fmt::format("codec {} is not known", static_cast<int>((*plain)[0])));
  }
  if (Sha256({salt, body}) != part.digest) return fail("its digest differs");
  return body;
}

}  // namespace signalbox
