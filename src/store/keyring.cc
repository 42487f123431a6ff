#include "store/keyring.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <utility>

#include "base/check.h"
#include "store/key_files.h"
#include "store/key_rotation.h"
#include "store/sqlite/database.h"
#include "store/sqlite/write_ahead.h"

namespace signalbox {
namespace {

constexpr int64_t kBlockKeys = 256;
constexpr size_t kBlockBytes = static_cast<size_t>(kBlockKeys) * sizeof(Key);

// Blocks made in one synced transaction: one at first, then twice as many each time up to this, so
// that a command that seals one lead leaves 8 KB and a server under load syncs once for 8,192
// subjects.
constexpr int64_t kMaxBlocksAhead = 32;

// Unwrapped blocks in memory: 2 MB for the 65,536 most recent subjects. Recent blocks have
// different places, because block numbers run on.
constexpr size_t kCachedBlocks = 256;

// 4 MB of 4 KB pages in the write-ahead file.
constexpr int kKeysCheckpointPages = 1'024;

constexpr int64_t kKeysSchemaVersion = 1;
constexpr int64_t kKeysApplicationId = 0x53426b79;  // "SBky"

// fullfsync-grade care is not needed; FULL syncs every commit, and secure_delete overwrites what a
// row held before.
constexpr char kKeysPragmas[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
    "PRAGMA temp_store=MEMORY;";

constexpr char kKeysTables[] = R"(
CREATE TABLE secrets(name TEXT PRIMARY KEY, nonce BLOB NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE blocks(block INTEGER PRIMARY KEY, nonce BLOB NOT NULL, sealed BLOB NOT NULL);
)";

// Names of the rows of `secrets`, bound into each seal. Stored.
constexpr std::string_view kWorkspaceKey = "workspace";
constexpr std::string_view kIdentity = "identity";
constexpr std::string_view kIndex = "index";
constexpr std::string_view kAuditSeed = "audit";
constexpr std::string_view kTokenHash = "token";

using BlockKeys = std::array<Key, kBlockKeys>;

struct Block {
  int64_t number = -1;
  BlockKeys keys{};
  ~Block() { OPENSSL_cleanse(keys.data(), kBlockBytes); }
};

BytesView KeysView(const BlockKeys& keys) {
  return {reinterpret_cast<const char*>(keys.data()), kBlockBytes};
}

Bytes SecretContext(std::string_view name) {
  return fmt::format("signalbox/secret/{}", name);
}
Bytes BlockContext(int64_t block) {
  return fmt::format("signalbox/block/{}", block);
}

Result<Nonce> ReadNonce(BytesView bytes) {
  Nonce nonce{};
  if (bytes.size() != nonce.size()) return Err(Code::kCorrupt, "`keys.db`: a nonce is damaged");
  std::memcpy(nonce.data(), bytes.data(), nonce.size());
  return nonce;
}

Error UnknownSubject(int64_t subject) {
  return Err(Code::kNotFound,
             fmt::format("subject {} has no key: it was forgotten, or never was", subject));
}

class SqliteKeyring : public Keyring, public KeyRotation {
 public:
  // `directory` is that of the master key's file; empty where there is none.
  SqliteKeyring(Database database, const Key& master, std::string directory, Random& random)
      : random_(random),
        database_(std::move(database)),
        directory_(std::move(directory)),
        master_(master) {}

  ~SqliteKeyring() override {
    for (Key* key : {&master_, &workspace_, &identity_, &index_, &audit_}) {
      OPENSSL_cleanse(key->data(), key->size());
    }
  }

  Status Start(bool create);
  // Again with another master key, after the first did not open it.
  Status StartWith(const Key& master) {
    master_ = master;
    return Start(false);
  }

  Result<int64_t> NewSubject() override;
  Result<Key> SubjectKey(int64_t subject) const override;
  Status Forget(int64_t subject) override;
  bool IsForgotten(int64_t subject) const override;

  bool has_master_file() const override { return !directory_.empty(); }
  Status RotateMaster(const Key& next) override;
  Status RotateWorkspace() override;
  Status SetAuditSeed(const Key& seed) override;

  const Key& identity_secret() const override { return identity_; }
  const Key& index_secret() const override { return index_; }
  const Key& audit_seed() const override { return audit_; }
  Digest token_hash() const override {
    const std::lock_guard lock(mutex_);
    return token_;
  }
  Status SetTokenHash(const Digest& hash) override;

 private:
  Status MakeSecrets();
  Status LoadSecrets();
  Status PutSecret(std::string_view name, const Key& wrapping, const Key& secret);
  // `closed` is the error's code when the wrapping key does not open it.
  Result<Key> GetSecret(std::string_view name, const Key& wrapping, Code closed = Code::kCorrupt);
  Status MakeBlocks();
  Status PutBlock(Statement& statement, int64_t number, const BlockKeys& keys);
  Result<const Block*> FindBlock(int64_t number) const;
  Status OverwriteSlot(int64_t block, size_t slot);
  // One transaction, after which no copy of what it replaced is left in the write-ahead file.
  template <typename F>
  Status Overwrite(F change);
  Status WrapAllWith(const Key& workspace);

  mutable std::mutex mutex_;
  Random& random_;
  mutable Database database_;
  const std::string directory_;
  mutable Statement select_block_;
  Statement insert_block_;
  // An update of the same size rewrites the row's own pages, where a replacement would free them.
  Statement update_block_;
  Statement put_secret_;
  Statement select_secret_;

  Key master_{}, workspace_{}, identity_{}, index_{}, audit_{};
  Digest token_{};

  // Subjects from next_ up to ready_ have durable keys that nobody was given.
  int64_t next_ = 0;
  int64_t ready_ = 0;
  int64_t blocks_ahead_ = 1;
  mutable std::array<std::unique_ptr<Block>, kCachedBlocks> cache_;
};

Status CheckVersion(Database& database, bool create) {
  SB_ASSIGN(const int64_t version, database.QueryInt("PRAGMA user_version"));
  SB_ASSIGN(const int64_t application, database.QueryInt("PRAGMA application_id"));
  SB_ASSIGN(const int64_t tables, database.QueryInt("SELECT count(*) FROM sqlite_schema"));
  if (version == 0 && tables == 0) {
    if (!create) return Err(Code::kNotFound, "`keys.db` holds no keys; restore it from its backup");
    // Until the file is in WAL mode it has a rollback journal: one that a power loss brought back
    // would undo every key.
    SB_TRY(database.Execute("PRAGMA synchronous=EXTRA"));
    return database.Execute(kKeysPragmas);
  }
  if (application != kKeysApplicationId || version < 1) {
    return Err(Code::kCorrupt, "`keys.db` is an SQLite database, but no signalbox keyring");
  }
  if (version > kKeysSchemaVersion) {
    return Err(
        Code::kUnsupported,
        fmt::format("keys were written by a newer version (format {}, this program reads up to "
                    "{}); use a newer signalbox",
                    version, kKeysSchemaVersion));
  }
  return database.Execute(kKeysPragmas);
}

// Keys that were given out must not rest on bytes that only seem to be on disk. The write lock
// keeps other processes out meanwhile; who may not write has nothing to make durable.
Status SettleWriteAhead(Database& database, const std::string& path, const std::string& vfs) {
  const Status locked = database.Execute("BEGIN IMMEDIATE");
  if (!locked.ok()) return locked.error().code == Code::kForbidden ? Status() : locked;
  const Status settled = RewriteWriteAhead(path, vfs);
  SB_TRY(database.Execute("ROLLBACK"));
  return settled;
}

Status SqliteKeyring::Start(bool create) {
  SB_TRY(CheckVersion(database_, create));
  SB_ASSIGN(const int64_t tables, database_.QueryInt("SELECT count(*) FROM sqlite_schema"));
  if (tables == 0) SB_TRY(MakeSecrets());
  SB_ASSIGN(select_block_, database_.Prepare("SELECT nonce, sealed FROM blocks WHERE block = ?1"));
  SB_ASSIGN(insert_block_, database_.Prepare("INSERT INTO blocks VALUES(?1, ?2, ?3)"));
  SB_ASSIGN(update_block_,
            database_.Prepare("UPDATE blocks SET nonce = ?2, sealed = ?3 WHERE block = ?1"));
  SB_ASSIGN(put_secret_, database_.Prepare("INSERT OR REPLACE INTO secrets VALUES(?1, ?2, ?3)"));
  SB_ASSIGN(select_secret_, database_.Prepare("SELECT nonce, sealed FROM secrets WHERE name = ?1"));
  SB_TRY(LoadSecrets());
  SB_ASSIGN(const int64_t blocks,
            database_.QueryInt("SELECT coalesce(max(block) + 1, 0) FROM blocks"));
  next_ = ready_ = blocks * kBlockKeys;
  return {};
}

// All or nothing: a crash while a workspace is made leaves an empty database, which is made again.
Status SqliteKeyring::MakeSecrets() {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  SB_TRY(database_.Execute(kKeysTables));
  SB_ASSIGN(put_secret_, database_.Prepare("INSERT OR REPLACE INTO secrets VALUES(?1, ?2, ?3)"));
  for (Key* key : {&workspace_, &identity_, &index_, &audit_}) random_.Fill(*key);
  SB_TRY(PutSecret(kWorkspaceKey, master_, workspace_));
  SB_TRY(PutSecret(kIdentity, workspace_, identity_));
  SB_TRY(PutSecret(kIndex, workspace_, index_));
  SB_TRY(PutSecret(kAuditSeed, workspace_, audit_));
  SB_TRY(PutSecret(kTokenHash, workspace_, Key{}));
  const std::string stamp = fmt::format("PRAGMA application_id={}; PRAGMA user_version={}; COMMIT;",
                                        kKeysApplicationId, kKeysSchemaVersion);
  return database_.Execute(stamp.c_str());
}

Status SqliteKeyring::LoadSecrets() {
  Result<Key> workspace = GetSecret(kWorkspaceKey, master_, Code::kForbidden);
  if (!workspace.ok() && workspace.error().code == Code::kForbidden) {
    return Err(Code::kForbidden,
               "the master key does not open `keys.db`; use the one it was made with");
  }
  SB_ASSIGN(workspace_, workspace);
  SB_ASSIGN(identity_, GetSecret(kIdentity, workspace_));
  SB_ASSIGN(index_, GetSecret(kIndex, workspace_));
  SB_ASSIGN(audit_, GetSecret(kAuditSeed, workspace_));
  SB_ASSIGN(token_, GetSecret(kTokenHash, workspace_));
  return {};
}

Status SqliteKeyring::PutSecret(std::string_view name, const Key& wrapping, const Key& secret) {
  Nonce nonce{};
  random_.Fill(nonce);
  Bytes sealed;
  GcmSeal(wrapping, nonce, SecretContext(name), View(secret), &sealed);
  return put_secret_.BindText(1, name).Bind(2, View(nonce)).Bind(3, sealed).Run();
}

Result<Key> SqliteKeyring::GetSecret(std::string_view name, const Key& wrapping, Code closed) {
  SB_ASSIGN(const bool found, select_secret_.BindText(1, name).Step());
  if (!found) {
    select_secret_.Reset();
    return Err(Code::kCorrupt,
               fmt::format("`keys.db`: secret `{}` is missing; restore the keys", name));
  }
  const Result<Nonce> nonce = ReadNonce(select_secret_.Blob(0));
  const Bytes sealed(select_secret_.Blob(1));
  select_secret_.Reset();
  if (!nonce.ok()) return nonce.error();
  Result<Bytes> secret = GcmOpen(wrapping, *nonce, SecretContext(name), sealed);
  if (!secret.ok()) {
    return Err(closed, fmt::format("`keys.db`: secret `{}` does not open", name));
  }
  Key key{};
  if (secret->size() != key.size()) return Err(Code::kCorrupt, "`keys.db`: a secret is damaged");
  std::memcpy(key.data(), secret->data(), key.size());
  OPENSSL_cleanse(secret->data(), secret->size());
  return key;
}

Status SqliteKeyring::SetTokenHash(const Digest& hash) {
  const std::lock_guard lock(mutex_);
  SB_TRY(PutSecret(kTokenHash, workspace_, hash));
  token_ = hash;
  return {};
}

Result<int64_t> SqliteKeyring::NewSubject() {
  const std::lock_guard lock(mutex_);
  if (next_ == ready_) SB_TRY(MakeBlocks());
  return next_++;
}

Status SqliteKeyring::MakeBlocks() {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  const auto make = [&]() -> Result<int64_t> {
    SB_ASSIGN(const int64_t first,
              database_.QueryInt("SELECT coalesce(max(block) + 1, 0) FROM blocks"));
    for (int64_t number = first; number < first + blocks_ahead_; ++number) {
      auto block = std::make_unique<Block>();
      random_.Fill({reinterpret_cast<uint8_t*>(block->keys.data()), kBlockBytes});
      SB_TRY(PutBlock(insert_block_, number, block->keys));
    }
    SB_TRY(database_.Execute("COMMIT"));
    return first;
  };
  const Result<int64_t> first = make();
  if (!first.ok()) {
    // The first error is the one to tell.
    if (database_.InTransaction()) (void)database_.Execute("ROLLBACK");
    return first.error();
  }
  next_ = *first * kBlockKeys;
  ready_ = next_ + blocks_ahead_ * kBlockKeys;
  blocks_ahead_ = std::min(blocks_ahead_ * 2, kMaxBlocksAhead);
  if (database_.WalPages() >= kKeysCheckpointPages) {
    SB_TRY(database_.Checkpoint(Database::CheckpointMode::kPassive));
  }
  return {};
}

Status SqliteKeyring::PutBlock(Statement& statement, int64_t number, const BlockKeys& keys) {
  Nonce nonce{};
  random_.Fill(nonce);
  Bytes sealed;
  GcmSeal(workspace_, nonce, BlockContext(number), KeysView(keys), &sealed);
  return statement.Bind(1, number).Bind(2, View(nonce)).Bind(3, sealed).Run();
}

Result<const Block*> SqliteKeyring::FindBlock(int64_t number) const {
  std::unique_ptr<Block>& place = cache_[static_cast<size_t>(number) % kCachedBlocks];
  if (place != nullptr && place->number == number) return place.get();
  SB_ASSIGN(const bool found, select_block_.Bind(1, number).Step());
  if (!found) {
    select_block_.Reset();
    return UnknownSubject(number * kBlockKeys);
  }
  const Result<Nonce> nonce = ReadNonce(select_block_.Blob(0));
  const Bytes sealed(select_block_.Blob(1));
  select_block_.Reset();
  if (!nonce.ok()) return nonce.error();
  Result<Bytes> keys = GcmOpen(workspace_, *nonce, BlockContext(number), sealed);
  if (!keys.ok() || keys->size() != kBlockBytes) {
    return Err(
        Code::kCorrupt,
        fmt::format("`keys.db`: block {} is damaged; restore the keys from their backup", number));
  }
  place = std::make_unique<Block>();
  place->number = number;
  std::memcpy(place->keys.data(), keys->data(), kBlockBytes);
  OPENSSL_cleanse(keys->data(), keys->size());
  return place.get();
}

Result<Key> SqliteKeyring::SubjectKey(int64_t subject) const {
  if (subject < 0) return UnknownSubject(subject);
  const std::lock_guard lock(mutex_);
  Result<const Block*> block = FindBlock(subject / kBlockKeys);
  if (!block.ok()) {
    return block.error().code == Code::kNotFound ? UnknownSubject(subject) : block.error();
  }
  const Key& key = (*block)->keys[static_cast<size_t>(subject % kBlockKeys)];
  if (key == Key{}) return UnknownSubject(subject);
  return key;
}

bool SqliteKeyring::IsForgotten(int64_t subject) const {
  if (subject < 0) return false;
  const std::lock_guard lock(mutex_);
  const Result<const Block*> block = FindBlock(subject / kBlockKeys);
  return block.ok() && (*block)->keys[static_cast<size_t>(subject % kBlockKeys)] == Key{};
}

Status SqliteKeyring::OverwriteSlot(int64_t number, size_t slot) {
  // Read under the write lock and not from the cache, so that no other process's forgetting is
  // undone.
  cache_[static_cast<size_t>(number) % kCachedBlocks].reset();
  SB_ASSIGN(const Block* block, FindBlock(number));
  Block changed = *block;
  changed.keys[slot] = Key{};
  cache_[static_cast<size_t>(number) % kCachedBlocks].reset();
  SB_TRY(PutBlock(update_block_, number, changed.keys));
  return database_.Execute("COMMIT");
}

Status SqliteKeyring::Forget(int64_t subject) {
  if (subject < 0) return UnknownSubject(subject);
  const std::lock_guard lock(mutex_);
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  const Status done =
      OverwriteSlot(subject / kBlockKeys, static_cast<size_t>(subject % kBlockKeys));
  if (!done.ok()) {
    if (database_.InTransaction()) (void)database_.Execute("ROLLBACK");
    return done.error().code == Code::kNotFound ? UnknownSubject(subject) : done.error();
  }
  // The old block still stands in the write-ahead file until this.
  return database_.Checkpoint(Database::CheckpointMode::kTruncate);
}

template <typename F>
Status SqliteKeyring::Overwrite(F change) {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  Status done = change();
  if (done.ok()) done = database_.Execute("COMMIT");
  if (!done.ok()) {
    // The first error is the one to tell.
    if (database_.InTransaction()) (void)database_.Execute("ROLLBACK");
    return done;
  }
  return database_.Checkpoint(Database::CheckpointMode::kTruncate);
}

Status SqliteKeyring::RotateMaster(const Key& next) {
  const std::lock_guard lock(mutex_);
  if (has_master_file()) SB_TRY(StageMasterKey(directory_, next));
  SB_TRY(Overwrite([&] { return PutSecret(kWorkspaceKey, next, workspace_); }));
  master_ = next;
  return has_master_file() ? TakeStagedMasterKey(directory_) : Status();
}

Status SqliteKeyring::WrapAllWith(const Key& workspace) {
  SB_TRY(PutSecret(kWorkspaceKey, master_, workspace));
  const std::pair<std::string_view, const Key*> secrets[] = {
      {kIdentity, &identity_}, {kIndex, &index_}, {kAuditSeed, &audit_}, {kTokenHash, &token_}};
  for (const auto& [name, secret] : secrets) SB_TRY(PutSecret(name, workspace, *secret));
  SB_ASSIGN(const int64_t blocks,
            database_.QueryInt("SELECT coalesce(max(block) + 1, 0) FROM blocks"));
  for (int64_t number = 0; number < blocks; ++number) {
    SB_ASSIGN(const Block* block, FindBlock(number));
    Nonce nonce{};
    random_.Fill(nonce);
    Bytes sealed;
    GcmSeal(workspace, nonce, BlockContext(number), KeysView(block->keys), &sealed);
    SB_TRY(update_block_.Bind(1, number).Bind(2, View(nonce)).Bind(3, sealed).Run());
  }
  return {};
}

Status SqliteKeyring::RotateWorkspace() {
  const std::lock_guard lock(mutex_);
  Key next{};
  random_.Fill(next);
  // Read anew under the write lock, as for an erasure.
  for (std::unique_ptr<Block>& place : cache_) place.reset();
  const Status done = Overwrite([&] { return WrapAllWith(next); });
  // What could not be truncated is committed all the same.
  if (done.ok() || !database_.InTransaction()) {
    const Result<Key> stored = GetSecret(kWorkspaceKey, master_);
    if (stored.ok()) workspace_ = *stored;
  }
  OPENSSL_cleanse(next.data(), next.size());
  return done;
}

Status SqliteKeyring::SetAuditSeed(const Key& seed) {
  const std::lock_guard lock(mutex_);
  SB_TRY(Overwrite([&] { return PutSecret(kAuditSeed, workspace_, seed); }));
  audit_ = seed;
  return {};
}

}  // namespace

Result<KeyRotation*> RotationOf(Keyring& keys) {
  auto* rotation = dynamic_cast<KeyRotation*>(&keys);
  if (rotation == nullptr) return Err(Code::kUnsupported, "these keys cannot be changed");
  return rotation;
}

Result<std::unique_ptr<Keyring>> Keyring::Open(const std::string& directory,
                                               const KeyringOptions& options, Random& random) {
  CHECK(options.vfs.empty() || options.master.has_value());
  if (options.vfs.empty() && options.create) SB_TRY(MakeKeyFiles(directory));
  Key master{};
  if (options.master) {
    master = *options.master;
  } else {
    SB_ASSIGN(master, LoadMasterKey(directory, options.create, random));
  }
  Database::Options opening{.create = options.create, .vfs = options.vfs};
  Result<Database> database = Database::Open(directory + "/keys.db", opening);
  if (!database.ok()) return std::move(database).error();
  SB_TRY(SettleWriteAhead(*database, directory + "/keys.db", options.vfs));
  const std::string of_file = options.master ? std::string() : directory;
  auto keyring = std::make_unique<SqliteKeyring>(std::move(*database), master, of_file, random);
  Status started = keyring->Start(options.create);
  if (!started.ok() && started.error().code == Code::kForbidden && !of_file.empty()) {
    // A rotation that a crash cut short: the next master key is in place, but not under its name.
    const Result<Key> staged = LoadStagedMasterKey(directory);
    if (staged.ok()) started = keyring->StartWith(*staged);
    if (started.ok()) SB_TRY(TakeStagedMasterKey(directory));
  }
  if (!started.ok()) return Within(fmt::format("`{}`", directory), std::move(started).error());
  return std::unique_ptr<Keyring>(std::move(keyring));
}

}  // namespace signalbox
