// Optional values. `or` and `orValue` are instructions, because their argument is evaluated only
// when needed; here they have their types.
// Definition: https://github.com/google/cel-spec/wiki/proposal-246
#include "expr/functions.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

Value NoneOf(Args, Budget&) {
  return Value::None();
}
Value SomeOf(Args args, Budget&) {
  return Value::Some(std::move(args[0]));
}

bool IsZero(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return !value.as_bool();
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDuration:
      return value.as_int() == 0;
    case Kind::kDouble:
      return value.as_double() == 0;
    case Kind::kString:
    case Kind::kBytes:
      return value.as_text().empty();
    case Kind::kList:
      return value.items().empty();
    case Kind::kMap:
      return value.entries().empty();
    case Kind::kTimestamp:
      return value.timestamp_s() == 0 && value.timestamp_ns() == 0;
    case Kind::kOptional:
      return !value.has_value();
    default:
      return false;
  }
}

Value SomeOfNonZero(Args args, Budget&) {
  return IsZero(args[0]) ? Value::None() : Value::Some(std::move(args[0]));
}
Value HasValue(Args args, Budget&) {
  return Value::Bool(args[0].has_value());
}
Value ValueOf(Args args, Budget&) {
  if (!args[0].has_value()) return Value::Error("`value` of optional.none()");
  return args[0].value();
}
Value Or(Args args, Budget&) {
  return args[0].has_value() ? args[0] : args[1];
}
Value OrValue(Args args, Budget&) {
  return args[0].has_value() ? args[0].value() : args[1];
}

Value Unwrap(Args args, Budget& budget) {
  if (!budget.Spend(static_cast<int64_t>(args[0].items().size()))) return {};
  Value values = Value::NewList(args[0].items().size());
  for (const Value& item : args[0].items()) {
    if (!item.is(Kind::kOptional)) return NoSuchOverload("unwrap", std::span(&item, 1));
    if (item.has_value()) values.Append(item.value());
  }
  return values;
}

Value FirstOf(Args args, Budget&) {
  const auto& items = args[0].items();
  return items.empty() ? Value::None() : Value::Some(items.front());
}
Value LastOf(Args args, Budget&) {
  const auto& items = args[0].items();
  return items.empty() ? Value::None() : Value::Some(items.back());
}

constexpr Signature kOptionalSignatures[] = {
    {"optional.none() -> optional(A)", &NoneOf},
    {"optional.of(A) -> optional(A)", &SomeOf},
    {"optional.ofNonZeroValue(A) -> optional(A)", &SomeOfNonZero},
    {"optional.unwrap(list(optional(A))) -> list(A)", &Unwrap},
    {"list(optional(A)).unwrapOpt() -> list(A)", &Unwrap},
    {"optional(A).hasValue() -> bool", &HasValue},
    {"optional(A).value() -> A", &ValueOf},
    {"optional(A).or(optional(A)) -> optional(A)", &Or},
    {"optional(A).orValue(A) -> A", &OrValue},
    {"list(A).first() -> optional(A)", &FirstOf},
    {"list(A).last() -> optional(A)", &LastOf},
};

}  // namespace

std::span<const Signature> OptionalSignatures() {
  return kOptionalSignatures;
}

}  // namespace signalbox::cel
