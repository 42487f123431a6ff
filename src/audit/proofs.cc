#include "audit/proofs.h"

#include <fmt/format.h>

#include <algorithm>

#include "audit/checkpoint.h"
#include "audit/leaf_json.h"
#include "base/json_writer.h"
#include "store/event.h"
#include "store/store.h"

namespace signalbox {
namespace {

struct Tree {
  int64_t size = 0;
  Digest root{};
};

Result<Tree> TreeOf(const Store& store, Prover& prover, std::string_view note) {
  Tree tree{.size = store.next_position()};
  Checkpoint checkpoint;
  if (!note.empty()) {
    SB_ASSIGN(checkpoint, ParseCheckpoint(note));
    if (checkpoint.log_id != store.log_id()) {
      return Err(Code::kInvalid, "the checkpoint is of another log");
    }
    tree.size = checkpoint.size;
  }
  SB_ASSIGN(tree.root, prover.Root(tree.size));
  if (!note.empty() && tree.root != checkpoint.root) {
    return Err(Code::kCorrupt, fmt::format("the log's root at size {} is not the checkpoint's; run "
                                           "`signalbox audit verify`",
                                           tree.size));
  }
  return tree;
}

void WritePath(const MerklePath& path, JsonWriter& json) {
  json.Key("path").BeginArray();
  for (const Digest& hash : path) json.String(ToHex(View(hash)));
  json.EndArray();
}

Result<InclusionProof> Prove(const Store& store, Prover& prover, const Tree& tree,
                             int64_t position) {
  InclusionProof proof{
      .log_id = store.log_id(), .position = position, .tree_size = tree.size, .root = tree.root};
  SB_ASSIGN(proof.path, prover.Inclusion(position, tree.size));
  SB_ASSIGN(proof.leaf, store.ReadEvent(position));
  proof.leaf_hash = LeafHash(proof.leaf);
  return proof;
}

}  // namespace

Status StoreMerkleSource::Read(int level, int64_t from, int64_t count,
                               std::vector<Digest>* out) const {
  const size_t wanted = out->size() + static_cast<size_t>(count);
  if (level == 0) {
    SB_TRY(store_.ReadLeaves(from, count, out));
  } else {
    SB_ASSIGN(const std::vector<MerkleNode> nodes, store_.ReadMerkle(level, from, count));
    for (const MerkleNode& node : nodes) {
      if (node.idx != from++) break;
      out->push_back(node.hash);
    }
  }
  if (out->size() == wanted) return {};
  return Err(
      Code::kCorrupt,
      fmt::format("hashes of level {} are missing in the store; run `signalbox audit verify`",
                  level));
}

Result<InclusionProof> ProveInclusion(const Store& store, int64_t position,
                                      std::string_view checkpoint) {
  const StoreMerkleSource source(store);
  Prover prover(source, store.next_position());
  SB_ASSIGN(const Tree tree, TreeOf(store, prover, checkpoint));
  SB_ASSIGN(InclusionProof proof, Prove(store, prover, tree, position));
  proof.checkpoint = checkpoint;
  return proof;
}

Result<ConsistencyProof> ProveConsistency(const Store& store, int64_t old_size, int64_t new_size) {
  const StoreMerkleSource source(store);
  Prover prover(source, store.next_position());
  ConsistencyProof proof{.old_size = old_size, .new_size = new_size};
  SB_ASSIGN(proof.path, prover.Consistency(old_size, new_size));
  SB_ASSIGN(proof.old_root, prover.Root(old_size));
  SB_ASSIGN(proof.new_root, prover.Root(new_size));
  return proof;
}

std::string InclusionJson(const InclusionProof& proof) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("log_id", ToHex(proof.log_id.View()));
  json.Member("position", proof.position).Member("leaf", ToBase64(proof.leaf));
  json.Member("leaf_hash", ToHex(View(proof.leaf_hash))).Member("tree_size", proof.tree_size);
  json.Member("root", ToHex(View(proof.root)));
  WritePath(proof.path, json);
  json.MemberOrNull("checkpoint", proof.checkpoint).EndObject();
  return text;
}

std::string ConsistencyJson(const ConsistencyProof& proof) {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("old_size", proof.old_size).Member("new_size", proof.new_size);
  json.Member("old_root", ToHex(View(proof.old_root)));
  json.Member("new_root", ToHex(View(proof.new_root)));
  WritePath(proof.path, json);
  json.EndObject();
  return text;
}

Result<std::string> EvidenceJson(const Store& store, std::span<const int64_t> positions,
                                 std::string_view checkpoint) {
  const StoreMerkleSource source(store);
  Prover prover(source, store.next_position());
  SB_ASSIGN(const Tree tree, TreeOf(store, prover, checkpoint));
  std::vector<int64_t> sorted(positions.begin(), positions.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());

  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("log_id", ToHex(store.log_id().View()));
  json.Member("tree_size", tree.size).Member("root", ToHex(View(tree.root)));
  json.MemberOrNull("checkpoint", checkpoint).Key("events").BeginArray();
  for (const int64_t position : sorted) {
    SB_ASSIGN(const InclusionProof proof, Prove(store, prover, tree, position));
    SB_ASSIGN(const Leaf leaf, ReadLeaf(proof.leaf));
    json.BeginObject().Member("position", position).Member("leaf", ToBase64(proof.leaf));
    json.Member("leaf_hash", ToHex(View(proof.leaf_hash))).Key("event");
    WriteLeafJson(leaf, json);
    WritePath(proof.path, json);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return text;
}

}  // namespace signalbox
