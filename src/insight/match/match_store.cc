#include "insight/match/match_store.h"

#include <algorithm>
#include <bit>

#include "insight/match/account_codec.h"
#include "insight/match/match_list.h"

namespace signalbox {
namespace {

// Numbers are never given twice, so that a key left behind by a crash names nobody.
constexpr char kTables[] =
    "CREATE TABLE IF NOT EXISTS accounts(number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " id TEXT NOT NULL UNIQUE, body BLOB NOT NULL);"
    "CREATE TABLE IF NOT EXISTS keys(key INTEGER, number INTEGER, PRIMARY KEY(key, number))"
    " WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS words(slot INTEGER PRIMARY KEY, count INTEGER NOT NULL);";

// The upper pages of the trees of a million accounts, and what was asked lately.
constexpr char kPragmas[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
    "PRAGMA mmap_size=2147483648;";

// The slot that holds how many names there are.
constexpr int64_t kNamesSlot = -1;

// Both SQLite's page tree and its journal grow with a transaction.
constexpr int kCheckpointPages = 20'000;

int64_t Stored(uint64_t key) {
  return std::bit_cast<int64_t>(key);
}

}  // namespace

Result<std::unique_ptr<MatchStore>> MatchStore::Open(const std::string& path) {
  Database::Options options;
  options.create = true;
  SB_ASSIGN(Database database, Database::Open(path, options));
  std::unique_ptr<MatchStore> store(new MatchStore(std::move(database)));
  SB_ASSIGN(const int64_t version, store->database_.QueryInt("PRAGMA user_version"));
  SB_ASSIGN(const int64_t tables, store->database_.QueryInt("SELECT count(*) FROM sqlite_schema"));
  if (tables > 0 && version != kAccountCodecVersion) {
    return Err(Code::kCorrupt, "`" + path + "` is no match store of this version; delete it, and " +
                                   "it is made again from the accounts");
  }
  SB_TRY(store->database_.Execute(kPragmas));
  SB_TRY(store->database_.Execute(kTables));
  const std::string mark = "PRAGMA user_version=" + std::to_string(kAccountCodecVersion);
  SB_TRY(store->database_.Execute(mark.c_str()));
  SB_TRY(store->Prepare());
  SB_TRY(store->LoadCounts());
  return store;
}

Status MatchStore::Prepare() {
  SB_ASSIGN(find_,
            database_.Prepare("SELECT number FROM keys WHERE key=?1 ORDER BY number LIMIT ?2"));
  SB_ASSIGN(get_, database_.Prepare("SELECT body FROM accounts WHERE number=?1"));
  SB_ASSIGN(number_of_, database_.Prepare("SELECT number FROM accounts WHERE id=?1"));
  SB_ASSIGN(add_account_,
            database_.Prepare("INSERT INTO accounts(id, body) VALUES(?1, ?2) RETURNING number"));
  SB_ASSIGN(add_key_, database_.Prepare("INSERT OR IGNORE INTO keys VALUES(?1, ?2)"));
  SB_ASSIGN(drop_account_, database_.Prepare("DELETE FROM accounts WHERE number=?1"));
  SB_ASSIGN(drop_key_, database_.Prepare("DELETE FROM keys WHERE key=?1 AND number=?2"));
  SB_ASSIGN(put_word_, database_.Prepare("INSERT OR REPLACE INTO words VALUES(?1, ?2)"));
  return {};
}

Status MatchStore::LoadCounts() {
  counts_ = WordCounts();
  SB_ASSIGN(Statement all, database_.Prepare("SELECT slot, count FROM words"));
  while (true) {
    SB_ASSIGN(const bool more, all.Step());
    if (!more) return {};
    if (all.Int(0) == kNamesSlot) {
      counts_.Restore(static_cast<uint64_t>(all.Int(1)));
    } else {
      counts_.RestoreSlot(static_cast<uint32_t>(all.Int(0)), static_cast<uint32_t>(all.Int(1)));
    }
  }
}

void MatchStore::Touch(const MatchName& name) {
  for (const std::string& word : name.words) touched_.insert(WordCounts::SlotOf(word));
}

Status MatchStore::Put(std::span<const MatchRecord> records) {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  const Status put = PutAll(records);
  touched_.clear();
  if (put.ok()) {
    const Status committed = database_.Execute("COMMIT");
    if (committed.ok() && database_.WalPages() > kCheckpointPages) {
      return database_.Checkpoint(Database::CheckpointMode::kPassive);
    }
    if (committed.ok()) return {};
  }
  if (database_.InTransaction()) SB_TRY(database_.Execute("ROLLBACK"));
  SB_TRY(LoadCounts());
  return put.ok() ? Status(Err(Code::kIo, "the match store could not commit")) : put;
}

Status MatchStore::PutAll(std::span<const MatchRecord> records) {
  std::vector<std::pair<int64_t, int64_t>> keys;
  for (const MatchRecord& record : records) {
    const MatchAccount account = ReadMatchAccount(record);
    if (account.id.empty()) return Err(Code::kInvalid, "an account without an id");
    // The keys of one that comes again are needed at once, to be taken away.
    SB_TRY(number_of_.BindText(1, account.id).Step());
    const bool known = !number_of_.IsNull(0);
    number_of_.Reset();
    if (known) {
      for (const auto& [key, number] : keys) {
        SB_TRY(add_key_.Bind(1, key).Bind(2, number).Run());
      }
      keys.clear();
      SB_TRY(RemoveOne(account.id));
    }
    const Bytes body = EncodeAccount(account);
    SB_ASSIGN(const bool made, add_account_.BindText(1, account.id).Bind(2, body).Step());
    if (!made) return Err(Code::kIo, "the match store gave no number");
    const int64_t number = add_account_.Int(0);
    add_account_.Reset();
    for (const BlockKey& key : BlockKeys(account.profile)) {
      keys.emplace_back(Stored(key.hash), number);
    }
    CountName(account.profile.name, &counts_);
    Touch(account.profile.name);
  }
  // In the order of the tree: a large batch writes each page once.
  std::ranges::sort(keys);
  for (const auto& [key, number] : keys) SB_TRY(add_key_.Bind(1, key).Bind(2, number).Run());
  return SaveCounts();
}

Status MatchStore::SaveCounts() {
  for (const uint32_t slot : touched_) {
    SB_TRY(put_word_.Bind(1, int64_t{slot}).Bind(2, int64_t{counts_.slots()[slot]}).Run());
  }
  return put_word_.Bind(1, kNamesSlot).Bind(2, static_cast<int64_t>(counts_.names())).Run();
}

Result<bool> MatchStore::RemoveOne(const std::string& id) {
  SB_ASSIGN(const bool there, number_of_.BindText(1, id).Step());
  const int64_t number = there ? number_of_.Int(0) : 0;
  number_of_.Reset();
  if (!there) return false;
  SB_ASSIGN(const MatchAccount* account, Get(static_cast<uint32_t>(number)));
  for (const BlockKey& key : BlockKeys(account->profile)) {
    SB_TRY(drop_key_.Bind(1, Stored(key.hash)).Bind(2, number).Run());
  }
  DiscountName(account->profile.name, &counts_);
  Touch(account->profile.name);
  SB_TRY(drop_account_.Bind(1, number).Run());
  return true;
}

Result<bool> MatchStore::Remove(const std::string& id) {
  SB_TRY(database_.Execute("BEGIN IMMEDIATE"));
  Result<bool> removed = RemoveOne(id);
  if (removed.ok()) {
    if (const Status saved = SaveCounts(); !saved.ok()) removed = saved.error();
  }
  touched_.clear();
  if (removed.ok()) {
    const Status committed = database_.Execute("COMMIT");
    if (committed.ok()) return removed;
    removed = committed.error();
  }
  if (database_.InTransaction()) SB_TRY(database_.Execute("ROLLBACK"));
  SB_TRY(LoadCounts());
  return removed;
}

Status MatchStore::Find(uint64_t key, size_t limit, std::vector<uint32_t>* out) {
  find_.Bind(1, Stored(key)).Bind(2, static_cast<int64_t>(limit));
  while (true) {
    SB_ASSIGN(const bool more, find_.Step());
    if (!more) break;
    out->push_back(static_cast<uint32_t>(find_.Int(0)));
  }
  find_.Reset();
  return {};
}

Result<const MatchAccount*> MatchStore::Get(uint32_t number) {
  SB_ASSIGN(const bool there, get_.Bind(1, int64_t{number}).Step());
  if (!there) return Err(Code::kCorrupt, "the match store names an account that it does not hold");
  const Status decoded = DecodeAccount(get_.Blob(0), &at_hand_);
  get_.Reset();
  if (!decoded.ok()) return decoded.error();
  return &at_hand_;
}

}  // namespace signalbox
