// The math extension: greatest and least, rounding, signs, bits.
// Definition: https://github.com/google/cel-go/tree/master/ext (Math)
#include <cmath>

#include "expr/compare.h"
#include "expr/functions.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

// The extreme of the numbers, the first one of equals.
Value Extreme(std::span<const Value> values, Order better, std::string_view name, Budget& budget) {
  budget.Spend(static_cast<int64_t>(values.size()));
  if (values.empty()) {
    return Value::Error(std::string(name) + " of an empty list");
  }
  const Value* best = nullptr;
  for (const Value& value : values) {
    if (!IsNumber(value.kind())) return NoSuchOverload(name, std::span(&value, 1));
    if (best == nullptr || Compare(value, *best) == better) best = &value;
  }
  return *best;
}

Value GreatestInList(Args args, Budget& budget) {
  return Extreme(args[0].items(), Order::kGreater, "math.greatest", budget);
}
Value LeastInList(Args args, Budget& budget) {
  return Extreme(args[0].items(), Order::kLess, "math.least", budget);
}

template <auto kFunction>
Value OfDouble(Args args, Budget&) {
  return Value::Double(kFunction(args[0].as_double()));
}
double Ceil(double x) {
  return std::ceil(x);
}
double Floor(double x) {
  return std::floor(x);
}
double Round(double x) {
  return std::round(x);
}
double Trunc(double x) {
  return std::trunc(x);
}
double Abs(double x) {
  return std::fabs(x);
}
double Sqrt(double x) {
  return std::sqrt(x);
}
double Sign(double x) {
  return std::isnan(x) || x == 0 ? x : (x > 0 ? 1.0 : -1.0);
}

Value SqrtOfInt(Args args, Budget&) {
  return Value::Double(std::sqrt(static_cast<double>(args[0].as_int())));
}
Value SqrtOfUint(Args args, Budget&) {
  return Value::Double(std::sqrt(static_cast<double>(args[0].as_uint())));
}

Value IsNaN(Args args, Budget&) {
  return Value::Bool(std::isnan(args[0].as_double()));
}
Value IsInf(Args args, Budget&) {
  return Value::Bool(std::isinf(args[0].as_double()));
}
Value IsFinite(Args args, Budget&) {
  return Value::Bool(std::isfinite(args[0].as_double()));
}

Value AbsOfInt(Args args, Budget&) {
  const int64_t value = args[0].as_int();
  if (value == INT64_MIN) return Value::Error("int overflow");
  return Value::Int(value < 0 ? -value : value);
}
Value SignOfInt(Args args, Budget&) {
  const int64_t value = args[0].as_int();
  return Value::Int((value > 0) - (value < 0));
}
Value SignOfUint(Args args, Budget&) {
  return Value::Uint(args[0].as_uint() > 0 ? 1 : 0);
}

uint64_t Bits(const Value& value) {
  return value.as_uint();
}
Value LikeFirst(const Value& first, uint64_t bits) {
  return first.is(Kind::kInt) ? Value::Int(static_cast<int64_t>(bits)) : Value::Uint(bits);
}
Value BitAnd(Args args, Budget&) {
  return LikeFirst(args[0], Bits(args[0]) & Bits(args[1]));
}
Value BitOr(Args args, Budget&) {
  return LikeFirst(args[0], Bits(args[0]) | Bits(args[1]));
}
Value BitXor(Args args, Budget&) {
  return LikeFirst(args[0], Bits(args[0]) ^ Bits(args[1]));
}
Value BitNot(Args args, Budget&) {
  return LikeFirst(args[0], ~Bits(args[0]));
}

// Shifts move zeros in from both sides, also for negative ints.
template <bool kLeft>
Value BitShift(Args args, Budget&) {
  const int64_t count = args[1].as_int();
  if (count < 0) return Value::Error("a shift by a negative offset");
  if (count >= 64) return LikeFirst(args[0], 0);
  return LikeFirst(args[0], kLeft ? Bits(args[0]) << count : Bits(args[0]) >> count);
}

