// What the operators do to values. Operands are neither errors nor unknown; a result may be an
// error value without a place.
#pragma once

#include "expr/ast.h"
#include "expr/budget.h"
#include "expr/value.h"

namespace signalbox::cel {

// +, -, *, / and % within 64 bits: overflow and division by zero are errors. + also joins text,
// bytes and lists, and adds durations.
Value Arithmetic(Op op, const Value& a, const Value& b, Budget& budget);
Value Negate(const Value& a);

// `needle in container`.
Value Contains(const Value& needle, const Value& container, Budget& budget);

// `container[key]`; a list index is any number that is whole. With `optional`, what is not there is
// optional.none(). On an optional container the result is optional.
Value Index(const Value& container, const Value& key, bool optional);

// `operand.field` of a map with the field as key; as Index.
Value SelectField(const Value& operand, const Value& field, bool optional);
Value HasField(const Value& operand, const Value& field);

// && and ||: a decisive operand wins over an error, unknown over an error.
Value LogicalAnd(Value a, Value b);
Value LogicalOr(Value a, Value b);

// The one to return when a strict operation has an operand that is an error or unknown.
Value AbsentOf(const Value& a, const Value& b);

}  // namespace signalbox::cel
