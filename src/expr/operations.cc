#include "expr/operations.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/moment.h"

namespace signalbox::cel {

namespace {

Value Overflow(std::string_view kind) {
  return Value::Error(fmt::format("{} overflow", kind));
}

Value NoOverload(Op op, const Value& a, const Value& b) {
  const Value arguments[] = {a, b};
  return NoSuchOverload(OpText(op), arguments);
}

Value IntArithmetic(Op op, int64_t a, int64_t b) {
  int64_t result = 0;
  bool overflow = false;
  switch (op) {
    case Op::kAdd:
      overflow = __builtin_add_overflow(a, b, &result);
      break;
    case Op::kSubtract:
      overflow = __builtin_sub_overflow(a, b, &result);
      break;
    case Op::kMultiply:
      overflow = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      if (b == 0) return Value::Error(op == Op::kDivide ? "division by zero" : "modulus by zero");
      if (a == INT64_MIN && b == -1) return Overflow("int");
      result = op == Op::kDivide ? a / b : a % b;
  }
  return overflow ? Overflow("int") : Value::Int(result);
}

Value UintArithmetic(Op op, uint64_t a, uint64_t b) {
  uint64_t result = 0;
  bool overflow = false;
  switch (op) {
    case Op::kAdd:
      overflow = __builtin_add_overflow(a, b, &result);
      break;
    case Op::kSubtract:
      overflow = __builtin_sub_overflow(a, b, &result);
      break;
    case Op::kMultiply:
      overflow = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      if (b == 0) return Value::Error(op == Op::kDivide ? "division by zero" : "modulus by zero");
      result = op == Op::kDivide ? a / b : a % b;
  }
  return overflow ? Overflow("uint") : Value::Uint(result);
}

Value DoubleArithmetic(Op op, const Value& a, const Value& b) {
  const double x = a.as_double();
  const double y = b.as_double();
  switch (op) {
    case Op::kAdd:
      return Value::Double(x + y);
    case Op::kSubtract:
      return Value::Double(x - y);
    case Op::kMultiply:
      return Value::Double(x * y);
    case Op::kDivide:
      return Value::Double(x / y);
    default:
      return NoOverload(op, a, b);
  }
}

Value Concatenate(const Value& a, const Value& b, Budget& budget) {
  if (a.is(Kind::kList)) {
    const auto count = static_cast<int64_t>(a.items().size() + b.items().size());
    if (!budget.Spend(count)) return {};
    Value joined = Value::NewList(static_cast<size_t>(count));
    for (const Value& item : a.items()) joined.Append(item);
    for (const Value& item : b.items()) joined.Append(item);
    return joined;
  }
  if (!budget.SpendText(a.as_text().size() + b.as_text().size())) return {};
  std::string joined;
  joined.reserve(a.as_text().size() + b.as_text().size());
  joined += a.as_text();
  joined += b.as_text();
  return a.is(Kind::kString) ? Value::String(joined) : Value::Bytes(joined);
}

Value DurationArithmetic(Op op, const Value& a, const Value& b) {
  int64_t result = 0;
  const bool overflow = op == Op::kAdd
                            ? __builtin_add_overflow(a.duration_ns(), b.duration_ns(), &result)
                            : __builtin_sub_overflow(a.duration_ns(), b.duration_ns(), &result);
  return overflow ? Value::Error("duration out of range") : Value::Duration(result);
}

Value TimeArithmetic(Op op, const Value& a, const Value& b) {
  const bool add = op == Op::kAdd;
  if (a.is(Kind::kTimestamp) && b.is(Kind::kDuration)) {
    if (add) return AddDuration(a, b.duration_ns());
    if (b.duration_ns() == INT64_MIN) return Value::Error("duration out of range");
    return AddDuration(a, -b.duration_ns());
  }
  if (a.is(Kind::kDuration) && b.is(Kind::kTimestamp) && add)
    return AddDuration(b, a.duration_ns());
  if (a.is(Kind::kTimestamp) && b.is(Kind::kTimestamp) && !add) return Since(a, b);
  return NoOverload(op, a, b);
}

// A whole number as a list position.
bool AsPosition(const Value& key, int64_t* position) {
  switch (key.kind()) {
    case Kind::kInt:
      *position = key.as_int();
      return true;
    case Kind::kUint:
      *position = key.as_uint() > INT64_MAX ? INT64_MAX : static_cast<int64_t>(key.as_uint());
      return true;
    case Kind::kDouble: {
      const double value = key.as_double();
      if (std::trunc(value) != value || std::fabs(value) > 1e15) return false;
      *position = static_cast<int64_t>(value);
      return true;
    }
    default:
      return false;
  }
}

Value AtPosition(const Value& list, const Value& key, bool optional) {
  int64_t position = 0;
  if (!AsPosition(key, &position)) {
    return Value::Error(fmt::format("{} is not an index of a list", Shown(key)));
  }
  const auto size = static_cast<int64_t>(list.items().size());
  if (position < 0 || position >= size) {
    if (optional) return Value::None();
    return Value::Error(fmt::format("index {} is out of a list of {}", position, size));
  }
  const Value& item = list.items()[static_cast<size_t>(position)];
  return optional ? Value::Some(item) : item;
}

Value NoSuchKey(const Value& key) {
  return Value::Error(fmt::format("no such key: {}", Shown(key)));
}

Value AtKey(const Value& map, const Value& key, bool optional) {
  const Value* found = map.Find(key);
  if (found != nullptr) return optional ? Value::Some(*found) : *found;
  return optional ? Value::None() : NoSuchKey(key);
}

}  // namespace

Value Arithmetic(Op op, const Value& a, const Value& b, Budget& budget) {
  const bool sum = op == Op::kAdd || op == Op::kSubtract;
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kInt:
        return IntArithmetic(op, a.as_int(), b.as_int());
      case Kind::kUint:
        return UintArithmetic(op, a.as_uint(), b.as_uint());
      case Kind::kDouble:
        return DoubleArithmetic(op, a, b);
      case Kind::kString:
      case Kind::kBytes:
      case Kind::kList:
        if (op == Op::kAdd) return Concatenate(a, b, budget);
        return NoOverload(op, a, b);
      case Kind::kDuration:
        if (sum) return DurationArithmetic(op, a, b);
        return NoOverload(op, a, b);
      default:
        break;
    }
  }
  return sum ? TimeArithmetic(op, a, b) : NoOverload(op, a, b);
}

