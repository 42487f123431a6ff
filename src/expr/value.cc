#include "expr/value.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <unordered_map>

#include "expr/compare.h"

namespace signalbox::cel {

struct Value::OwnedCopies : std::unordered_map<const internal::Object*, Value> {};

namespace internal {
struct ListObject : Object {
  std::vector<Value> items;
  bool borrows = false;  // some part is borrowed
};
// Up to this many entries a scan is faster than a search.
constexpr size_t kScanLimit = 8;
struct MapObject : Object {
  std::vector<MapEntry> entries;
  std::vector<uint32_t> order;  // entry numbers by ascending key; empty while a scan is enough
  bool borrows = false;
};
struct OptionalObject : Object {
  Value value;
};
struct ErrorObject : Object {
  std::string message;
  uint32_t line = 0;
  uint32_t column = 0;
};
struct UnknownObject : Object {
  std::vector<uint32_t> slots;
};
}  // namespace internal

using internal::ErrorObject;
using internal::ListObject;
using internal::MapObject;
using internal::Object;
using internal::OptionalObject;
using internal::UnknownObject;

namespace {

// An owned text lies directly behind its reference count.
constexpr size_t kTextHeader = sizeof(Object);

Object* TextHeader(const char* text) {
  return reinterpret_cast<Object*>(const_cast<char*>(text) - kTextHeader);
}

void SortOrder(MapObject& map) {
  map.order.resize(map.entries.size());
  for (uint32_t i = 0; i < map.order.size(); ++i) map.order[i] = i;
  std::sort(map.order.begin(), map.order.end(), [&map](uint32_t a, uint32_t b) {
    return CompareKeys(map.entries[a].key, map.entries[b].key) < 0;
  });
}

}  // namespace

std::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null_type";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kUint:
      return "uint";
    case Kind::kDouble:
      return "double";
    case Kind::kString:
      return "string";
    case Kind::kBytes:
      return "bytes";
    case Kind::kList:
      return "list";
    case Kind::kMap:
      return "map";
    case Kind::kTimestamp:
      return "google.protobuf.Timestamp";
    case Kind::kDuration:
      return "google.protobuf.Duration";
    case Kind::kType:
      return "type";
    case Kind::kOptional:
      return "optional_type";
    case Kind::kError:
      return "error";
    case Kind::kUnknown:
      return "unknown";
  }
  return "error";
}

bool IsKeyKind(Kind kind) {
  return kind == Kind::kBool || kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kString;
}

Value Value::CopyText(Kind kind, std::string_view text) {
  void* block = ::operator new(kTextHeader + text.size());
  new (block) Object;
  char* chars = static_cast<char*>(block) + kTextHeader;
  if (!text.empty()) std::memcpy(chars, text.data(), text.size());
  Value result(kind, static_cast<uint32_t>(text.size()), Payload{.text = chars});
  result.owned_ = true;
  return result;
}

Value Value::Owned(Kind kind, Object* object) {
  Value result(kind, 0, Payload{.object = object});
  result.owned_ = true;
  return result;
}

void Value::Retain() const {
  Object* object = is_text() ? TextHeader(payload_.text) : payload_.object;
  object->refs.fetch_add(1, std::memory_order_relaxed);
}

