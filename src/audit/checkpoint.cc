#include "audit/checkpoint.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr std::string_view kOriginPrefix = "signalbox/";
constexpr std::string_view kEpochPrefix = "epoch ";
// An em dash and a space: what begins a signature line.
constexpr std::string_view kSignaturePrefix = "\xe2\x80\x94 ";
constexpr char kEd25519 = 0x01;
constexpr size_t kSignatureBytes = 64;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using PkeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const uint8_t* Data(std::string_view text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

bool SignatureHolds(const AuditVerifierKey& key, std::string_view text, BytesView signature) {
  const PkeyPtr pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.public_key.data(),
                                                 key.public_key.size()));
  const ContextPtr context(EVP_MD_CTX_new());
  return pkey != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(text),
                          text.size()) == 1;
}

std::array<uint8_t, 4> KeyId(std::string_view name, BytesView public_key) {
  const Digest digest = Sha256({name, BytesView("\n\x01", 2), public_key});
  std::array<uint8_t, 4> id;
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

// Decimal without sign, spaces or leading zeros: one number has one text.
bool ReadNumber(std::string_view text, int64_t* value) {
  if (text.empty() || (text.size() > 1 && text[0] == '0') || text[0] == '-') return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *value);
  return error == std::errc() && end == text.data() + text.size();
}

// Takes one line off `text`; false when no line feed is left.
bool TakeLine(std::string_view* text, std::string_view* line) {
  const size_t end = text->find('\n');
  if (end == std::string_view::npos) return false;
  *line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return true;
}

std::string CheckpointText(const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n{}{}\n", LogOrigin(checkpoint.log_id), checkpoint.size,
                     ToBase64(View(checkpoint.root)), kEpochPrefix, checkpoint.epoch);
}

// The text that is signed, and the signature lines after it.
struct NoteParts {
  std::string_view text;
  std::string_view signatures;
};

Result<NoteParts> SplitNote(std::string_view note) {
  const size_t gap = note.find("\n\n");
  if (gap == std::string_view::npos || !note.ends_with('\n')) {
    return Err(Code::kInvalid, "not a signed note: no empty line before the signatures");
  }
  return NoteParts{note.substr(0, gap + 1), note.substr(gap + 2)};
}

Result<Checkpoint> ReadText(std::string_view text) {
  const auto bad = [](std::string_view what) {
    return Err(Code::kInvalid, fmt::format("not a checkpoint: {}", what));
  };
  Checkpoint checkpoint;
  std::string_view origin, size, root, epoch;
  std::string_view rest = text;
  if (!TakeLine(&rest, &origin) || !TakeLine(&rest, &size) || !TakeLine(&rest, &root)) {
    return bad("fewer than three lines");
  }
  if (!origin.starts_with(kOriginPrefix)) return bad("the origin is not `signalbox/<log id>`");
  const Result<Bytes> id = FromHex(origin.substr(kOriginPrefix.size()));
  if (!id.ok() || id->size() != checkpoint.log_id.bytes.size()) return bad("the log id is wrong");
  std::copy(id->begin(), id->end(), checkpoint.log_id.bytes.begin());
  if (!ReadNumber(size, &checkpoint.size)) return bad("the size is wrong");
  const Result<Bytes> hash = FromBase64(root);
  if (!hash.ok() || hash->size() != checkpoint.root.size()) return bad("the root is wrong");
  std::copy(hash->begin(), hash->end(), checkpoint.root.begin());
  if (!TakeLine(&rest, &epoch) || !epoch.starts_with(kEpochPrefix) ||
      !ReadNumber(epoch.substr(kEpochPrefix.size()), &checkpoint.epoch) || !rest.empty()) {
    return bad("the fourth and last line is not `epoch <number>`");
  }
  // One checkpoint has one text: upper case hex or unused base64 bits would make a second.
  if (CheckpointText(checkpoint) != text) return bad("the text is not in its one form");
  return checkpoint;
}

}  // namespace

std::string LogOrigin(const Id& log_id) {
  return std::string(kOriginPrefix) + ToHex(log_id.View());
}

std::string AuditVerifierKey::Text() const {
  return fmt::format("{}+{}+{}", name, ToHex(View(key_id)),
                     ToBase64(kEd25519 + Bytes(View(public_key))));
}

