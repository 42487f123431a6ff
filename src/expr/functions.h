// The function library: signatures for the checker and implementations for the evaluator, in one
// table.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/budget.h"
#include "expr/types.h"
#include "expr/value.h"

namespace signalbox::cel {

// Arguments have kinds that the overload admits and are neither errors nor unknown; they may be
// moved from. The result may borrow what its arguments borrow. Work that grows with the input is
// spent from the budget; when that runs out the result does not matter.
using Implementation = Value (*)(std::span<Value> arguments, Budget& budget);

struct Signature {
  std::string_view text;          // `string.contains(string) -> bool`, `size(list(A)) -> int`
  Implementation implementation;  // null for operators, which the evaluator knows itself
};

struct Overload {
  std::vector<Type> parameters;      // the receiver first
  std::vector<uint32_t> kind_masks;  // per parameter, see Type::KindMask
  Type result;
  Implementation implementation = nullptr;
};

// All overloads of one name in one call style.
struct FunctionSet {
  std::string name;
  bool member = false;
  std::vector<Overload> overloads;
  Implementation variadic = nullptr;  // for any number of arguments above the overloads' (numbers)
};

// Nothing when there is no such function. The table is built on first use and lives as long as the
// process.
const FunctionSet* FindFunction(std::string_view name, bool member);

// The name and style that the author may have meant, or empty.
std::string NearestFunction(std::string_view name, bool member);

// Picks the overload for the kinds of the arguments and calls it. No matching overload is an error
// value.
Value CallFunction(const FunctionSet& functions, std::span<Value> arguments, Budget& budget);

// Error values with one wording.
Value NoSuchOverload(std::string_view name, std::span<const Value> arguments);

// The parts of the table, each in its own file.
std::span<const Signature> OperatorSignatures();
std::span<const Signature> CoreSignatures();
std::span<const Signature> StringSignatures();
std::span<const Signature> FormatSignatures();
std::span<const Signature> MathSignatures();
std::span<const Signature> TimeSignatures();
std::span<const Signature> OptionalSignatures();
std::span<const Signature> EncoderSignatures();

// The one argument as it is: what converts a kind to itself.
Value AsGiven(std::span<Value> arguments, Budget& budget);

// The largest and the least of any number of numbers.
Value GreatestOf(std::span<Value> arguments, Budget& budget);
Value LeastOf(std::span<Value> arguments, Budget& budget);

}  // namespace signalbox::cel
