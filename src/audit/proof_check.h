// Checks proofs by the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2, as somebody would who
// has no log. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"

namespace signalbox {

// True when `path` shows that the leaf at `position` with `leaf_hash` is in the tree of `tree_size`
// leaves with `root`.
bool CheckInclusion(int64_t position, int64_t tree_size, const Digest& leaf_hash,
                    std::span<const Digest> path, const Digest& root);

// True when `path` shows that the tree (old_size, old_root) is a prefix of (new_size, new_root).
// Equal sizes need equal roots and an empty path; size 0 needs the empty root and an empty path.
bool CheckConsistency(int64_t old_size, int64_t new_size, const Digest& old_root,
                      const Digest& new_root, std::span<const Digest> path);

}  // namespace signalbox