Result<AuditVerifierKey> AuditVerifierKey::Parse(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  const auto bad = [] {
    return Err(Code::kInvalid,
               "not a verifier key: expected `<name>+<8 hex digits>+<base64>`, one line");
  };
  const size_t first = text.find('+');
  const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (first == 0 || second == std::string_view::npos) return bad();
  AuditVerifierKey key;
  key.name = text.substr(0, first);
  const Result<Bytes> id = FromHex(text.substr(first + 1, second - first - 1));
  const Result<Bytes> bytes = FromBase64(text.substr(second + 1));
  if (!id.ok() || id->size() != 4 || !bytes.ok() || bytes->size() != 33 ||
      (*bytes)[0] != kEd25519) {
    return bad();
  }
  std::copy(id->begin(), id->end(), key.key_id.begin());
  std::copy(bytes->begin() + 1, bytes->end(), key.public_key.begin());
  if (key.key_id != KeyId(key.name, View(key.public_key))) {
    return Err(Code::kInvalid, "the verifier key's id is not that of its name and key");
  }
  return key;
}

struct AuditKey::Secret {
  PkeyPtr key;
};

AuditKey::AuditKey(const Key& seed, const Id& log_id) : secret_(std::make_unique<Secret>()) {
  secret_->key.reset(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  CHECK(secret_->key != nullptr);
  verifier_.name = LogOrigin(log_id);
  size_t size = verifier_.public_key.size();
  CHECK(EVP_PKEY_get_raw_public_key(secret_->key.get(), verifier_.public_key.data(), &size) == 1);
  verifier_.key_id = KeyId(verifier_.name, View(verifier_.public_key));
}

AuditKey::AuditKey(AuditKey&&) noexcept = default;
AuditKey& AuditKey::operator=(AuditKey&&) noexcept = default;
AuditKey::~AuditKey() = default;

std::string AuditKey::Sign(const Checkpoint& checkpoint) const {
  CHECK(LogOrigin(checkpoint.log_id) == verifier_.name);
  const std::string text = CheckpointText(checkpoint);
  Bytes blob(View(verifier_.key_id));
  blob.resize(verifier_.key_id.size() + kSignatureBytes);
  size_t size = kSignatureBytes;
  const ContextPtr context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, secret_->key.get()) == 1);
  CHECK(EVP_DigestSign(context.get(), reinterpret_cast<uint8_t*>(blob.data()) + 4, &size,
                       Data(text), text.size()) == 1);
  CHECK(size == kSignatureBytes);
  return fmt::format("{}\n{}{} {}\n", text, kSignaturePrefix, verifier_.name, ToBase64(blob));
}

Result<Checkpoint> ParseCheckpoint(std::string_view note) {
  SB_ASSIGN(const NoteParts parts, SplitNote(note));
  return ReadText(parts.text);
}

Result<Checkpoint> OpenCheckpoint(std::string_view note, const AuditVerifierKey& key) {
  SB_ASSIGN(const NoteParts parts, SplitNote(note));
  std::string_view rest = parts.signatures, line;
  while (TakeLine(&rest, &line)) {
    if (!line.starts_with(kSignaturePrefix)) {
      return Err(Code::kInvalid, "not a signed note: a line after the empty line is no signature");
    }
    line.remove_prefix(kSignaturePrefix.size());
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || line.substr(0, space) != key.name) continue;
    const Result<Bytes> blob = FromBase64(line.substr(space + 1));
    if (!blob.ok() || !BytesView(*blob).starts_with(View(key.key_id))) continue;
    if (!SignatureHolds(key, parts.text, BytesView(*blob).substr(key.key_id.size()))) {
      return Err(Code::kCorrupt, "the signature is not of this checkpoint");
    }
    SB_ASSIGN(Checkpoint checkpoint, ReadText(parts.text));
    if (LogOrigin(checkpoint.log_id) != key.name) {
      return Err(Code::kCorrupt, "the checkpoint's origin is not the key's log");
    }
    return checkpoint;
  }
  return Err(Code::kInvalid, fmt::format("no signature of the key `{}`", key.name));
}

}  // namespace signalbox
