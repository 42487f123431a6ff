// Types of the checker: finer than the kinds of values (`list(string)`), with `dyn` for what is
// known only when it runs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/value.h"

namespace signalbox::cel {

enum class TypeKind : uint8_t {
  kDyn,
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kType,
  kList,      // of one parameter
  kMap,       // of key and value
  kOptional,  // of one parameter
  kVariable,  // to be found by unification
};

// A value type; copies share their parameters.
class Type {
 public:
  Type() = default;  // dyn
  explicit Type(TypeKind kind) : kind_(kind) {}

  static Type Dyn() { return Type(TypeKind::kDyn); }
  static Type Null() { return Type(TypeKind::kNull); }
  static Type Bool() { return Type(TypeKind::kBool); }
  static Type Int() { return Type(TypeKind::kInt); }
  static Type Uint() { return Type(TypeKind::kUint); }
  static Type Double() { return Type(TypeKind::kDouble); }
  static Type String() { return Type(TypeKind::kString); }
  static Type Bytes() { return Type(TypeKind::kBytes); }
  static Type Timestamp() { return Type(TypeKind::kTimestamp); }
  static Type Duration() { return Type(TypeKind::kDuration); }
  static Type List(Type item) { return Type(TypeKind::kList, {std::move(item)}); }
  static Type Map(Type key, Type value) {
    return Type(TypeKind::kMap, {std::move(key), std::move(value)});
  }
  static Type Optional(Type value) { return Type(TypeKind::kOptional, {std::move(value)}); }
  static Type Variable(uint32_t number);

  TypeKind kind() const { return kind_; }
  bool is(TypeKind kind) const { return kind_ == kind; }
  bool is_dyn() const { return kind_ == TypeKind::kDyn; }
  const Type& parameter(size_t index = 0) const { return (*parameters_)[index]; }
  size_t parameter_count() const { return parameters_ == nullptr ? 0 : parameters_->size(); }
  uint32_t variable() const { return variable_; }

  // `list(string)`, `map(string, int)`, `timestamp`.
  std::string ToString() const;
  // The kinds of values that this type admits, one bit each.
  uint32_t KindMask() const;

  bool operator==(const Type& other) const;

 private:
  Type(TypeKind kind, std::vector<Type> parameters);

  TypeKind kind_ = TypeKind::kDyn;
  uint16_t depth_ = 0;
  uint32_t variable_ = 0;
  std::shared_ptr<const std::vector<Type>> parameters_;
};

// Reads a type as ToString writes it. Single capital letters are variables (A = 0).
std::optional<Type> ParseType(std::string_view text);

// Finds what the variables of types stand for.
class Unifier {
 public:
  Type NewVariable();
  // Copies `type` with its variables replaced by fresh ones, the same for the same number within
  // one `Instance`.
  class Instance {
   public:
    explicit Instance(Unifier& unifier) : unifier_(unifier) {}
    Type Of(const Type& type);

   private:
    Unifier& unifier_;
    std::vector<std::optional<Type>> fresh_;
  };

  // True when a value of type `from` may stand where `to` is wanted; binds variables. `dyn` goes
  // with everything. On false some variables may have been bound: take a mark before and roll back.
  bool Assign(const Type& to, const Type& from);

  size_t mark() const { return trail_.size(); }
  void RollBack(size_t mark);

  // `type` with known variables replaced; unknown ones stay.
  Type Resolve(const Type& type) const;
  // The same, unknown ones becoming dyn.
  Type Final(const Type& type) const;

 private:
  const Type& Shallow(const Type& type) const;
  bool Occurs(uint32_t variable, const Type& type) const;
  void Bind(uint32_t variable, const Type& type);

  std::vector<std::optional<Type>> bindings_;
  std::vector<uint32_t> trail_;
};

}  // namespace signalbox::cel
