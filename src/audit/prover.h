// Makes inclusion and consistency proofs (RFC 9162 sections 2.1.3.1 and 2.1.4.1) from stored nodes
// and a few hundred leaves, without reading the whole log. What checks them is audit/proof_check.h,
// which shares nothing with this but the hash of a node.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "audit/merkle.h"
#include "base/result.h"

namespace signalbox {

using MerklePath = std::vector<Digest>;  // leaf to root

// Reads the source lazily and remembers what it read (a run of 256 hashes is 8 KB), so that many
// proofs of one log cost little more than one. Not thread safe; `source` must outlive it and must
// not change below `size`.
class Prover {
 public:
  // `size` is how many leaves the source has.
  Prover(const MerkleSource& source, int64_t size) : source_(source), size_(size) {}

  // The root of the first `tree_size` leaves.
  Result<Digest> Root(int64_t tree_size);
  // That leaf `position` is in the tree of the first `tree_size` leaves.
  Result<MerklePath> Inclusion(int64_t position, int64_t tree_size);
  // That the tree of `old_size` leaves is a prefix of that of `new_size`. Empty when old_size is 0
  // or equal to new_size.
  Result<MerklePath> Consistency(int64_t old_size, int64_t new_size);

 private:
  Result<Digest> Complete(int64_t first, int height);
  Result<Digest> Range(int64_t first, int64_t last);
  Result<const std::vector<Digest>*> Tile(int level, int64_t tile);
  Status CheckSize(int64_t tree_size) const;

  const MerkleSource& source_;
  const int64_t size_;
  std::map<std::pair<int, int64_t>, std::vector<Digest>> tiles_;
};

}  // namespace signalbox
