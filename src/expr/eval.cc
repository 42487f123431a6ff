#include <fmt/format.h>

#include "expr/compare.h"
#include "expr/machine.h"
#include "expr/operations.h"

namespace signalbox::cel {

namespace {
// Making a message takes as long as so many instructions.
constexpr int64_t kErrorSteps = 20;
}  // namespace

Value Machine::Run() {
  at_ = code_;
  while (budget_.Spend(1)) {
    const Instruction& now = *at_++;
    switch (now.code) {
      case OpCode::kReturn:
        return std::move(*top_);
      case OpCode::kConstant:
        *++top_ = program_.constants[now.a].Alias();
        break;
      case OpCode::kSlot:
        if (!slots_.Read(now.a, ++top_)) *top_ = Value::Unknown(now.a);
        break;
      case OpCode::kLocal:
        *++top_ = locals_[now.a];
        break;
      case OpCode::kJump:
        at_ = code_ + now.a;
        break;
      case OpCode::kJumpIfFalse:
        if (top_->is_false()) at_ = code_ + now.a;
        break;
      case OpCode::kJumpIfTrue:
        if (top_->is_true()) at_ = code_ + now.a;
        break;
      case OpCode::kAnd:
      case OpCode::kOr:
        Logical(now, now.code == OpCode::kAnd);
        break;
      case OpCode::kLess:
      case OpCode::kLessEqual:
      case OpCode::kGreaterEqual:
      case OpCode::kGreater:
        Ordered(now);
        break;
      case OpCode::kEqual:
      case OpCode::kNotEqual:
        Equal(now.code == OpCode::kEqual);
        break;
      case OpCode::kIn:
        Binary(now);
        break;
      default:
        Step(now);
        break;
    }
  }
  return Value::Error("the evaluation takes more steps than it may");
}

// Instructions that are not on the common path of a condition.
void Machine::Step(const Instruction& now) {
  switch (now.code) {
    case OpCode::kBranch:
      return Branch(now);
    case OpCode::kStoreLocal:
      locals_[now.a] = std::move(*top_--);
      return;
    case OpCode::kHasSlot: {
      Value ignored;
      *++top_ = Value::Bool(slots_.Read(now.a, &ignored));
      return;
    }
    case OpCode::kOptSlot: {
      Value value;
      const bool known = slots_.Read(now.a, &value);
      return Push(now, known ? Value::Some(std::move(value)) : Value::None());
    }
    case OpCode::kRaise:
      return Push(now, Value::Error(std::string(program_.constants[now.a].as_text())));
    case OpCode::kInSet:
      return InSet(now);
    case OpCode::kMatch:
      return Match(now);
    case OpCode::kCall:
      return Call(now);
    case OpCode::kMakeList:
      return MakeList(now);
    case OpCode::kMakeMap:
      return MakeMap(now);
    case OpCode::kOptOr:
      return OptionalOr(now);
    case OpCode::kOptBind:
      return OptionalBind(now);
    case OpCode::kLoopBegin:
      return LoopBegin(now);
    case OpCode::kLoopNext:
      return LoopNext(now);
    case OpCode::kLoopTest:
      return LoopTest(now);
    case OpCode::kLoopGate:
      return LoopGate(now);
    case OpCode::kLoopAppend:
      return LoopAppend(now);
    case OpCode::kLoopEnd:
      return Push(now, std::move(locals_[now.a + kPlaceResult]));
    default:
      return Unary(now);
  }
}

// Instructions over the one value on top; what is left is binary.
void Machine::Unary(const Instruction& now) {
  const bool absent = top_->is_absent();
  switch (now.code) {
    case OpCode::kNot:
      if (top_->is(Kind::kBool)) {
        *top_ = Value::Bool(!top_->as_bool());
      } else if (!absent) {
        Set(now, NoSuchOverload("!", std::span(top_, 1)));
      }
      return;
    case OpCode::kNegate:
      if (!absent) Set(now, Negate(*top_));
      return;
    case OpCode::kSelect:
    case OpCode::kOptSelect:
      if (absent) return;
      Set(now, SelectField(*top_, program_.constants[now.a], now.code == OpCode::kOptSelect));
      return;
    case OpCode::kHasField:
      // What is not known has no fields; `has` asks for just that.
      Set(now, top_->is_unknown() ? Value::Bool(false)
               : absent           ? *top_
                                  : HasField(*top_, program_.constants[now.a]));
      return;
    case OpCode::kUnwrapEntry:
      MustBeOptional(now);
      if (!top_->is_absent()) Set(now, top_->has_value() ? Value(top_->value()) : LeftOut());
      return;
    case OpCode::kMustBeOptional:
      return MustBeOptional(now);
    case OpCode::kOptWrap:
      if (!absent) Set(now, Value::Some(std::move(*top_)));
      return;
    default:
      return Binary(now);
  }
}

void Machine::Set(const Instruction& now, Value value) {
  *top_ = std::move(value);
  if (top_->is_error() && top_->error_line() == 0) {
    // Errors that a loop absorbs must not be cheaper than what they cost.
    budget_.Spend(kErrorSteps);
    budget_.SpendText(now.offset);
    const SourcePosition position = PositionOf(program_.ast.source, now.offset);
    top_->LocateError(position.line, position.column);
  } else if (top_->depth() > kMaxValueDepth) {
    Set(now, Value::Error(fmt::format("a value nested deeper than {} levels", kMaxValueDepth)));
  }
}

void Machine::Push(const Instruction& now, Value value) {
  ++top_;
  Set(now, std::move(value));
}

void Machine::Branch(const Instruction& now) {
  if (top_->is(Kind::kBool)) {
    if (!(top_--)->as_bool()) at_ = code_ + now.a;
    return;
  }
  if (!top_->is_absent()) Set(now, NoSuchOverload("?:", std::span(top_, 1)));
  at_ = code_ + now.b;
}

void Machine::Logical(const Instruction& now, bool is_and) {
  Value* left = top_ - 1;
  if (left->is(Kind::kBool) && top_->is(Kind::kBool)) {
    // The left one did not decide, or it would have jumped.
    *left = *top_--;
    return;
  }
  Value right = std::move(*top_--);
  Set(now, is_and ? LogicalAnd(std::move(*top_), std::move(right))
                  : LogicalOr(std::move(*top_), std::move(right)));
}

bool Machine::Holds(OpCode code, Order order) {
  switch (code) {
    case OpCode::kLess:
      return order == Order::kLess;
    case OpCode::kLessEqual:
      return order == Order::kLess || order == Order::kEqual;
    case OpCode::kGreaterEqual:
      return order == Order::kGreater || order == Order::kEqual;
    default:
      return order == Order::kGreater;
  }
}

void Machine::Ordered(const Instruction& now) {
  const Value& right = *top_;
  const Value& left = *(top_ - 1);
  if (left.is_absent() || right.is_absent()) return Absent();
  const Order order = left.is(Kind::kInt) && right.is(Kind::kInt)
                          ? (left.as_int() < right.as_int()   ? Order::kLess
                             : left.as_int() > right.as_int() ? Order::kGreater
                                                              : Order::kEqual)
                          : Compare(left, right);
  if (order == Order::kNoOverload) return NoOverload(now);
  if (left.is(Kind::kString) || left.is(Kind::kBytes)) budget_.SpendText(right.as_text().size());
  const bool holds = Holds(now.code, order);
  Pop();
  *top_ = Value::Bool(holds);
}

void Machine::Equal(bool wanted) {
  const Value& right = *top_;
  const Value& left = *(top_ - 1);
  if (left.is_absent() || right.is_absent()) return Absent();
  const bool equal = Equals(left, right, budget_).value_or(false);
  Pop();
  *top_ = Value::Bool(equal == wanted);
}

void Machine::Absent() {
  Value absent = AbsentOf(*(top_ - 1), *top_);
  Pop();
  *top_ = std::move(absent);
}

void Machine::NoOverload(const Instruction& now) {
  constexpr std::string_view kNames[] = {"<", "<=", ">=", ">"};
  const size_t which = static_cast<size_t>(now.code) - static_cast<size_t>(OpCode::kLess);
  Value error = NoSuchOverload(kNames[which], std::span(top_ - 1, 2));
  Pop();
  Set(now, std::move(error));
}

void Machine::Binary(const Instruction& now) {
  const Value& right = *top_;
  const Value& left = *(top_ - 1);
  if (left.is_absent() || right.is_absent()) return Absent();
  Value result = Combine(now.code, left, right);
  Pop();
  Set(now, std::move(result));
}

Value Machine::Combine(OpCode code, const Value& left, const Value& right) {
  switch (code) {
    case OpCode::kAdd:
      return Arithmetic(Op::kAdd, left, right, budget_);
    case OpCode::kSubtract:
      return Arithmetic(Op::kSubtract, left, right, budget_);
    case OpCode::kMultiply:
      return Arithmetic(Op::kMultiply, left, right, budget_);
    case OpCode::kDivide:
      return Arithmetic(Op::kDivide, left, right, budget_);
    case OpCode::kModulo:
      return Arithmetic(Op::kModulo, left, right, budget_);
    case OpCode::kIn:
      return Contains(left, right, budget_);
    default:
      return Index(left, right, code == OpCode::kOptIndex);
  }
}

Value Run(const CompiledProgram& program, const SlotReader& slots, Value* locals, Value* stack,
          Budget& budget) {
  return Machine(program, slots, locals, stack, budget).Run();
}

}  // namespace signalbox::cel
