// Deterministic CBOR (RFC 8949 section 4.2.1): shortest heads, definite lengths, map keys in
// ascending order. Only what events use: integers, byte and text strings, arrays, maps, true,
// false, null. No floats, no tags.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

// Appends to `out`. The caller writes map keys in ascending order (integer keys: 0, 1, 2, ...);
// Reader refuses others.
class CborWriter {
 public:
  explicit CborWriter(Bytes* out) : out_(out) {}
  void Int(int64_t value) {
    value < 0 ? Head(1, ~static_cast<uint64_t>(value)) : Head(0, static_cast<uint64_t>(value));
  }
  void Uint(uint64_t value) { Head(0, value); }
  void Blob(BytesView bytes) { Head(2, bytes.size()), out_->append(bytes); }
  void Text(std::string_view text) { Head(3, text.size()), out_->append(text); }
  void Array(size_t items) { Head(4, items); }
  void Map(size_t pairs) { Head(5, pairs); }
  void Bool(bool value) { out_->push_back(static_cast<char>(value ? 0xf5 : 0xf4)); }
  void Null() { out_->push_back(static_cast<char>(0xf6)); }

 private:
  void Head(uint8_t major, uint64_t value);
  Bytes* out_;
};

enum class CborKind : uint8_t { kInt, kBlob, kText, kArray, kMap, kBool, kNull, kEnd, kBad };

// Reads one item at a time from bytes that it does not own. The first fault (truncation, a longer
// head than needed, an indefinite length, an unknown item) sticks: every later read returns a zero
// value and ok() is false.
class CborReader {
 public:
  explicit CborReader(BytesView bytes) : bytes_(bytes) {}

  CborKind Peek() const;
  int64_t Int();
  uint64_t Uint();
  BytesView Blob();
  std::string_view Text();
  bool Bool();
  void Null();
  // The count of items (pairs for a map) that follow. Never more than the bytes that are left could
  // hold.
  size_t Array();
  size_t Map();
  // Skips one item with all it contains.
  void Skip();

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && pos_ == bytes_.size(); }
  size_t position() const { return pos_; }
  void Fail() { ok_ = false; }

 private:
  uint64_t Head(uint8_t major);
  BytesView Take(uint64_t count);
  void SkipNested(int depth);

  BytesView bytes_;
  size_t pos_ = 0;
  bool ok_ = true;
};

// True when `bytes` is exactly one item in the deterministic form, map keys ascending (bytewise)
// and unique.
bool IsDeterministicCbor(BytesView bytes);

}  // namespace signalbox