void Value::Release() {
  Object* object = is_text() ? TextHeader(payload_.text) : payload_.object;
  if (object->refs.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  switch (kind_) {
    case Kind::kList:
      delete static_cast<ListObject*>(object);
      return;
    case Kind::kMap:
      delete static_cast<MapObject*>(object);
      return;
    case Kind::kOptional:
      delete static_cast<OptionalObject*>(object);
      return;
    case Kind::kError:
      delete static_cast<ErrorObject*>(object);
      return;
    case Kind::kUnknown:
      delete static_cast<UnknownObject*>(object);
      return;
    default:
      object->~Object();
      ::operator delete(object);
  }
}

Value Value::List(std::vector<Value> items) {
  auto* list = new ListObject;
  list->items = std::move(items);
  uint32_t depth = 1;
  for (const Value& item : list->items) {
    list->borrows |= item.Borrows();
    depth = std::max(depth, item.depth() + 1);
  }
  Value result = Owned(Kind::kList, list);
  result.aux_ = depth;
  return result;
}

Value Value::NewList(size_t reserve) {
  auto* list = new ListObject;
  list->items.reserve(reserve);
  Value result = Owned(Kind::kList, list);
  result.aux_ = 1;
  return result;
}

Value Value::NewMap() {
  Value result = Owned(Kind::kMap, new MapObject);
  result.aux_ = 1;
  return result;
}

Value Value::Map(std::vector<MapEntry> entries) {
  for (const MapEntry& entry : entries) {
    if (!IsKeyKind(entry.key.kind())) {
      return Error("unsupported key type `" + std::string(KindName(entry.key.kind())) + "`");
    }
  }
  auto map = std::make_unique<MapObject>();
  map->entries = std::move(entries);
  uint32_t depth = 1;
  for (const MapEntry& entry : map->entries) {
    map->borrows |= entry.key.Borrows() || entry.value.Borrows();
    depth = std::max(depth, entry.value.depth() + 1);
  }
  SortOrder(*map);
  for (size_t i = 1; i < map->order.size(); ++i) {
    const Value& key = map->entries[map->order[i]].key;
    if (CompareKeys(map->entries[map->order[i - 1]].key, key) == 0) {
      return Error("the key " + Shown(key) + " is repeated");
    }
  }
  if (map->entries.size() <= internal::kScanLimit) map->order.clear();
  Value result = Owned(Kind::kMap, map.release());
  result.aux_ = depth;
  return result;
}

Value Value::None() {
  return Value(Kind::kOptional, 0, Payload{.object = nullptr});
}

Value Value::Some(Value value) {
  auto* optional = new OptionalObject;
  optional->value = std::move(value);
  Value result = Owned(Kind::kOptional, optional);
  result.aux_ = optional->value.depth() + 1;
  return result;
}

Value Value::Error(std::string message) {
  auto* error = new ErrorObject;
  error->message = std::move(message);
  return Owned(Kind::kError, error);
}

Value Value::MergeUnknown(const Value& a, const Value& b) {
  std::vector<uint32_t> slots = a.unknown_slots();
  for (uint32_t slot : b.unknown_slots()) slots.push_back(slot);
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  if (slots.size() == 1) return Unknown(slots[0]);
  auto* unknown = new UnknownObject;
  unknown->slots = std::move(slots);
  return Owned(Kind::kUnknown, unknown);
}

const std::vector<Value>& Value::items() const {
  return static_cast<const ListObject*>(payload_.object)->items;
}

const std::vector<MapEntry>& Value::entries() const {
  return static_cast<const MapObject*>(payload_.object)->entries;
}

const Value& Value::value() const {
  return static_cast<const OptionalObject*>(payload_.object)->value;
}

const Value* Value::Find(const Value& key) const {
  const auto* map = static_cast<const MapObject*>(payload_.object);
  if (map->order.empty()) {
    for (const MapEntry& entry : map->entries) {
      if (CompareKeys(entry.key, key) == 0) return &entry.value;
    }
    return nullptr;
  }
  auto at = std::lower_bound(map->order.begin(), map->order.end(), key,
                             [map](uint32_t index, const Value& wanted) {
                               return CompareKeys(map->entries[index].key, wanted) < 0;
                             });
  if (at == map->order.end()) return nullptr;
  const MapEntry& entry = map->entries[*at];
  return CompareKeys(entry.key, key) == 0 ? &entry.value : nullptr;
}

const std::string& Value::error_message() const {
  return static_cast<const ErrorObject*>(payload_.object)->message;
}

uint32_t Value::error_line() const {
  return static_cast<const ErrorObject*>(payload_.object)->line;
}

uint32_t Value::error_column() const {
  return static_cast<const ErrorObject*>(payload_.object)->column;
}

void Value::LocateError(uint32_t line, uint32_t column) {
  auto* error = static_cast<ErrorObject*>(payload_.object);
  if (error->line != 0) return;
  error->line = line;
  error->column = column;
}

std::vector<uint32_t> Value::unknown_slots() const {
  if (payload_.object == nullptr) return {aux_};
  return static_cast<const UnknownObject*>(payload_.object)->slots;
}

void Value::Append(Value item) {
  auto* list = static_cast<ListObject*>(payload_.object);
  list->borrows |= item.Borrows();
  aux_ = std::max(aux_, item.depth() + 1);
  list->items.push_back(std::move(item));
}

void Value::AppendEntry(Value key, Value item) {
  auto* map = static_cast<MapObject*>(payload_.object);
  const auto number = static_cast<uint32_t>(map->entries.size());
  map->borrows |= key.Borrows() || item.Borrows();
  aux_ = std::max(aux_, item.depth() + 1);
  map->entries.push_back({std::move(key), std::move(item)});
  if (map->entries.size() <= internal::kScanLimit) return;
  if (map->order.empty()) {
    SortOrder(*map);
    return;
  }
  const Value& added = map->entries.back().key;
  auto at = std::lower_bound(map->order.begin(), map->order.end(), added,
                             [map](uint32_t index, const Value& wanted) {
                               return CompareKeys(map->entries[index].key, wanted) < 0;
                             });
  map->order.insert(at, number);
}

bool Value::Borrows() const {
  switch (kind_) {
    case Kind::kString:
    case Kind::kBytes:
      return !owned_;
    case Kind::kList:
      return !owned_ || static_cast<const ListObject*>(payload_.object)->borrows;
    case Kind::kMap:
      return !owned_ || static_cast<const MapObject*>(payload_.object)->borrows;
    case Kind::kOptional:
      return has_value() && (!owned_ || value().Borrows());
    case Kind::kError:
    case Kind::kUnknown:
      return !owned_ && payload_.object != nullptr;
    default:
      return false;
  }
}

// Shared parts are copied once: a value may hold the same list many times over.
Value Value::OwnWith(OwnedCopies& copies) const {
  if (!Borrows()) return *this;
  if (is_text()) return CopyText(kind_, as_text());
  if (auto known = copies.find(payload_.object); known != copies.end()) return known->second;
  Value copy = *this;
  if (kind_ == Kind::kList && static_cast<const ListObject*>(payload_.object)->borrows) {
    copy = NewList(items().size());
    for (const Value& item : items()) copy.Append(item.OwnWith(copies));
  } else if (kind_ == Kind::kMap && static_cast<const MapObject*>(payload_.object)->borrows) {
    copy = NewMap();
    for (const MapEntry& entry : entries()) {
      copy.AppendEntry(entry.key.OwnWith(copies), entry.value.OwnWith(copies));
    }
  } else if (kind_ == Kind::kOptional && value().Borrows()) {
    copy = Some(value().OwnWith(copies));
  } else {
    copy.owned_ = true;
    copy.Retain();
  }
  copies.emplace(payload_.object, copy);
  return copy;
}

Value Value::Own() const {
  if (!Borrows()) return *this;
  OwnedCopies copies;
  return OwnWith(copies);
}

}  // namespace signalbox::cel
