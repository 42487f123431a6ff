// The Merkle tree of a log: RFC 9162 section 2.1 (the same hashes as RFC 6962), SHA-256.
//
//   leaf  SHA-256(0x00 ‖ event bytes)        (LeafHash in store/event.h)
//   node  SHA-256(0x01 ‖ left ‖ right)
//   empty SHA-256 of nothing
//
// Values; no thread is involved.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

struct MerkleNode;

// Complete subtrees of 256^level leaves are stored, level >= 1: one stored node for 255 leaves, and
// a proof reads one run of at most 256 hashes a level.
inline constexpr int kMerkleBits = 8;
inline constexpr int64_t kMerkleFanout = int64_t{1} << kMerkleBits;

Digest HashChildren(const Digest& left, const Digest& right);
Digest EmptyRoot();

// Where the hashes of a log come from.
class MerkleSource {
 public:
  virtual ~MerkleSource() = default;
  // Appends `count` hashes to `out`: at level 0 of the leaves [from, from + count), above it of the
  // complete subtrees of 256^level leaves with those numbers. All of them lie inside the log; a
  // source that cannot give every one fails.
  virtual Status Read(int level, int64_t from, int64_t count, std::vector<Digest>* out) const = 0;
};

// The tree as it grows: one hash for each complete subtree on the right edge, so a copy is 2 KB
// whatever the log's size. A batch that may fail works on a copy.
class MerkleTree {
 public:
  // The tree of the first `size` leaves, from stored nodes and at most 255 leaves.
  static Result<MerkleTree> Resume(const MerkleSource& source, int64_t size);

  // `completed` gets the stored nodes that this leaf completes; null when nobody wants them.
  void Append(const Digest& leaf, std::vector<MerkleNode>* completed);

  int64_t size() const { return size_; }
  Digest Root() const;

 private:
  int64_t size_ = 0;
  // peaks_[i] is the root of a complete subtree of 2^i leaves where bit i of size_ is set.
  std::array<Digest, 63> peaks_;
};

// The root of the complete subtree over hashes[first, first + count), `count` a power of two.
Digest FoldComplete(const Digest* first, size_t count);

}  // namespace signalbox