Value Negate(const Value& a) {
  if (a.is(Kind::kDouble)) return Value::Double(-a.as_double());
  if (!a.is(Kind::kInt)) return NoSuchOverload("-", std::span(&a, 1));
  return IntArithmetic(Op::kSubtract, 0, a.as_int());
}

Value Contains(const Value& needle, const Value& container, Budget& budget) {
  if (container.is(Kind::kMap)) return Value::Bool(container.Find(needle) != nullptr);
  if (!container.is(Kind::kList)) return NoOverload(Op::kIn, needle, container);
  if (needle.is(Kind::kString)) {
    const std::string_view text = needle.as_text();
    if (!budget.Spend(static_cast<int64_t>(container.items().size()))) return {};
    for (const Value& item : container.items()) {
      if (item.is(Kind::kString) && item.as_text() == text) return Value::Bool(true);
    }
    return Value::Bool(false);
  }
  for (const Value& item : container.items()) {
    const auto equal = Equals(needle, item, budget);
    if (!equal) return {};
    if (*equal) return Value::Bool(true);
  }
  return Value::Bool(false);
}

Value Index(const Value& container, const Value& key, bool optional) {
  if (container.is(Kind::kList)) return AtPosition(container, key, optional);
  if (container.is(Kind::kMap)) return AtKey(container, key, optional);
  if (container.is(Kind::kOptional)) {
    return container.has_value() ? Index(container.value(), key, true) : container;
  }
  return NoOverload(Op::kIndex, container, key);
}

Value SelectField(const Value& operand, const Value& field, bool optional) {
  if (operand.is(Kind::kMap)) return AtKey(operand, field, optional);
  if (operand.is(Kind::kOptional)) {
    return operand.has_value() ? SelectField(operand.value(), field, true) : operand;
  }
  return Value::Error(
      fmt::format("no such key: {} has no field `{}`", KindName(operand.kind()), field.as_text()));
}

Value HasField(const Value& operand, const Value& field) {
  if (operand.is(Kind::kMap)) return Value::Bool(operand.Find(field) != nullptr);
  if (operand.is(Kind::kOptional)) {
    return operand.has_value() ? HasField(operand.value(), field) : Value::Bool(false);
  }
  return SelectField(operand, field, false);
}

Value AbsentOf(const Value& a, const Value& b) {
  if (a.is_unknown()) return b.is_unknown() ? Value::MergeUnknown(a, b) : a;
  if (b.is_unknown()) return b;
  return a.is_error() ? a : b;
}

Value LogicalAnd(Value a, Value b) {
  if (a.is_false() || b.is_false()) return Value::Bool(false);
  if (a.is_true() && b.is_true()) return b;
  if (a.is_absent() || b.is_absent()) return AbsentOf(a, b);
  return NoOverload(Op::kAnd, a, b);
}

Value LogicalOr(Value a, Value b) {
  if (a.is_true() || b.is_true()) return Value::Bool(true);
  if (a.is_false() && b.is_false()) return b;
  if (a.is_absent() || b.is_absent()) return AbsentOf(a, b);
  return NoOverload(Op::kOr, a, b);
}

}  // namespace signalbox::cel
