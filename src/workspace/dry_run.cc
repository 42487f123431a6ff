#include "workspace/dry_run.h"

namespace signalbox {

Status DryStore::Commit(const CommitBatch& batch, int64_t, int64_t expected_position) {
  if (expected_position != next_position_) return Err(Code::kConflict, "the log moved on");
  for (const BlobRow& blob : batch.blobs) blobs_[blob.hash] = blob.bytes;
  next_position_ += static_cast<int64_t>(batch.events.size());
  return {};
}

Status DryStore::ReadEvents(int64_t from, int64_t to, const EventVisitor& visit) const {
  return real_->ReadEvents(from, to, visit);
}

Result<Bytes> DryStore::ReadBlob(const Digest& hash) const {
  const auto fresh = blobs_.find(hash);
  if (fresh != blobs_.end()) return fresh->second;
  return real_->ReadBlob(hash);
}

Result<int64_t> DryKeyring::NewSubject() {
  const std::lock_guard lock(mutex_);
  const int64_t subject = kFirst + static_cast<int64_t>(fresh_.size());
  random_.Fill(fresh_[subject]);
  return subject;
}

Result<Key> DryKeyring::SubjectKey(int64_t subject) const {
  const std::lock_guard lock(mutex_);
  if (forgotten_.contains(subject)) return Err(Code::kNotFound, "the subject was forgotten");
  if (subject < kFirst) return real_->SubjectKey(subject);
  const auto found = fresh_.find(subject);
  if (found == fresh_.end()) return Err(Code::kNotFound, "no such subject");
  return found->second;
}

Status DryKeyring::Forget(int64_t subject) {
  const std::lock_guard lock(mutex_);
  forgotten_.insert(subject);
  return {};
}

bool DryKeyring::IsForgotten(int64_t subject) const {
  const std::lock_guard lock(mutex_);
  return forgotten_.contains(subject) || real_->IsForgotten(subject);
}

}  // namespace signalbox
