// Which record has which id: the keys of a KeyIndex, asked as a map is. One thread.
#pragma once

#include <cstddef>

#include "base/check.h"
#include "base/ids.h"
#include "engine/key_index.h"

namespace signalbox {

class LeadIds {
 public:
  struct Found {
    Id first;
    uint32_t second = KeyIndex::kNone;
    bool operator==(const Found& other) const { return second == other.second; }
  };
  // Good until the index changes; equal to end() where there is no such record.
  class Hit {
   public:
    explicit Hit(Found found) : found_(found) {}
    const Found* operator->() const { return &found_; }
    const Found& operator*() const { return found_; }
    bool operator==(const Hit&) const = default;

   private:
    Found found_;
  };

  Hit find(const Id& id) const { return Hit({id, index_.Find(id.bytes)}); }
  Hit end() const { return Hit({}); }
  bool contains(const Id& id) const { return index_.Find(id.bytes) != KeyIndex::kNone; }
  // Of a record that there is. Where its page cannot be read, of the first one: the failure is
  // noted, and nothing that rests on it is committed.
  uint32_t at(const Id& id) const {
    const uint32_t found = index_.Find(id.bytes);
    CHECK(found != KeyIndex::kNone || index_.missed());
    return found == KeyIndex::kNone ? 0 : found;
  }
  void Insert(const Id& id, uint32_t lead) { index_.Insert(id.bytes, lead); }
  // Takes back an insert that no save has taken.
  void Erase(const Id& id) { index_.Erase(id.bytes); }
  size_t size() const { return index_.size(); }
  KeyIndex& index() { return index_; }

 private:
  KeyIndex index_;
};

}  // namespace signalbox
