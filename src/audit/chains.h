// Checks that the events of every entity are numbered 0, 1, 2, ... and each names the position of
// the one before it. Memory is bounded: beyond `max_entities` it keeps a share of the entities by
// hash and asks to read the log once more for the rest. Not thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "audit/leaf.h"

namespace signalbox {

class EntityChains {
 public:
  explicit EntityChains(size_t max_entities);

  // The problem with this event, or empty.
  std::string Check(const Leaf& leaf, bool previous_is_gone = false);

  // True when entities are left: read every event again from the first.
  bool NextPass();

 private:
  struct Last {
    Id entity;
    int64_t kind = -1;  // -1: a free place
    int64_t sequence = 0;
    int64_t position = 0;
  };
  // Entities whose hash ends in `bits` bits equal to `value`.
  struct Share {
    int bits = 0;
    uint64_t value = 0;
    bool Has(uint64_t hash) const { return (hash & ((uint64_t{1} << bits) - 1)) == value; }
  };

  Last* Find(uint64_t hash, const Leaf& leaf);
  void MakeRoom();
  void Rehash(size_t places);

  const size_t max_entities_;
  Share share_;
  std::vector<Share> left_;
  std::vector<Last> places_;
  size_t used_ = 0;
};

}  // namespace signalbox
