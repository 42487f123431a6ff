// A map from keyed hashes to 32-bit numbers: exact, nothing is removed. Keys that came lately are
// in memory (20 bytes at rest); older ones lie in sorted runs of a state file (engine/key_run.h),
// once a save took them. One thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/body_codec.h"
#include "engine/key_run.h"

namespace signalbox {

// Open addressing; the part in memory.
class KeyTable {
 public:
  static constexpr uint32_t kNone = KeyRun::kNone;

  uint32_t Find(const KeyedHash& key) const;
  // Gives a key that is there already another value; true when it was not there.
  bool Put(const KeyedHash& key, uint32_t value);
  // Of a key that is not there.
  void Insert(const KeyedHash& key, uint32_t value);
  // Of a key that is there.
  void Erase(const KeyedHash& key);
  // Ascending by key.
  std::vector<KeyEntry> Sorted() const;
  size_t size() const { return count_; }

 private:
  size_t Start(const KeyedHash& key) const { return MixKey(key) & (slots_.size() - 1); }
  void Grow();

  std::vector<KeyEntry> slots_;
  size_t count_ = 0;
};

class KeyIndex {
 public:
  static constexpr uint32_t kNone = KeyRun::kNone;
  using Runs = std::vector<std::shared_ptr<const KeyRun>>;

  uint32_t Find(const KeyedHash& key) const;
  // The value of a key that is there already stays; false then.
  bool Insert(const KeyedHash& key, uint32_t value);
  // Gives a key another value, whichever run has it.
  void Replace(const KeyedHash& key, uint32_t value);
  // Takes back the insert of a key that no save has taken.
  void Erase(const KeyedHash& key);
  size_t size() const { return size_; }

  // The keys that no run has yet, null when there are none; they stay findable, and later ones go
  // elsewhere until Saved.
  std::shared_ptr<const KeyTable> Take();
  // `runs` hold what was taken and all before it. Null: the save failed, and the next one takes the
  // keys again.
  void Saved(const Runs* runs);
  // `size`: how many keys the runs have together, each counted once.
  void Restore(Runs runs, size_t size, PageSource* source);
  void ReadFrom(PageSource* source) { source_ = source; }
  // A page could not be read since the failure was last taken: what was not found may be there.
  bool missed() const { return source_ != nullptr && !source_->failure.ok(); }
  const Runs& runs() const { return runs_; }

 private:
  // Keys of runs that were found lately: what asks for one record asks several times.
  static constexpr size_t kFound = 256;

  KeyTable recent_;
  std::shared_ptr<const KeyTable> saving_;
  Runs runs_;
  size_t size_ = 0;
  PageSource* source_ = nullptr;
  mutable std::vector<KeyEntry> found_;
};

}  // namespace signalbox
