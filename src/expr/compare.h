// Equality, order and text form of CEL values.
#pragma once

#include <optional>
#include <string>

#include "expr/budget.h"
#include "expr/value.h"

namespace signalbox::cel {

constexpr bool IsNumber(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble;
}

// Equality over all kinds: numbers of different kinds are points on one line, other kinds that
// differ are unequal, and NaN equals nothing. Spends one step per element compared; nothing when
// the budget ran out.
std::optional<bool> Equals(const Value& a, const Value& b, Budget& budget);

enum class Order { kLess, kEqual, kGreater, kUnordered, kNoOverload };

// Order of numbers (across kinds), text, bytes, bools, timestamps and durations. NaN is unordered.
Order Compare(const Value& a, const Value& b);

// A total order of map keys in which numerically equal keys are equal. Any value may be asked for:
// one that cannot be a key (3.1, null) is simply not equal to any key.
int CompareKeys(const Value& a, const Value& b);

// `value` as CEL source, for messages and canonical text: `"de"`, `[1, 2u]`, `timestamp("...")`.
// Cut off with `...` after 64 KiB.
std::string ToCel(const Value& value);

// The same, cut short for a message.
std::string Shown(const Value& value);

// A double as the shortest decimal that reads back the same: `2`, `0.0045`, `1e+30`, `NaN`,
// `-Infinity`.
std::string DoubleText(double value);

}  // namespace signalbox::cel
