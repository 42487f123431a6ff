// A store and a keyring that read the real ones and keep every change in memory: what `--dry-run`
// runs on.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "base/random.h"
#include "store/keyring.h"
#include "store/store.h"

namespace signalbox {

// Takes commits and forgets their events; blobs are kept so that what was published can be loaded.
class DryStore : public Store {
 public:
  explicit DryStore(std::unique_ptr<Store> real)
      : real_(std::move(real)), next_position_(real_->next_position()) {}

  const Id& log_id() const override { return real_->log_id(); }
  int64_t epoch() const override { return real_->epoch(); }
  int64_t next_position() const override { return next_position_; }
  Status Commit(const CommitBatch& batch, int64_t epoch, int64_t expected_position) override;
  Status ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const override;
  Result<Bytes> ReadEvent(int64_t position) const override { return real_->ReadEvent(position); }
  Status ReadRecords(const RecordVisitor& visit) const override {
    return real_->ReadRecords(visit);
  }
  Result<std::vector<TaskRow>> ReadTasks(int64_t limit) const override {
    return real_->ReadTasks(limit);
  }
  Result<std::vector<TimerRow>> ReadTimers(TimeUs until, int64_t limit) const override {
    return real_->ReadTimers(until, limit);
  }
  Result<Bytes> ReadBlob(const Digest& hash) const override;
  Result<std::vector<MerkleNode>> ReadMerkle(int level, int64_t from_idx,
                                             int64_t limit) const override {
    return real_->ReadMerkle(level, from_idx, limit);
  }
  int64_t purged_by() const override { return real_->purged_by(); }
  Status ReadLeaves(int64_t from, int64_t count, std::vector<Digest>* out) const override {
    return real_->ReadLeaves(from, count, out);
  }
  Result<Bytes> ReadKeptLeaves(int64_t first_position) const override {
    return real_->ReadKeptLeaves(first_position);
  }
  int64_t DiskBytes() const override { return real_->DiskBytes(); }

 private:
  std::unique_ptr<Store> real_;
  int64_t next_position_;
  std::map<Digest, Bytes> blobs_;
};

// New subjects live in memory only and are numbered far beyond real ones.
class DryKeyring : public Keyring {
 public:
  DryKeyring(std::unique_ptr<Keyring> real, Random& random)
      : real_(std::move(real)), random_(random) {}

  Result<int64_t> NewSubject() override;
  Result<Key> SubjectKey(int64_t subject) const override;
  // In memory, so that an erasure that a crash cut short does not keep a dry run from starting.
  Status Forget(int64_t subject) override;
  bool IsForgotten(int64_t subject) const override;
  const Key& identity_secret() const override { return real_->identity_secret(); }
  const Key& index_secret() const override { return real_->index_secret(); }
  const Key& audit_seed() const override { return real_->audit_seed(); }
  Digest token_hash() const override { return real_->token_hash(); }
  Status SetTokenHash(const Digest&) override {
    return Err(Code::kUnsupported, "a dry run changes no token");
  }

 private:
  static constexpr int64_t kFirst = int64_t{1} << 40;
  std::unique_ptr<Keyring> real_;
  Random& random_;
  mutable std::mutex mutex_;
  std::map<int64_t, Key> fresh_;
  std::set<int64_t> forgotten_;
};

}  // namespace signalbox
