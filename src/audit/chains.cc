#include "audit/chains.h"

#include <fmt/format.h>

#include <cstring>

namespace signalbox {
namespace {

constexpr size_t kFirstPlaces = 1'024;  // a power of two

uint64_t HashOf(const Id& entity, int64_t kind) {
  uint64_t low, high;
  std::memcpy(&low, entity.bytes.data(), 8);
  std::memcpy(&high, entity.bytes.data() + 8, 8);
  // MurmurHash3's finalizer (Appleby) over both halves and the kind.
  uint64_t hash = low ^ (high * 0x9e3779b97f4a7c15) ^ static_cast<uint64_t>(kind) << 56;
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
  return hash ^ hash >> 33;
}

}  // namespace

EntityChains::EntityChains(size_t max_entities)
    : max_entities_(max_entities), places_(kFirstPlaces) {}

EntityChains::Last* EntityChains::Find(uint64_t hash, const Leaf& leaf) {
  // The low bits choose the share, the high ones the place.
  const size_t mask = places_.size() - 1;
  for (size_t at = (hash >> 24) & mask;; at = (at + 1) & mask) {
    Last& place = places_[at];
    if (place.kind < 0 || (place.kind == leaf.entity_kind && place.entity == leaf.entity)) {
      return &place;
    }
  }
}

void EntityChains::Rehash(size_t places) {
  std::vector<Last> old(places);
  old.swap(places_);
  used_ = 0;
  for (const Last& last : old) {
    if (last.kind < 0) continue;
    const uint64_t hash = HashOf(last.entity, last.kind);
    if (!share_.Has(hash)) continue;
    Leaf leaf;
    leaf.entity = last.entity;
    leaf.entity_kind = last.kind;
    *Find(hash, leaf) = last;
    ++used_;
  }
}

void EntityChains::MakeRoom() {
  while (used_ >= max_entities_ && share_.bits < 24) {
    left_.push_back({share_.bits + 1, share_.value | uint64_t{1} << share_.bits});
    ++share_.bits;
    Rehash(places_.size());
  }
  if ((used_ + 1) * 4 > places_.size() * 3) Rehash(places_.size() * 2);
}

std::string EntityChains::Check(const Leaf& leaf, bool previous_is_gone) {
  const uint64_t hash = HashOf(leaf.entity, leaf.entity_kind);
  if (!share_.Has(hash)) return {};
  Last* last = Find(hash, leaf);
  if (last->kind < 0) {
    if (leaf.sequence != 0 || leaf.previous != -1) {
      return fmt::format("the entity's first event has sequence {} and previous {}", leaf.sequence,
                         leaf.previous);
    }
    if (used_ >= max_entities_ || (used_ + 1) * 4 > places_.size() * 3) {
      MakeRoom();
      if (!share_.Has(hash)) return {};
      last = Find(hash, leaf);
    }
    ++used_;
  } else if (previous_is_gone && leaf.previous > last->position &&
             leaf.sequence > last->sequence + 1) {
    // How many are gone in between is not known; each of them was of this entity, or the purge's
    // own hash would differ.
  } else if (leaf.sequence != last->sequence + 1 || leaf.previous != last->position) {
    return fmt::format(
        "the entity's last event was sequence {} at {}, this says sequence {} after {}",
        last->sequence, last->position, leaf.sequence, leaf.previous);
  }
  *last = {leaf.entity, leaf.entity_kind, leaf.sequence, leaf.position};
  return {};
}

bool EntityChains::NextPass() {
  if (left_.empty()) return false;
  share_ = left_.back();
  left_.pop_back();
  places_.assign(kFirstPlaces, Last{});
  used_ = 0;
  return true;
}

}  // namespace signalbox
