// Attributes: a set of typed field values, the form in which a lead, a step's output and what
// policy reads are held.
//
// A value type without threads. An absent field is missing, which is not the same as empty: an
// empty text is never stored, so `Has` is what conditions call `known`.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/cbor.h"
#include "base/result.h"
#include "lead/field.h"

namespace signalbox {

class Attributes {
 public:
  struct Extra {
    std::string name;  // as its source spelled it
    std::string text;
    bool operator==(const Extra&) const = default;
  };

  bool Has(Field field) const { return index_[Number(field)] != 0; }
  // Empty when missing. The view is valid until the set changes.
  std::string_view Text(Field field) const;
  // 0 when missing; a kBool reads as 0 or 1.
  int64_t Int(Field field) const;
  bool Bool(Field field) const { return Int(field) != 0; }

  // Setting an empty text removes the field.
  void SetText(Field field, std::string_view text);
  void SetInt(Field field, int64_t value);
  void SetBool(Field field, bool value) { SetInt(field, value ? 1 : 0); }
  void Remove(Field field);
  // Copies every field and extra of `other` over this one's.
  void Overlay(const Attributes& other);

  const std::vector<Extra>& extras() const { return extras_; }
  // Nullptr when missing. Names compare exactly.
  const std::string* FindExtra(std::string_view name) const;
  void SetExtra(std::string_view name, std::string_view text);

  // Fields present, ascending by number.
  std::vector<Field> Fields() const;
  size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty() && extras_.empty(); }
  void Clear();

  bool operator==(const Attributes& other) const;

 private:
  struct Value {
    Field field;
    int64_t number = 0;
    std::string text;
  };
  static size_t Number(Field field) { return static_cast<size_t>(field); }
  Value& Slot(Field field);

  std::array<uint8_t, kFieldCount> index_{};  // 1 + place in values_, 0 for missing
  std::vector<Value> values_;
  std::vector<Extra> extras_;
};

// Which part of a set to write: what may stand in the clear, or what must be sealed.
enum class Part : uint8_t { kClear, kSealed, kAll };

// Deterministic CBOR: map from field number to value; extras (sealed or all only) under key
// kFieldCount + 100 as a map from name to text sorted by CBOR key order.
void EncodeAttributes(const Attributes& attributes, Part part, Bytes* out);
// Adds what is read to `out`. Fails the reader on a wrong type or an unknown field number.
void DecodeAttributes(CborReader& reader, Attributes* out);
// True when any field of the set (or any extra) belongs to `part`.
bool HasPart(const Attributes& attributes, Part part);

}  // namespace signalbox
