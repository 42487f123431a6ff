#include "audit/prover.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/check.h"

namespace signalbox {
namespace {

// Tiles kept before they are all dropped: 16 MB. One proof of the largest log reads fewer than 20.
constexpr size_t kMaxTiles = 2'048;

// The largest power of two below `count`, count >= 2: where RFC 9162 splits a tree.
int SplitHeight(int64_t count) {
  return std::bit_width(static_cast<uint64_t>(count - 1)) - 1;
}

}  // namespace

Status Prover::CheckSize(int64_t tree_size) const {
  if (tree_size >= 0 && tree_size <= size_) return {};
  return Err(Code::kInvalid,
             fmt::format("tree size `{}` is not within the log's 0 to {}", tree_size, size_));
}

Result<const std::vector<Digest>*> Prover::Tile(int level, int64_t tile) {
  const auto key = std::pair(level, tile);
  if (const auto found = tiles_.find(key); found != tiles_.end()) return &found->second;
  if (tiles_.size() >= kMaxTiles) tiles_.clear();
  const int64_t from = tile << kMerkleBits;
  const int64_t count = std::min(kMerkleFanout, (size_ >> (level * kMerkleBits)) - from);
  std::vector<Digest> hashes;
  SB_TRY(source_.Read(level, from, count, &hashes));
  CHECK(std::ssize(hashes) == count);
  return &tiles_.emplace(key, std::move(hashes)).first->second;
}

// `first` is a multiple of 2^height and the whole subtree is inside the log.
Result<Digest> Prover::Complete(int64_t first, int height) {
  const int level = height / kMerkleBits;
  const int64_t node = first >> (level * kMerkleBits);
  SB_ASSIGN(const std::vector<Digest>* tile, Tile(level, node >> kMerkleBits));
  const auto at = static_cast<size_t>(node & (kMerkleFanout - 1));
  return FoldComplete(tile->data() + at, size_t{1} << (height % kMerkleBits));
}

Result<Digest> Prover::Range(int64_t first, int64_t last) {
  // Left halves are complete; they are joined from the right once the edge is reached.
  std::vector<Digest> left;
  while (!std::has_single_bit(static_cast<uint64_t>(last - first))) {
    const int height = SplitHeight(last - first);
    SB_ASSIGN(left.emplace_back(), Complete(first, height));
    first += int64_t{1} << height;
  }
  SB_ASSIGN(Digest hash, Complete(first, std::countr_zero(static_cast<uint64_t>(last - first))));
  for (auto it = left.rbegin(); it != left.rend(); ++it) hash = HashChildren(*it, hash);
  return hash;
}

Result<Digest> Prover::Root(int64_t tree_size) {
  SB_TRY(CheckSize(tree_size));
  if (tree_size == 0) return EmptyRoot();
  return Range(0, tree_size);
}

Result<MerklePath> Prover::Inclusion(int64_t position, int64_t tree_size) {
  SB_TRY(CheckSize(tree_size));
  if (position < 0 || position >= tree_size) {
    return Err(Code::kNotFound,
               fmt::format("position `{}` is not in a tree of {} leaves", position, tree_size));
  }
  MerklePath path;
  int64_t first = 0, last = tree_size;
  while (last - first > 1) {
    const int64_t middle = first + (int64_t{1} << SplitHeight(last - first));
    if (position < middle) {
      SB_ASSIGN(path.emplace_back(), Range(middle, last));
      last = middle;
    } else {
      SB_ASSIGN(path.emplace_back(), Range(first, middle));
      first = middle;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Result<MerklePath> Prover::Consistency(int64_t old_size, int64_t new_size) {
  SB_TRY(CheckSize(new_size));
  if (old_size < 0 || old_size > new_size) {
    return Err(Code::kInvalid, fmt::format("old size `{}` is not within 0 to the new size `{}`",
                                           old_size, new_size));
  }
  MerklePath path;
  if (old_size == 0 || old_size == new_size) return path;
  int64_t first = 0, last = new_size;
  bool old_root_is_known = true;  // the `b` of RFC 9162's SUBPROOF
  while (old_size != last) {
    const int64_t middle = first + (int64_t{1} << SplitHeight(last - first));
    if (old_size <= middle) {
      SB_ASSIGN(path.emplace_back(), Range(middle, last));
      last = middle;
    } else {
      SB_ASSIGN(path.emplace_back(), Range(first, middle));
      first = middle;
      old_root_is_known = false;
    }
  }
  if (!old_root_is_known) {
    SB_ASSIGN(path.emplace_back(), Range(first, last));
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace signalbox
