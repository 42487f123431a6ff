// Proofs of a stored log as values and as JSON: what `audit prove`, `consistency` and `evidence`
// print. Hashes are hex, event bytes base64; docs/formats.md, "Proofs". Functions read the store
// and keep nothing.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/merkle.h"
#include "audit/prover.h"
#include "base/ids.h"
#include "base/result.h"

namespace signalbox {

class Store;

// The hashes of a store's log: leaves from event bytes, the rest from stored nodes. `store`
// outlives it.
class StoreMerkleSource : public MerkleSource {
 public:
  explicit StoreMerkleSource(const Store& store) : store_(store) {}
  Status Read(int level, int64_t from, int64_t count, std::vector<Digest>* out) const override;

 private:
  const Store& store_;
};

struct InclusionProof {
  Id log_id;
  int64_t position = 0;
  Bytes leaf{};  // the event's bytes
  Digest leaf_hash{};
  int64_t tree_size = 0;
  Digest root{};
  MerklePath path{};
  std::string checkpoint{};  // a signed note of (tree_size, root), or empty
};

struct ConsistencyProof {
  int64_t old_size = 0;
  int64_t new_size = 0;
  Digest old_root{};
  Digest new_root{};
  MerklePath path{};
};

// Proves the event at `position` in the tree of `checkpoint`, a signed note whose size is taken, or
// of everything stored when the note is empty. kNotFound when the position is not in that tree;
// kCorrupt when the stored hashes do not give the checkpoint's root.
Result<InclusionProof> ProveInclusion(const Store& store, int64_t position,
                                      std::string_view checkpoint);

// By tree sizes. kInvalid when they are not 0 <= old <= new <= the log's size.
Result<ConsistencyProof> ProveConsistency(const Store& store, int64_t old_size, int64_t new_size);

std::string InclusionJson(const InclusionProof& proof);
std::string ConsistencyJson(const ConsistencyProof& proof);

// A bundle for a stranger:
// `{log_id,tree_size,root,checkpoint,events:[{position,leaf,leaf_hash,event, path}]}`, events by
// ascending position, each once. `event` is the clear part of the envelope, told in words; `leaf`
// is what is proven.
Result<std::string> EvidenceJson(const Store& store, std::span<const int64_t> positions,
                                 std::string_view checkpoint);

}  // namespace signalbox
