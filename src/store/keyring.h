// The keyring: a workspace's secrets, kept in the keys directory beside it and never inside it.
//
// DIR.keys (mode 0700): `master.key` (32 bytes, hex), `keys.db` (SQLite: the wrapped workspace key,
// secrets, the audit log's seed among them, and subject keys), `heads.log` (audit/). A subject key
// is one slot of a block of 256 keys; blocks are made and synced before any of their slots is
// handed out, so sealing a new subject needs no sync of its own. A start begins with a fresh block,
// so no slot is handed out twice. Forgetting a subject overwrites its slot (secure_delete, WAL
// truncated) and can't be undone by anything here; what the disk itself keeps of overwritten
// sectors, and backups of the keys directory, are outside its reach.
//
// Thread safe. Owned by the workspace; outlives every Sealer made from it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/random.h"
#include "base/result.h"
#include "store/event.h"

namespace signalbox {

struct KeyringOptions {
  // Makes what is missing.
  bool create = false;
  // The key that wraps all others, where it comes from elsewhere (the environment, a KMS) and not
  // from `master.key`. The directory then has no such file.
  std::optional<Key> master;
  // SQLite's name of the file system that holds keys.db; empty for the system's own. With another
  // one, `master` must be given, and nothing but SQLite touches a file.
  std::string vfs;
};

class Keyring {
 public:
  virtual ~Keyring() = default;

  // Opens, or with `create` makes, the keys in `directory`. kNotFound when there are none;
  // kForbidden when the master key does not open them.
  // `random` makes keys and nonces, outlives the keyring, and is used under the keyring's lock.
  static Result<std::unique_ptr<Keyring>> Open(const std::string& directory,
                                               const KeyringOptions& options, Random& random);
  static Result<std::unique_ptr<Keyring>> Open(const std::string& directory, bool create,
                                               Random& random) {
    return Open(directory, KeyringOptions{.create = create, .master = {}, .vfs = {}}, random);
  }

  // A fresh subject whose key is already durable.
  virtual Result<int64_t> NewSubject() = 0;
  // kNotFound when the subject was forgotten or never existed.
  virtual Result<Key> SubjectKey(int64_t subject) const = 0;
  // Destroys the keys of the subject; the change is durable and unrecoverable when it returns.
  virtual Status Forget(int64_t subject) = 0;
  // Whether its key was destroyed; false for one that never had any. This outlives the log: after
  // the log came back from a backup it still says who was forgotten since.
  virtual bool IsForgotten(int64_t subject) const = 0;

  // For keyed hashes of identities (HMAC); never leaves the process.
  virtual const Key& identity_secret() const = 0;
  // For keyed hashes in views.
  virtual const Key& index_secret() const = 0;
  // Ed25519 seed of the audit log's signing key.
  virtual const Key& audit_seed() const = 0;
  // SHA-256 of the API's bearer token; all zero when none was set.
  virtual Digest token_hash() const = 0;
  virtual Status SetTokenHash(const Digest& hash) = 0;
};

// What one sealed part may hold, so that opening one never allocates more: an event's own limit.
inline constexpr size_t kMaxSealedBytes = size_t{16} << 20;

// Seals `body` for `subject` as event/SealedPart says (codec byte: 0 none, 1 zstd, used from 512
// bytes on where it is shorter). kNotFound when the subject was forgotten or never existed.
Result<SealedPart> Seal(const Keyring& keys, int64_t subject, const Id& log_id, int64_t position,
                        uint16_t type, BytesView body, Random& random);

// The body. kNotFound when the subject was forgotten; kCorrupt when it does not open or the digest
// differs.
Result<Bytes> Unseal(const Keyring& keys, const SealedPart& part, const Id& log_id,
                     int64_t position, uint16_t type);

}  // namespace signalbox
