#include "audit/merkle.h"

#include <bit>

#include "base/check.h"
#include "base/hash.h"
#include "store/store.h"

namespace signalbox {

Digest HashChildren(const Digest& left, const Digest& right) {
  // One part instead of three: the digest's per-call cost is most of a node's.
  std::array<uint8_t, 65> bytes;
  bytes[0] = 0x01;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  return Sha256(View(bytes));
}

Digest EmptyRoot() {
  return Sha256(BytesView());
}

Digest FoldComplete(const Digest* first, size_t count) {
  if (count == 1) return *first;
  const size_t half = count / 2;
  return HashChildren(FoldComplete(first, half), FoldComplete(first + half, half));
}

Result<MerkleTree> MerkleTree::Resume(const MerkleSource& source, int64_t size) {
  CHECK(size >= 0);
  MerkleTree tree;
  tree.size_ = size;
  std::vector<Digest> hashes;
  for (int bit = 62; bit >= 0; --bit) {
    if ((size >> bit & 1) == 0) continue;
    const int level = bit / kMerkleBits;
    const int64_t count = int64_t{1} << (bit % kMerkleBits);
    const int64_t first_leaf = bit == 62 ? 0 : size >> (bit + 1) << (bit + 1);
    hashes.clear();
    SB_TRY(source.Read(level, first_leaf >> (level * kMerkleBits), count, &hashes));
    CHECK(std::ssize(hashes) == count);
    tree.peaks_[static_cast<size_t>(bit)] = FoldComplete(hashes.data(), hashes.size());
  }
  return tree;
}

void MerkleTree::Append(const Digest& leaf, std::vector<MerkleNode>* completed) {
  Digest hash = leaf;
  const int carries = std::countr_one(static_cast<uint64_t>(size_));
  ++size_;
  for (int bit = 0; bit < carries; ++bit) {
    hash = HashChildren(peaks_[static_cast<size_t>(bit)], hash);
    const int height = bit + 1;
    if (completed != nullptr && height % kMerkleBits == 0) {
      completed->push_back(MerkleNode{height / kMerkleBits, (size_ >> height) - 1, hash});
    }
  }
  peaks_[static_cast<size_t>(carries)] = hash;
}

Digest MerkleTree::Root() const {
  if (size_ == 0) return EmptyRoot();
  int bit = std::countr_zero(static_cast<uint64_t>(size_));
  Digest root = peaks_[static_cast<size_t>(bit)];
  for (++bit; size_ >> bit != 0; ++bit) {
    if ((size_ >> bit & 1) != 0) root = HashChildren(peaks_[static_cast<size_t>(bit)], root);
  }
  return root;
}

}  // namespace signalbox