constexpr Signature kMathSignatures[] = {
    {"math.greatest(int) -> int", &GreatestOf},
    {"math.greatest(uint) -> uint", &GreatestOf},
    {"math.greatest(double) -> double", &GreatestOf},
    {"math.greatest(list(int)) -> int", &GreatestInList},
    {"math.greatest(list(uint)) -> uint", &GreatestInList},
    {"math.greatest(list(double)) -> double", &GreatestInList},
    {"math.greatest(int, int) -> int", &GreatestOf},
    {"math.greatest(uint, uint) -> uint", &GreatestOf},
    {"math.greatest(double, double) -> double", &GreatestOf},
    {"math.greatest(int, uint) -> dyn", &GreatestOf},
    {"math.greatest(int, double) -> dyn", &GreatestOf},
    {"math.greatest(uint, int) -> dyn", &GreatestOf},
    {"math.greatest(uint, double) -> dyn", &GreatestOf},
    {"math.greatest(double, int) -> dyn", &GreatestOf},
    {"math.greatest(double, uint) -> dyn", &GreatestOf},
    {"math.least(int) -> int", &LeastOf},
    {"math.least(uint) -> uint", &LeastOf},
    {"math.least(double) -> double", &LeastOf},
    {"math.least(list(int)) -> int", &LeastInList},
    {"math.least(list(uint)) -> uint", &LeastInList},
    {"math.least(list(double)) -> double", &LeastInList},
    {"math.least(int, int) -> int", &LeastOf},
    {"math.least(uint, uint) -> uint", &LeastOf},
    {"math.least(double, double) -> double", &LeastOf},
    {"math.least(int, uint) -> dyn", &LeastOf},
    {"math.least(int, double) -> dyn", &LeastOf},
    {"math.least(uint, int) -> dyn", &LeastOf},
    {"math.least(uint, double) -> dyn", &LeastOf},
    {"math.least(double, int) -> dyn", &LeastOf},
    {"math.least(double, uint) -> dyn", &LeastOf},
    {"math.ceil(double) -> double", &OfDouble<&Ceil>},
    {"math.floor(double) -> double", &OfDouble<&Floor>},
    {"math.round(double) -> double", &OfDouble<&Round>},
    {"math.trunc(double) -> double", &OfDouble<&Trunc>},
    {"math.sqrt(double) -> double", &OfDouble<&Sqrt>},
    {"math.sqrt(int) -> double", &SqrtOfInt},
    {"math.sqrt(uint) -> double", &SqrtOfUint},
    {"math.abs(double) -> double", &OfDouble<&Abs>},
    {"math.abs(int) -> int", &AbsOfInt},
    {"math.abs(uint) -> uint", &AsGiven},
    {"math.sign(double) -> double", &OfDouble<&Sign>},
    {"math.sign(int) -> int", &SignOfInt},
    {"math.sign(uint) -> uint", &SignOfUint},
    {"math.isNaN(double) -> bool", &IsNaN},
    {"math.isInf(double) -> bool", &IsInf},
    {"math.isFinite(double) -> bool", &IsFinite},
    {"math.bitAnd(int, int) -> int", &BitAnd},
    {"math.bitAnd(uint, uint) -> uint", &BitAnd},
    {"math.bitOr(int, int) -> int", &BitOr},
    {"math.bitOr(uint, uint) -> uint", &BitOr},
    {"math.bitXor(int, int) -> int", &BitXor},
    {"math.bitXor(uint, uint) -> uint", &BitXor},
    {"math.bitNot(int) -> int", &BitNot},
    {"math.bitNot(uint) -> uint", &BitNot},
    {"math.bitShiftLeft(int, int) -> int", &BitShift<true>},
    {"math.bitShiftLeft(uint, int) -> uint", &BitShift<true>},
    {"math.bitShiftRight(int, int) -> int", &BitShift<false>},
    {"math.bitShiftRight(uint, int) -> uint", &BitShift<false>},
};

}  // namespace

std::span<const Signature> MathSignatures() {
  return kMathSignatures;
}

Value GreatestOf(std::span<Value> arguments, Budget& budget) {
  return Extreme(arguments, Order::kGreater, "math.greatest", budget);
}

Value LeastOf(std::span<Value> arguments, Budget& budget) {
  return Extreme(arguments, Order::kLess, "math.least", budget);
}

}  // namespace signalbox::cel
