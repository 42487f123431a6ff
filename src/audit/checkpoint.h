// Signed tree heads in the C2SP formats: tlog-checkpoint inside a signed note
// (c2sp.org/tlog-checkpoint, c2sp.org/signed-note), Ed25519 (RFC 8032).
//
//   signalbox/<log id, 32 hex digits>
//   <tree size, decimal>
//   <root, base64>
//   epoch <writer epoch, decimal>
//   (empty line)
//   — <key name> <base64 of key id (4) ‖ signature (64)>
//
// The key's name is the origin. Key id: the first 4 bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public
// key). The signature covers the text up to and with the line feed before the empty line. Values;
// thread safe where const.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

struct Checkpoint {
  Id log_id;
  int64_t size = 0;
  Digest root{};
  int64_t epoch = 0;  // of the writer that signed
  bool operator==(const Checkpoint&) const = default;
};

// `signalbox/<hex>`: origin line and key name of a log.
std::string LogOrigin(const Id& log_id);

// The public half, which a stranger needs: `<name>+<key id, 8 hex digits>+<base64 of 0x01 ‖ key>`.
struct AuditVerifierKey {
  std::string name;
  std::array<uint8_t, 4> key_id{};
  std::array<uint8_t, 32> public_key{};

  std::string Text() const;
  static Result<AuditVerifierKey> Parse(std::string_view text);
  bool operator==(const AuditVerifierKey&) const = default;
};

// The private half, made from Keyring::audit_seed(). Movable; freed with its secret wiped by
// OpenSSL.
class AuditKey {
 public:
  AuditKey(const Key& seed, const Id& log_id);
  AuditKey(AuditKey&&) noexcept;
  AuditKey& operator=(AuditKey&&) noexcept;
  ~AuditKey();

  const AuditVerifierKey& verifier() const { return verifier_; }
  // The signed note. The checkpoint is of the log that the key was made for.
  std::string Sign(const Checkpoint& checkpoint) const;

 private:
  struct Secret;
  std::unique_ptr<Secret> secret_;
  AuditVerifierKey verifier_;
};

// Reads a note without looking at its signatures; kInvalid when it is no checkpoint of ours. Lines
// of other signers (witnesses) are allowed.
Result<Checkpoint> ParseCheckpoint(std::string_view note);

// Reads a note signed by `key`. kInvalid when it is no checkpoint or has no line of that key,
// kCorrupt when the signature is not of these bytes or the origin is not the key's.
Result<Checkpoint> OpenCheckpoint(std::string_view note, const AuditVerifierKey& key);

}  // namespace signalbox
