#include "audit/proof_check.h"

#include <bit>
#include <vector>

#include "audit/merkle.h"

namespace signalbox {

bool CheckInclusion(int64_t position, int64_t tree_size, const Digest& leaf_hash,
                    std::span<const Digest> path, const Digest& root) {
  if (position < 0 || position >= tree_size) return false;
  int64_t node = position, last = tree_size - 1;
  Digest hash = leaf_hash;
  for (const Digest& sibling : path) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = HashChildren(sibling, hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = HashChildren(hash, sibling);
    }
    node >>= 1, last >>= 1;
  }
  return last == 0 && hash == root;
}

bool CheckConsistency(int64_t old_size, int64_t new_size, const Digest& old_root,
                      const Digest& new_root, std::span<const Digest> path) {
  if (old_size < 0 || old_size > new_size) return false;
  if (old_size == new_size) return path.empty() && old_root == new_root;
  if (old_size == 0) return path.empty() && old_root == EmptyRoot();

  std::vector<Digest> hashes;
  if (std::has_single_bit(static_cast<uint64_t>(old_size))) hashes.push_back(old_root);
  hashes.insert(hashes.end(), path.begin(), path.end());
  if (path.empty()) return false;

  int64_t node = old_size - 1, last = new_size - 1;
  while ((node & 1) != 0) node >>= 1, last >>= 1;
  Digest old_hash = hashes[0], new_hash = hashes[0];
  for (size_t i = 1; i < hashes.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = HashChildren(hashes[i], old_hash);
      new_hash = HashChildren(hashes[i], new_hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      new_hash = HashChildren(new_hash, hashes[i]);
    }
    node >>= 1, last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace signalbox
