#include "audit/leaf.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"

namespace signalbox {
namespace {

enum Major : uint8_t { kUint = 0, kNegative = 1, kBytes = 2, kText = 3, kList = 4, kPairs = 5 };

constexpr uint8_t kFalse = 0xf4, kTrue = 0xf5, kNull = 0xf6;
constexpr int64_t kLastField = 16;

// Walks deterministic CBOR (RFC 8949 section 4.2.1). The first fault sticks.
class Walker {
 public:
  explicit Walker(BytesView bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  size_t at() const { return at_; }
  bool AtEnd() const { return at_ == bytes_.size(); }
  void Fail() { ok_ = false; }

  uint8_t NextMajor() {
    if (!ok_ || AtEnd()) return 0xff;
    return static_cast<uint8_t>(bytes_[at_]) >> 5;
  }

  // The argument of an item of that kind, in the shortest form.
  uint64_t Argument(uint8_t major) {
    if (NextMajor() != major) return Bad();
    const uint8_t low = static_cast<uint8_t>(bytes_[at_++]) & 0x1f;
    if (low < 24) return low;
    if (low > 27) return Bad();
    const size_t size = size_t{1} << (low - 24);
    if (bytes_.size() - at_ < size) return Bad();
    uint64_t value = 0;
    for (const char c : bytes_.substr(at_, size)) value = value << 8 | static_cast<uint8_t>(c);
    at_ += size;
    const bool shorter = size == 1 ? value < 24 : value >> (4 * size) == 0;
    return shorter ? Bad() : value;
  }

  int64_t Number() {
    const bool negative = NextMajor() == kNegative;
    const uint64_t value = Argument(negative ? kNegative : kUint);
    if (value > INT64_MAX) Fail();
    if (!ok_) return 0;
    return negative ? -1 - static_cast<int64_t>(value) : static_cast<int64_t>(value);
  }

  int64_t Count() {
    const uint64_t value = Argument(kUint);
    if (value > INT64_MAX) Fail();
    return ok_ ? static_cast<int64_t>(value) : 0;
  }

  BytesView Run(uint8_t major) {
    const uint64_t size = Argument(major);
    if (!ok_ || bytes_.size() - at_ < size) {
      Fail();
      return {};
    }
    const BytesView run = bytes_.substr(at_, size);
    at_ += size;
    return run;
  }

  BytesView Exactly(size_t size) {
    const BytesView run = Run(kBytes);
    if (run.size() != size) Fail();
    return ok_ ? run : BytesView();
  }

  void List(uint64_t items) {
    if (Argument(kList) != items) Fail();
  }

  // One item with all that it holds; returns its bytes.
  BytesView Item(int depth = 0) {
    const size_t start = at_;
    if (depth > kMaxNesting) Fail();
    switch (NextMajor()) {
      case kUint:
      case kNegative:
        Number();
        break;
      case kBytes:
        Run(kBytes);
        break;
      case kText:
        if (!IsUtf8(Run(kText))) Fail();
        break;
      case kList:
        for (uint64_t n = Argument(kList); n > 0 && ok_; --n) Item(depth + 1);
        break;
      case kPairs:
        Pairs(depth);
        break;
      case 7:
        Simple();
        break;
      default:
        Fail();
    }
    return ok_ ? bytes_.substr(start, at_ - start) : BytesView();
  }

 private:
  uint64_t Bad() {
    ok_ = false;
    return 0;
  }

  void Pairs(int depth) {
    BytesView last;
    for (uint64_t n = Argument(kPairs); n > 0 && ok_; --n) {
      const BytesView key = Item(depth + 1);
      if (key <= last) Fail();
      last = key;
      Item(depth + 1);
    }
  }

  void Simple() {
    const auto byte = static_cast<uint8_t>(bytes_[at_++]);
    if (byte != kFalse && byte != kTrue && byte != kNull) Fail();
  }

  // Text may hold a NUL: the format does not forbid it.
  static bool IsUtf8(std::string_view text) {
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
    if (ascii) return true;
    std::string without_nul(text);
    std::erase(without_nul, '\0');
    return IsCleanUtf8(without_nul);
  }

  BytesView bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

Id IdOf(BytesView bytes) {
  Id id;
  if (bytes.size() == id.bytes.size()) std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

void ReadActor(Walker& walker) {
  walker.List(2);
  const int64_t kind = walker.Count();
  const BytesView ref = walker.Run(kText);
  if (kind == 0 && ref.empty()) walker.Fail();  // omitted in the one form
}

void ReadPins(Walker& walker) {
  walker.List(2);
  const BytesView policy = walker.Run(kBytes);
  const BytesView plan = walker.Run(kBytes);
  if (policy.empty() && plan.empty()) walker.Fail();
}

void ReadSealed(Walker& walker) {
  std::vector<int64_t> subjects;
  const uint64_t parts = walker.Argument(kList);
  if (parts == 0) walker.Fail();
  for (uint64_t i = 0; i < parts && walker.ok(); ++i) {
    walker.List(4);
    subjects.push_back(walker.Count());
    walker.Exactly(12);  // nonce
    walker.Exactly(32);  // digest
    walker.Run(kBytes);  // ciphertext and tag
  }
  std::sort(subjects.begin(), subjects.end());
  if (std::adjacent_find(subjects.begin(), subjects.end()) != subjects.end()) walker.Fail();
}

void ReadField(int64_t field, Walker& walker, Leaf* leaf) {
  switch (field) {
    case 0:
      if (walker.Count() != 1) walker.Fail();
      break;
    case 1:
      leaf->log_id = IdOf(walker.Exactly(16));
      break;
    case 2:
      leaf->epoch = walker.Count();
      break;
    case 3:
      leaf->position = walker.Count();
      break;
    case 4:
      leaf->entity_kind = walker.Count();
      break;
    case 5:
      leaf->entity = IdOf(walker.Exactly(16));
      break;
    case 6:
      leaf->sequence = walker.Count();
      break;
    case 7:
      leaf->previous = walker.Count();
      break;
    case 8:
      leaf->type = walker.Count();
      break;
    case 9:
      leaf->schema = walker.Count();
      break;
    case 10:
      leaf->time = walker.Number();
      break;
    case 11:
      ReadActor(walker);
      break;
    case 12:
      leaf->causation = walker.Count();
      break;
    case 13:
      ReadPins(walker);
      break;
    case 14:
      if (IdOf(walker.Exactly(16)).IsZero()) walker.Fail();
      break;
    case 15:
      if (walker.NextMajor() != kPairs) walker.Fail();
      leaf->clear = walker.Item();
      break;
    default:
      ReadSealed(walker);
  }
}

// previous, actor, causation, pins, trace and sealed may be left out.
constexpr uint32_t kOptional = 1U << 7 | 1U << 11 | 1U << 12 | 1U << 13 | 1U << 14 | 1U << 16;

}  // namespace

Result<Leaf> ReadLeaf(BytesView bytes) {
  const auto bad = [](std::string_view what) {
    return Err(Code::kCorrupt, fmt::format("the event {}", what));
  };
  Walker walker(bytes);
  Leaf leaf;
  uint64_t pairs = walker.Argument(kPairs);
  if (!walker.ok()) return bad("is not a map");
  uint32_t seen = 0;
  int64_t last = -1;
  for (; pairs > 0; --pairs) {
    const int64_t field = walker.Count();
    if (!walker.ok() || field <= last || field > kLastField) {
      return bad(fmt::format("has a wrong key after field {}", last));
    }
    ReadField(field, walker, &leaf);
    if (!walker.ok()) return bad(fmt::format("is wrong in field {}", field));
    seen |= 1U << field;
    last = field;
  }
  if (!walker.AtEnd()) return bad("has bytes after its end");
  if ((seen | kOptional) != (1U << (kLastField + 1)) - 1) return bad("lacks a field");
  if (leaf.type > UINT16_MAX || leaf.schema > UINT16_MAX) return bad("has a type out of range");
  return leaf;
}

}  // namespace signalbox
