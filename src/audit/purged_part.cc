#include "audit/purged_part.h"

#include <fmt/format.h>

#include <cstring>

#include "audit/leaf.h"
#include "base/cbor.h"
#include "base/hash.h"
#include "store/event.h"
#include "store/store.h"

namespace signalbox {
namespace {

void AppendBigEndian(uint64_t value, int size, Bytes* out) {
  for (int i = size - 1; i >= 0; --i) out->push_back(static_cast<char>(value >> (8 * i)));
}

// A row of kept leaves: the event's place in its record, big endian, and its hash.
constexpr size_t kKeptPlace = 4, kKeptRow = kKeptPlace + sizeof(Digest);

// The clear part of the declaration: 0 before, 1 removed, 2 reduced, 4 hash of what is left.
bool ReadDeclaration(BytesView clear, PurgedCounts* counts, Digest* remainder) {
  CborReader reader(clear);
  for (size_t pairs = reader.Map(); pairs > 0 && reader.ok(); --pairs) {
    const int64_t key = reader.Int();
    if (key == 0) {
      counts->before = reader.Int();
    } else if (key == 1) {
      counts->removed = reader.Int();
    } else if (key == 2) {
      counts->reduced = reader.Int();
    } else if (key == 4) {
      const BytesView hash = reader.Blob();
      if (hash.size() != remainder->size()) return false;
      std::memcpy(remainder->data(), hash.data(), hash.size());
    } else {
      reader.Skip();
    }
  }
  return reader.AtEnd();
}

}  // namespace

Status PurgedPart::Open(const Store& store) {
  declared_.position = store.purged_by();
  if (declared_.position < 0) return {};
  const Result<Bytes> bytes = store.ReadEvent(declared_.position);
  if (!bytes.ok() && bytes.error().code != Code::kNotFound && bytes.error().code != Code::kCorrupt)
    return bytes.error();
  const Result<Leaf> leaf = bytes.ok() ? ReadLeaf(*bytes) : Result<Leaf>(bytes.error());
  if (!leaf.ok() || leaf->type != kPurgedType ||
      !ReadDeclaration(leaf->clear, &declared_, &remainder_) ||
      declared_.before > declared_.position || leaf->log_id != store.log_id()) {
    problem_ = "the event that should say what was purged does not";
    declared_.before = 0;
    return {};
  }
  declared_.at = leaf->time;
  // For people to read; nothing is proven with it.
  if (const Result<Event> event = DecodeEvent(*bytes); event.ok()) declared_.by = event->actor.ref;
  removed_.resize(static_cast<size_t>(declared_.before));
  return {};
}

bool PurgedPart::BeginRecord(BytesView kept, size_t events) {
  kept_.clear();
  for (; kept.size() >= kKeptRow; kept.remove_prefix(kKeptRow)) {
    size_t place = 0;
    for (size_t i = 0; i < kKeptPlace; ++i) place = place << 8 | static_cast<uint8_t>(kept[i]);
    if (place >= events || (!kept_.empty() && place <= kept_.rbegin()->first)) return false;
    std::memcpy(kept_[place].data(), kept.data() + kKeptPlace, sizeof(Digest));
  }
  return kept.empty();
}

std::string PurgedPart::Take(int64_t position, BytesView event, size_t index, Digest* leaf) {
  const Digest own = LeafHash(event);
  *leaf = own;
  const auto kept = kept_.find(index);
  if (kept != kept_.end()) *leaf = kept->second;
  if (!event.empty() && *leaf == own) return {};
  if (kept == kept_.end() || position >= declared_.before)
    return event.empty() ? "the event is not there, and no purge says so"
                         : "the event is not the one whose hash was kept";
  event.empty() ? ++removed_count_ : ++reduced_count_;
  removed_[static_cast<size_t>(position)] = event.empty();
  Bytes head;
  AppendBigEndian(static_cast<uint64_t>(position), 8, &head);
  AppendBigEndian(event.size(), 4, &head);
  found_ = Sha256({View(found_), head, event});
  return {};
}

std::string PurgedPart::Finish() const {
  if (!problem_.empty() || declared_.position < 0) return problem_;
  if (found_ == remainder_ && removed_count_ == declared_.removed &&
      reduced_count_ == declared_.reduced)
    return {};
  return fmt::format("the purge at {} left other events than it says", declared_.position);
}

}  // namespace signalbox
