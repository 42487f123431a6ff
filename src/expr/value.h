// Value: one value of the Common Expression Language, in 16 bytes.
//
// Scalars are held inline. Text and bytes are either borrowed (a view of memory that somebody else
// keeps alive) or owned (a reference-counted block). Lists, maps, optionals and errors are
// immutable, reference-counted objects, so a copy is at most one atomic increment and evaluating
// over borrowed text allocates nothing.
//
// Ownership: a borrowed Value must not outlive what it points into. `Own()` gives a copy that
// stands alone. Values are immutable once shared; distinct Values that share an object may be used
// from different threads.
//
// Semantics: https://github.com/google/cel-spec/blob/master/doc/langdef.md
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signalbox::cel {

enum class Kind : uint8_t {
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kList,
  kMap,
  kTimestamp,
  kDuration,
  kType,
  kOptional,
  kError,    // evaluation failed; a message and a place
  kUnknown,  // an attribute that the caller did not have; names the slots
};

// The name that `type(x)` shows: `int`, `null_type`, `google.protobuf.Timestamp`, ...
std::string_view KindName(Kind kind);

class Value;

struct MapEntry;

namespace internal {
struct Object {
  std::atomic<uint32_t> refs{1};
};
struct ListObject;
struct MapObject;
struct OptionalObject;
struct ErrorObject;
struct UnknownObject;
}  // namespace internal

class Value {
 public:
  Value() = default;  // null
  Value(const Value& other)
      : kind_(other.kind_), owned_(other.owned_), aux_(other.aux_), payload_(other.payload_) {
    if (owned_) Retain();
  }
  Value(Value&& other) noexcept
      : kind_(other.kind_), owned_(other.owned_), aux_(other.aux_), payload_(other.payload_) {
    other.owned_ = false;
    other.kind_ = Kind::kNull;
  }
  Value& operator=(const Value& other) {
    Value copy(other);
    Swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    if (this == &other) return *this;
    if (owned_) Release();
    kind_ = other.kind_;
    owned_ = other.owned_;
    aux_ = other.aux_;
    payload_ = other.payload_;
    other.owned_ = false;
    other.kind_ = Kind::kNull;
    return *this;
  }
  ~Value() {
    if (owned_) Release();
  }

  static Value Null() { return {}; }
  static Value Bool(bool value) { return Value(Kind::kBool, 0, Payload{.integer = value}); }
  static Value Int(int64_t value) { return Value(Kind::kInt, 0, Payload{.integer = value}); }
  static Value Uint(uint64_t value) {
    return Value(Kind::kUint, 0, Payload{.unsigned_integer = value});
  }
  static Value Double(double value) { return Value(Kind::kDouble, 0, Payload{.real = value}); }
  static Value Type(Kind kind) {
    return Value(Kind::kType, 0, Payload{.integer = static_cast<int64_t>(kind)});
  }
  // Nanoseconds, as in the reference implementation: about +-292 years.
  static Value Duration(int64_t ns) { return Value(Kind::kDuration, 0, Payload{.integer = ns}); }
  // Seconds since 1970-01-01T00:00:00Z and 0..999,999,999 ns after them. The caller keeps to
  // years 1..9999.
  static Value Timestamp(int64_t seconds, uint32_t ns) {
    return Value(Kind::kTimestamp, ns, Payload{.integer = seconds});
  }

  // Text is UTF-8. `Borrow*` keeps the view; `String` and `Bytes` copy. At most 4 GiB (limits are
  // far below).
  static Value Borrow(std::string_view text) { return View(Kind::kString, text); }
  static Value BorrowBytes(std::string_view bytes) { return View(Kind::kBytes, bytes); }
  static Value String(std::string_view text) { return CopyText(Kind::kString, text); }
  static Value Bytes(std::string_view bytes) { return CopyText(Kind::kBytes, bytes); }

  static Value List(std::vector<Value> items);
  // An error value when a key is not bool, int, uint or string, or when two keys are equal.
  static Value Map(std::vector<MapEntry> entries);
  static Value None();
  static Value Some(Value value);
  static Value Error(std::string message);
  static Value Unknown(uint32_t slot) { return Value(Kind::kUnknown, slot, Payload{}); }
  // Both are unknown: the union of their slots.
  static Value MergeUnknown(const Value& a, const Value& b);

  Kind kind() const { return kind_; }
  bool is(Kind kind) const { return kind_ == kind; }
  bool is_error() const { return kind_ == Kind::kError; }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_absent() const { return kind_ >= Kind::kError; }  // error or unknown
  bool is_true() const { return kind_ == Kind::kBool && payload_.integer != 0; }
  bool is_false() const { return kind_ == Kind::kBool && payload_.integer == 0; }

  // Each accessor is meaningful for its own kind only.
  bool as_bool() const { return payload_.integer != 0; }
  int64_t as_int() const { return payload_.integer; }
  uint64_t as_uint() const { return payload_.unsigned_integer; }
  double as_double() const { return payload_.real; }
  std::string_view as_text() const { return {payload_.text, aux_}; }  // string and bytes
  int64_t duration_ns() const { return payload_.integer; }
  int64_t timestamp_s() const { return payload_.integer; }
  uint32_t timestamp_ns() const { return aux_; }
  Kind as_type() const { return static_cast<Kind>(payload_.integer); }
  const std::vector<Value>& items() const;
  const std::vector<MapEntry>& entries() const;  // in the order they were written
  bool has_value() const { return payload_.object != nullptr; }
  const Value& value() const;  // an optional that has one

  // How many lists, maps and optionals lie inside one another: 0 for a scalar.
  uint32_t depth() const {
    return kind_ == Kind::kList || kind_ == Kind::kMap || kind_ == Kind::kOptional ? aux_ : 0;
  }

  // The value of an equal key (1, 1u and 1.0 are equal), or null when there is none.
  const Value* Find(const Value& key) const;

  const std::string& error_message() const;
  uint32_t error_line() const;    // 1-based; 0 while the place is not known
  uint32_t error_column() const;  // 1-based, in code points
  // Sets the place of an error that has none yet.
  void LocateError(uint32_t line, uint32_t column);
  std::vector<uint32_t> unknown_slots() const;  // ascending

  // A copy without a share in the object: for values that something longer-lived holds.
  Value Alias() const { return Value(kind_, aux_, payload_); }
  // A copy that borrows nothing.
  Value Own() const;

  // A piece of this text as a value of the same kind: borrowed when this is, else copied.
  Value Part(std::string_view part) const {
    return owned_ ? CopyText(kind_, part) : View(kind_, part);
  }

  // Appends to a list or map that only this Value refers to (a result under construction).
  void Append(Value item);
  void AppendEntry(Value key, Value item);  // the caller has checked the key
  // Starts such a list or map.
  static Value NewList(size_t reserve);
  static Value NewMap();

 private:
  union Payload {
    int64_t integer = 0;
    uint64_t unsigned_integer;
    double real;
    const char* text;
    internal::Object* object;
  };

  Value(Kind kind, uint32_t aux, Payload payload) : kind_(kind), aux_(aux), payload_(payload) {}
  static Value View(Kind kind, std::string_view text) {
    return Value(kind, static_cast<uint32_t>(text.size()), Payload{.text = text.data()});
  }
  static Value CopyText(Kind kind, std::string_view text);
  static Value Owned(Kind kind, internal::Object* object);

  bool is_text() const { return kind_ == Kind::kString || kind_ == Kind::kBytes; }
  bool Borrows() const;
  struct OwnedCopies;
  Value OwnWith(OwnedCopies& copies) const;
  void Retain() const;
  void Release();
  void Swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(owned_, other.owned_);
    std::swap(aux_, other.aux_);
    std::swap(payload_, other.payload_);
  }

  Kind kind_ = Kind::kNull;
  bool owned_ = false;  // holds one share of the text block or object
  uint32_t aux_ = 0;  // text length, timestamp ns, depth of a container, or slot of a lone unknown
  Payload payload_{};
};
static_assert(sizeof(Value) == 16);

struct MapEntry {
  Value key;
  Value value;
};

// True for the kinds that may be a map key.
bool IsKeyKind(Kind kind);

}  // namespace signalbox::cel
