#include "audit/merkle.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "audit/proof_check.h"
#include "audit/prover.h"
#include "base/random.h"
#include "store/event.h"
#include "store/store.h"

namespace signalbox {
namespace {

Digest FromHexDigest(std::string_view hex) {
  const Bytes bytes = *FromHex(hex);
  Digest digest;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

std::string Hex(const Digest& digest) {
  return ToHex(View(digest));
}

// The tree by the letter of RFC 9162 section 2.1.1, in time quadratic in nothing but patience.
Digest RootByDefinition(std::span<const Digest> leaves) {
  if (leaves.empty()) return EmptyRoot();
  if (leaves.size() == 1) return leaves[0];
  size_t split = 1;
  while (split * 2 < leaves.size()) split *= 2;
  return HashChildren(RootByDefinition(leaves.first(split)),
                      RootByDefinition(leaves.subspan(split)));
}

// Keeps what a store would: all leaves, and the nodes that the tree said to store.
class FakeSource : public MerkleSource {
 public:
  Status Read(int level, int64_t from, int64_t count, std::vector<Digest>* out) const override {
    ++reads;
    for (int64_t i = from; i < from + count; ++i) {
      if (level == 0) {
        out->push_back(leaves.at(static_cast<size_t>(i)));
      } else {
        out->push_back(nodes.at({level, i}));
      }
    }
    return {};
  }

  void Append(const Digest& leaf) {
    leaves.push_back(leaf);
    std::vector<MerkleNode> completed;
    tree.Append(leaf, &completed);
    for (const MerkleNode& node : completed) nodes[{node.level, node.idx}] = node.hash;
  }

  std::vector<Digest> leaves;
  std::map<std::pair<int, int64_t>, Digest> nodes;
  MerkleTree tree;
  mutable int reads = 0;
};

Digest NumberedLeaf(int64_t number) {
  return LeafHash("leaf " + std::to_string(number));
}

FakeSource SourceOf(int64_t size) {
  FakeSource source;
  for (int64_t i = 0; i < size; ++i) source.Append(NumberedLeaf(i));
  return source;
}

// The eight leaves of the tests of Certificate Transparency (google/certificate-transparency,
// merkle_tree_test) and their roots at every size.
TEST(Merkle, TheReferenceTreeOfCertificateTransparencyHasItsKnownRoots) {
  const char* const inputs[] = {"",
                                "00",
                                "10",
                                "2021",
                                "3031",
                                "40414243",
                                "5051525354555657",
                                "606162636465666768696a6b6c6d6e6f"};
  const char* const roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                               "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                               "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                               "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                               "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                               "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                               "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  MerkleTree tree;
  EXPECT_EQ(Hex(tree.Root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (size_t i = 0; i < std::size(inputs); ++i) {
    tree.Append(LeafHash(*FromHex(inputs[i])), nullptr);
    EXPECT_EQ(Hex(tree.Root()), roots[i]) << "size " << i + 1;
  }
}

TEST(Merkle, TheReferenceTreeHasItsKnownProofs) {
  FakeSource source;
  for (const char* input : {"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
                            "606162636465666768696a6b6c6d6e6f"}) {
    source.Append(LeafHash(*FromHex(input)));
  }
  Prover prover(source, 8);
  const MerklePath first_of_eight = {
      FromHexDigest("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
      FromHexDigest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
      FromHexDigest("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")};
  EXPECT_EQ(*prover.Inclusion(0, 8), first_of_eight);
  const MerklePath six_to_eight = {
      FromHexDigest("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
      FromHexDigest("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
      FromHexDigest("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")};
  EXPECT_EQ(*prover.Consistency(6, 8), six_to_eight);
}

TEST(Merkle, TheGrowingTreeHasTheRootOfTheDefinitionAtEverySize) {
  FakeSource source;
  for (int64_t i = 0; i < 600; ++i) {
    source.Append(NumberedLeaf(i));
    ASSERT_EQ(source.tree.Root(), RootByDefinition(source.leaves)) << "size " << i + 1;
  }
}

TEST(Merkle, EveryStoredNodeIsTheRootOfItsSubtree) {
  const FakeSource source = SourceOf(65'536 + 700);
  EXPECT_EQ(source.nodes.size(), 258U + 1U);
  for (const auto& [key, hash] : source.nodes) {
    const size_t width = key.first == 1 ? 256 : 65'536;
    EXPECT_EQ(
        hash,
        RootByDefinition(
            std::span(source.leaves).subspan(static_cast<size_t>(key.second) * width, width)));
  }
}

TEST(Merkle, AResumedTreeContinuesAsIfItHadNeverStopped) {
  const FakeSource source = SourceOf(66'500);
  MerkleTree fresh;
  for (int64_t size = 0; size < 66'500; ++size) {
    if (size < 600 || size > 65'200) {
      Result<MerkleTree> resumed = MerkleTree::Resume(source, size);
      ASSERT_TRUE(resumed.ok());
      ASSERT_EQ(resumed->Root(), fresh.Root()) << "size " << size;
      std::vector<MerkleNode> from_resumed, from_fresh;
      MerkleTree copy = fresh;
      resumed->Append(NumberedLeaf(size), &from_resumed);
      copy.Append(NumberedLeaf(size), &from_fresh);
      ASSERT_EQ(resumed->Root(), copy.Root());
      ASSERT_EQ(from_resumed.size(), from_fresh.size());
    }
    fresh.Append(NumberedLeaf(size), nullptr);
  }
}

TEST(Merkle, AnInclusionProofOfEveryLeafInEveryTreeUpTo300Verifies) {
  const FakeSource source = SourceOf(300);
  Prover prover(source, 300);
  for (int64_t size = 1; size <= 300; ++size) {
    const Digest root = *prover.Root(size);
    for (int64_t leaf = 0; leaf < size; ++leaf) {
      const MerklePath path = *prover.Inclusion(leaf, size);
      const Digest hash = source.leaves[static_cast<size_t>(leaf)];
      ASSERT_TRUE(CheckInclusion(leaf, size, hash, path, root)) << leaf << " of " << size;
      ASSERT_FALSE(CheckInclusion(leaf, size, NumberedLeaf(1'000), path, root));
    }
  }
}

TEST(Merkle, AConsistencyProofOfEveryPairUpTo300Verifies) {
  const FakeSource source = SourceOf(300);
  Prover prover(source, 300);
  std::vector<Digest> roots;
  for (int64_t size = 0; size <= 300; ++size) roots.push_back(*prover.Root(size));
  for (size_t newer = 0; newer <= 300; ++newer) {
    for (size_t older = 0; older <= newer; ++older) {
      const MerklePath path =
          *prover.Consistency(static_cast<int64_t>(older), static_cast<int64_t>(newer));
      const auto check = [&](const Digest& old_root, const Digest& new_root) {
        return CheckConsistency(static_cast<int64_t>(older), static_cast<int64_t>(newer), old_root,
                                new_root, path);
      };
      ASSERT_TRUE(check(roots[older], roots[newer])) << older << " to " << newer;
      ASSERT_FALSE(check(NumberedLeaf(1), roots[newer]));
      // From the empty tree every tree follows.
      ASSERT_EQ(check(roots[older], NumberedLeaf(1)), older == 0 && newer > 0);
    }
  }
}

TEST(Merkle, NoAlteredProofVerifies) {
  const FakeSource source = SourceOf(300);
  Prover prover(source, 300);
  SeededRandom random(7);
  for (int round = 0; round < 20'000; ++round) {
    const auto size = static_cast<int64_t>(2 + random.Below(299));
    const auto leaf = static_cast<int64_t>(random.Below(static_cast<uint64_t>(size)));
    const Digest root = *prover.Root(size);
    const Digest hash = source.leaves[static_cast<size_t>(leaf)];
    MerklePath path = *prover.Inclusion(leaf, size);
    int64_t said_leaf = leaf, said_size = size;
    switch (random.Below(5)) {
      case 0:
        path[random.Below(path.size())][random.Below(32)] ^= 1U << random.Below(8);
        break;
      case 1:
        path.erase(path.begin() + static_cast<ptrdiff_t>(random.Below(path.size())));
        break;
      case 2:
        path.push_back(NumberedLeaf(round));
        break;
      case 3:
        said_leaf = (leaf + 1) % size;
        break;
      default:
        said_size = size + 600;
        break;
    }
    ASSERT_FALSE(CheckInclusion(said_leaf, said_size, hash, path, root)) << "round " << round;
  }
}

TEST(Merkle, NoAlteredConsistencyProofVerifies) {
  const FakeSource source = SourceOf(300);
  Prover prover(source, 300);
  SeededRandom random(8);
  for (int round = 0; round < 20'000; ++round) {
    const auto newer = static_cast<int64_t>(2 + random.Below(299));
    const auto older = static_cast<int64_t>(1 + random.Below(static_cast<uint64_t>(newer - 1)));
    MerklePath path = *prover.Consistency(older, newer);
    switch (random.Below(3)) {
      case 0:
        path[random.Below(path.size())][random.Below(32)] ^= 1U << random.Below(8);
        break;
      case 1:
        path.erase(path.begin() + static_cast<ptrdiff_t>(random.Below(path.size())));
        break;
      default:
        path.push_back(NumberedLeaf(round));
        break;
    }
    ASSERT_FALSE(CheckConsistency(older, newer, *prover.Root(older), *prover.Root(newer), path));
  }
}

TEST(Merkle, AProofReadsAFewRunsOfHashesAndNotTheWholeLog) {
  const FakeSource source = SourceOf(70'000);
  Prover prover(source, 70'000);
  const MerklePath path = *prover.Inclusion(12'345, 69'999);
  EXPECT_TRUE(CheckInclusion(12'345, 69'999, source.leaves[12'345], path, *prover.Root(69'999)));
  EXPECT_LE(source.reads, 6);
}

TEST(Merkle, AskingOutsideTheLogIsAnAnswerAndNotACrash) {
  const FakeSource source = SourceOf(10);
  Prover prover(source, 10);
  EXPECT_EQ(prover.Root(11).error().code, Code::kInvalid);
  EXPECT_EQ(prover.Root(-1).error().code, Code::kInvalid);
  EXPECT_EQ(prover.Inclusion(10, 10).error().code, Code::kNotFound);
  EXPECT_EQ(prover.Inclusion(-1, 10).error().code, Code::kNotFound);
  EXPECT_EQ(prover.Inclusion(0, 0).error().code, Code::kNotFound);
  EXPECT_EQ(prover.Consistency(5, 4).error().code, Code::kInvalid);
  EXPECT_EQ(prover.Consistency(-1, 4).error().code, Code::kInvalid);
}

}  // namespace
}  // namespace signalbox
