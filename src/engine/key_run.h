// An immutable sorted run of keys in a state file: 400 keys a page, with the first key of each page
// and a filter in memory, so that a key that is not there costs one cache line.
//
// The filter is a blocked Bloom filter (Putze, Sanders, Singler, "Cache-, Hash- and Space-Efficient
// Bloom Filters", 2007): all bits of a key lie in one block of 512 bits, 12 bits a key, 6 of them
// set; about one in a hundred strange keys passes. Immutable once made; any thread, but what reads
// pages notes failures in its source.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/body_codec.h"
#include "engine/page_table.h"

namespace signalbox {

struct KeyEntry {
  KeyedHash key{};
  uint32_t value = 0;
  auto operator<=>(const KeyEntry&) const = default;
};

// Mixes all of a key: a keyed hash is uniform already, an id begins with its time.
uint64_t MixKey(const KeyedHash& key);

class KeyFilter {
 public:
  KeyFilter() = default;
  explicit KeyFilter(size_t keys);
  void Add(const KeyedHash& key);
  bool MayHold(const KeyedHash& key) const;
  Bytes Encode() const;
  static Result<KeyFilter> Decode(BytesView bytes);

 private:
  static constexpr size_t kWords = 8;  // of a block: one cache line
  std::vector<uint64_t> words_;
};

class KeyRun {
 public:
  static constexpr uint32_t kNone = 0xffffffff;
  static constexpr size_t kPerPage = 400;
  // Numbers of pages and filters of one run lie apart from those of all others.
  static int64_t PageNumber(int64_t run, size_t page) {
    return run << 20 | static_cast<int64_t>(page);
  }

  // Puts the pages of `sorted` (ascending, each key once) under `number`, which was never used.
  static KeyRun Make(int64_t number, std::span<const KeyEntry> sorted, std::vector<PageRow>* pages);
  // What Make put, by the page that describes it.
  static Result<KeyRun> Load(int64_t number, const StateFile& file);

  uint32_t Find(const KeyedHash& key, PageSource* source) const;
  int64_t number() const { return number_; }
  size_t size() const { return size_; }
  // Every page that it has in the file.
  std::vector<PageRange> Pages() const;
  // Appends its keys in order.
  Status ReadAll(const StateFile& file, std::vector<KeyEntry>* out) const;

 private:
  Bytes Describe() const;

  int64_t number_ = 0;
  size_t size_ = 0;
  std::vector<KeyedHash> first_;  // of each page
  KeyFilter filter_;
};

}  // namespace signalbox
