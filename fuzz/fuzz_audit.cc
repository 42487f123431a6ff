// What a stranger's verifier reads: any bytes as a signed note, a file of them, a key, a record, a
// leaf or a proof are read or refused; a signed note that was changed is never taken for signed.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "audit/checkpoint.h"
#include "audit/heads.h"
#include "audit/leaf.h"
#include "audit/leaf_json.h"
#include "audit/merkle.h"
#include "audit/proof_check.h"
#include "audit/record_reader.h"
#include "base/check.h"

namespace signalbox {
namespace {

const AuditKey& SigningKey() {
  static const AuditKey key = [] {
    Key seed{};
    seed.fill(7);
    Id log;
    log.bytes.fill(9);
    return AuditKey(seed, log);
  }();
  return key;
}

void ReadNotes(std::string_view text) {
  const Result<Checkpoint> head = ParseCheckpoint(text);
  CHECK(head.ok() || !head.error().message.empty());
  // Nobody here has the key's secret but the key itself, so what it takes is what it signed.
  const Result<Checkpoint> opened = OpenCheckpoint(text, SigningKey().verifier());
  if (opened.ok()) CHECK(head.ok() && *opened == *head && opened->size >= 0);
  const HeadsText heads = SplitHeads(text);
  CHECK(heads.whole_bytes <= text.size());
  CHECK(heads.has_rest == (heads.whole_bytes < text.size()));
  const Result<AuditVerifierKey> key = AuditVerifierKey::Parse(text);
  if (key.ok()) CHECK(AuditVerifierKey::Parse(key->Text()).ok());
}

// One byte of a true note is another: nobody may take it for signed.
void ChangeNote(std::string_view text) {
  if (text.size() < 2) return;
  Checkpoint head;
  head.log_id.bytes.fill(9);
  head.size = 12;
  std::string note = SigningKey().Sign(head);
  const size_t at = static_cast<uint8_t>(text[0]) % note.size();
  if (note[at] == text[1]) return;
  const std::string before = note;
  note[at] = text[1];
  const Result<Checkpoint> opened = OpenCheckpoint(note, SigningKey().verifier());
  // What stands on a signature's line besides key id and signature is not signed.
  if (opened.ok()) CHECK(*opened == head);
}

void ReadStored(BytesView bytes) {
  RecordReader reader;
  const auto fault = reader.Read(0, bytes);
  if (fault.has_value()) CHECK(!fault->problem.empty());
  const Result<Leaf> leaf = ReadLeaf(bytes);
  if (leaf.ok()) CHECK(leaf->position >= 0 && leaf->sequence >= 0);
}

void CheckProof(BytesView bytes) {
  if (bytes.size() < 16) return;
  int64_t sizes[2];
  std::memcpy(sizes, bytes.data(), sizeof sizes);
  bytes.remove_prefix(sizeof sizes);
  std::vector<Digest> path(std::min<size_t>(bytes.size() / sizeof(Digest), 64));
  if (!path.empty()) std::memcpy(path.data(), bytes.data(), path.size() * sizeof(Digest));
  Digest leaf{}, root{};
  leaf.fill(1);
  root.fill(2);
  // A hash of all ones or twos would have to be found first.
  CHECK(!CheckInclusion(sizes[0], sizes[1], leaf, path, root));
  CHECK(!CheckConsistency(sizes[0], sizes[1], leaf, root, path) || sizes[0] == 0);
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const signalbox::BytesView input(reinterpret_cast<const char*>(bytes), size);
  signalbox::ReadNotes(input);
  signalbox::ChangeNote(input);
  signalbox::ReadStored(input);
  signalbox::CheckProof(input);
  return 0;
}
