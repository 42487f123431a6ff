// Encodes and decodes the clear part of an event from one list of its fields.
//
// A body is a struct with `template <typename Self, typename V> static void Visit(Self& self, V&
// v)` that calls `v(key, self.field)` with ascending keys. A field at its default value is left
// out, so that adding a field never changes the bytes of events that do not use it, and old events
// read with the new field at its default.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "base/cbor.h"
#include "base/ids.h"
#include "base/result.h"
#include "lead/attributes.h"

namespace signalbox {

// A keyed hash (HMAC-SHA-256 cut to 16 bytes): the only form in which an identity stands in the
// clear.
using KeyedHash = std::array<uint8_t, 16>;

// Bytes that are not text.
struct Blob {
  Bytes bytes;
  bool operator==(const Blob&) const = default;
};

namespace body {

template <typename T>
bool IsDefault(const T& value) {
  if constexpr (std::is_same_v<T, Attributes>)
    return !HasPart(value, Part::kClear);
  else
    return value == T{};
}

struct Counter {
  size_t count = 0;
  template <typename T>
  void operator()(int, const T& value) {
    count += !IsDefault(value);
  }
};

template <typename B>
void Encode(const B& value, Bytes* out);

template <typename T>
void Write(const T& value, Bytes* out) {
  CborWriter writer(out);
  if constexpr (std::is_same_v<T, bool>)
    writer.Bool(value);
  else if constexpr (std::is_enum_v<T>)
    writer.Int(static_cast<int64_t>(value));
  else if constexpr (std::is_integral_v<T>)
    writer.Int(static_cast<int64_t>(value));
  else if constexpr (std::is_same_v<T, std::string>)
    writer.Text(value);
  else if constexpr (std::is_same_v<T, Blob>)
    writer.Blob(value.bytes);
  else if constexpr (std::is_same_v<T, Id>)
    writer.Blob(value.View());
  else if constexpr (std::is_same_v<T, KeyedHash> || std::is_same_v<T, Digest>)
    writer.Blob(View(value));
  else if constexpr (std::is_same_v<T, Attributes>)
    EncodeAttributes(value, Part::kClear, out);
  else
    Encode(value, out);
}
template <typename T>
void Write(const std::vector<T>& values, Bytes* out) {
  CborWriter(out).Array(values.size());
  for (const T& value : values) Write(value, out);
}

struct Writer {
  Bytes* out;
  template <typename T>
  void operator()(int key, const T& value) {
    if (IsDefault(value)) return;
    CborWriter(out).Int(key);
    Write(value, out);
  }
};

template <typename B>
void Encode(const B& value, Bytes* out) {
  Counter counter;
  B::Visit(value, counter);
  CborWriter(out).Map(counter.count);
  Writer writer{out};
  B::Visit(value, writer);
}

template <typename B>
void Decode(CborReader& reader, B* value);

template <size_t N>
void ReadBlob(CborReader& reader, std::array<uint8_t, N>* out) {
  const BytesView blob = reader.Blob();
  if (blob.size() != N) return reader.Fail();
  std::copy(blob.begin(), blob.end(), out->begin());
}

template <typename T>
void Read(CborReader& reader, T* value) {
  if constexpr (std::is_same_v<T, bool>)
    *value = reader.Bool();
  else if constexpr (std::is_enum_v<T>)
    *value = static_cast<T>(reader.Int());
  else if constexpr (std::is_integral_v<T>)
    *value = static_cast<T>(reader.Int());
  else if constexpr (std::is_same_v<T, std::string>)
    *value = std::string(reader.Text());
  else if constexpr (std::is_same_v<T, Blob>)
    value->bytes = Bytes(reader.Blob());
  else if constexpr (std::is_same_v<T, Id>)
    ReadBlob(reader, &value->bytes);
  else if constexpr (std::is_same_v<T, KeyedHash> || std::is_same_v<T, Digest>)
    ReadBlob(reader, value);
  else if constexpr (std::is_same_v<T, Attributes>)
    DecodeAttributes(reader, value);
  else
    Decode(reader, value);
}
template <typename T>
void Read(CborReader& reader, std::vector<T>* values) {
  for (size_t n = reader.Array(); n > 0 && reader.ok(); --n) Read(reader, &values->emplace_back());
}

struct Reader {
  CborReader& cbor;
  size_t left;
  int64_t next = -1;

  void Advance() {
    if (left == 0 || !cbor.ok())
      next = -1;
    else
      --left, next = cbor.Int();
  }
  template <typename T>
  void operator()(int key, T& value) {
    if (next != key) return;
    Read(cbor, &value);
    Advance();
  }
};

template <typename B>
void Decode(CborReader& reader, B* value) {
  Reader fields{reader, reader.Map()};
  fields.Advance();
  B::Visit(*value, fields);
  // A key that this version does not know was written by a newer one, which the schema version
  // already told.
  if (fields.next != -1) reader.Fail();
}

}  // namespace body

template <typename B>
Bytes EncodeBody(const B& value) {
  Bytes out;
  body::Encode(value, &out);
  return out;
}

template <typename B>
Result<B> DecodeBody(BytesView bytes) {
  B value;
  CborReader reader(bytes);
  body::Decode(reader, &value);
  if (!reader.AtEnd())
    return Err(Code::kCorrupt, "an event's clear part is not what its type says");
  return value;
}

}  // namespace signalbox
