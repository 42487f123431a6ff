#include <fmt/format.h>

#include "expr/code.h"
#include "expr/compare.h"
#include "expr/operations.h"
#include "expr/program.h"

namespace signalbox::cel {

namespace {

// One evaluation. Values on the stack may be errors or unknown; strict operations pass those on.
class Machine {
 public:
  Machine(const CompiledProgram& program, const SlotReader& slots, Value* locals, Value* stack,
          Budget& budget)
      : program_(program), slots_(slots), locals_(locals), top_(stack - 1), budget_(budget) {}

  Value Run() {
    const Instruction* code = program_.code.data();
    at_ = code;
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
        case OpCode::kStoreLocal:
          locals_[now.a] = std::move(*top_--);
          break;
        case OpCode::kJump:
          at_ = code + now.a;
          break;
        case OpCode::kJumpIfFalse:
          if (top_->is_false()) at_ = code + now.a;
          break;
        case OpCode::kJumpIfTrue:
          if (top_->is_true()) at_ = code + now.a;
          break;
        case OpCode::kBranch:
          Branch(now, code);
          break;
        case OpCode::kAnd:
          Logical(now, true);
          break;
        case OpCode::kOr:
          Logical(now, false);
          break;
        case OpCode::kLess:
        case OpCode::kLessEqual:
        case OpCode::kGreaterEqual:
        case OpCode::kGreater:
          Ordered(now);
          break;
        case OpCode::kEqual:
          Equal(true);
          break;
        case OpCode::kNotEqual:
          Equal(false);
          break;
        case OpCode::kIn:
          Binary(now);
          break;
        case OpCode::kInSet:
          InSet(now);
          break;
        case OpCode::kCall:
          Call(now);
          break;
        case OpCode::kMatch:
          Match(now);
          break;
        case OpCode::kOptOr:
          OptionalOr(now, code);
          break;
        case OpCode::kOptBind:
          OptionalBind(now, code);
          break;
        case OpCode::kLoopBegin:
          LoopBegin(now, code);
          break;
        case OpCode::kLoopNext:
          LoopNext(now, code);
          break;
        case OpCode::kLoopTest:
          LoopTest(now, code);
          break;
        case OpCode::kLoopGate:
          LoopGate(now, code);
          break;
        case OpCode::kLoopAppend:
          LoopAppend(now, code);
          break;
        case OpCode::kLoopEnd:
          Push(now, std::move(locals_[now.a + kPlaceResult]));
          break;
        default:
          Other(now);
          break;
      }
    }
    return Value::Error("the evaluation takes more steps than it may");
  }

 private:
  // Operations that are not on the common path of a condition.
  void Other(const Instruction& now) {
    switch (now.code) {
      case OpCode::kHasSlot: {
        Value ignored;
        *++top_ = Value::Bool(slots_.Read(now.a, &ignored));
        return;
      }
      case OpCode::kRaise:
        ++top_;
        Set(now, Value::Error(std::string(program_.constants[now.a].as_text())));
        return;
      case OpCode::kNot:
        if (top_->is(Kind::kBool)) {
          *top_ = Value::Bool(!top_->as_bool());
        } else if (!top_->is_absent()) {
          Set(now, NoSuchOverload("!", std::span(top_, 1)));
        }
        return;
      case OpCode::kNegate:
        if (!top_->is_absent()) Set(now, Negate(*top_));
        return;
      case OpCode::kSelect:
      case OpCode::kOptSelect:
        if (!top_->is_absent()) {
          Set(now, SelectField(*top_, program_.constants[now.a], now.code == OpCode::kOptSelect));
        }
        return;
      case OpCode::kHasField:
        if (!top_->is_absent()) Set(now, HasField(*top_, program_.constants[now.a]));
        return;
      case OpCode::kMakeList:
        MakeList(now);
        return;
      case OpCode::kMakeMap:
        MakeMap(now);
        return;
      case OpCode::kUnwrapEntry:
        MustBeOptional(now);
        if (!top_->is_absent()) Set(now, top_->has_value() ? Value(top_->value()) : LeftOut());
        return;
      case OpCode::kMustBeOptional:
        MustBeOptional(now);
        return;
      case OpCode::kOptWrap:
        if (!top_->is_absent()) Set(now, Value::Some(std::move(*top_)));
        return;
      default:
        Binary(now);
        return;
    }
  }

  // Replaces the top, giving an error its place.
  void Set(const Instruction& now, Value value) {
    *top_ = std::move(value);
    if (top_->is_error() && top_->error_line() == 0) {
      const SourcePosition position = PositionOf(program_.ast.source, now.offset);
      top_->LocateError(position.line, position.column);
    } else if (top_->depth() > kMaxValueDepth) {
      Set(now, Value::Error(fmt::format("a value nested deeper than {} levels", kMaxValueDepth)));
    }
  }

  void Push(const Instruction& now, Value value) {
    ++top_;
    Set(now, std::move(value));
  }

  void Branch(const Instruction& now, const Instruction* code) {
    if (top_->is(Kind::kBool)) {
      if (!(top_--)->as_bool()) at_ = code + now.a;
      return;
    }
    if (!top_->is_absent()) Set(now, NoSuchOverload("?:", std::span(top_, 1)));
    at_ = code + now.b;
  }

  void Logical(const Instruction& now, bool is_and) {
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

  static bool Holds(OpCode code, Order order) {
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

  void Ordered(const Instruction& now) {
    const Value& right = *top_;
    const Value& left = *(top_ - 1);
    if (left.is_absent() || right.is_absent()) return Absent();
    const Order order = left.is(Kind::kInt) && right.is(Kind::kInt)
                            ? (left.as_int() < right.as_int()   ? Order::kLess
                               : left.as_int() > right.as_int() ? Order::kGreater
                                                                : Order::kEqual)
                            : Compare(left, right);
    if (order == Order::kNoOverload) return NoOverload(now);
    const bool holds = Holds(now.code, order);
    Pop();
    *top_ = Value::Bool(holds);
  }

  void Equal(bool wanted) {
    const Value& right = *top_;
    const Value& left = *(top_ - 1);
    if (left.is_absent() || right.is_absent()) return Absent();
    const bool equal = Equals(left, right, budget_).value_or(false);
    Pop();
    *top_ = Value::Bool(equal == wanted);
  }

  void Pop() { *top_-- = Value(); }

  // The two on top become the one that hinders the operation.
  void Absent() {
    Value absent = AbsentOf(*(top_ - 1), *top_);
    Pop();
    *top_ = std::move(absent);
  }

  void NoOverload(const Instruction& now) {
    constexpr std::string_view kNames[] = {"<", "<=", ">=", ">"};
    const size_t which = static_cast<size_t>(now.code) - static_cast<size_t>(OpCode::kLess);
    Value error = NoSuchOverload(kNames[which], std::span(top_ - 1, 2));
    Pop();
    Set(now, std::move(error));
  }

  void Binary(const Instruction& now) {
    const Value& right = *top_;
    const Value& left = *(top_ - 1);
    if (left.is_absent() || right.is_absent()) return Absent();
    Value result = Combine(now.code, left, right);
    Pop();
    Set(now, std::move(result));
  }

  Value Combine(OpCode code, const Value& left, const Value& right) {
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

  void InSet(const Instruction& now) {
    if (top_->is_absent()) return;
    const bool found = top_->is(Kind::kString) && program_.sets[now.a].contains(top_->as_text());
    *top_ = Value::Bool(found);
  }

  void Match(const Instruction& now) {
    if (top_->is_absent()) return;
    if (!top_->is(Kind::kString)) {
      return Set(now, NoSuchOverload("matches", std::span(top_, 1)));
    }
    budget_.SpendText(top_->as_text().size());
    *top_ = Value::Bool(program_.regexes[now.a]->Matches(top_->as_text()));
  }

  // The errors and unknowns among the top `count` as one; null when there are none.
  Value AbsentAmong(size_t count) {
    Value absent;
    for (const Value* value = top_ - count + 1; value <= top_; ++value) {
      if (!value->is_absent()) continue;
      absent = absent.is_absent() ? AbsentOf(absent, *value) : *value;
    }
    return absent;
  }

  // Takes `count` values off and puts `result` there.
  void Replace(const Instruction& now, size_t count, Value result) {
    for (size_t i = 0; i < count; ++i) Pop();
    Push(now, std::move(result));
  }

  void Call(const Instruction& now) {
    const size_t count = now.b;
    Value result = AbsentAmong(count);
    if (!result.is_absent()) {
      const FunctionSet& functions = *program_.functions[now.a];
      result = CallFunction(functions, std::span(top_ - count + 1, count), budget_);
    }
    Replace(now, count, std::move(result));
  }

  void MakeList(const Instruction& now) {
    const size_t count = now.a;
    Value result = AbsentAmong(count);
    if (!result.is_absent()) {
      result = Value::NewList(count);
      for (Value* item = top_ - count + 1; item <= top_; ++item) {
        if (!IsLeftOut(*item)) result.Append(std::move(*item));
      }
    }
    Replace(now, count, std::move(result));
  }

  void MakeMap(const Instruction& now) {
    const size_t count = size_t{now.a} * 2;
    Value result = AbsentAmong(count);
    if (!result.is_absent()) {
      std::vector<MapEntry> entries;
      entries.reserve(now.a);
      for (Value* item = top_ - count + 1; item <= top_; item += 2) {
        if (!IsLeftOut(item[1])) entries.push_back({std::move(item[0]), std::move(item[1])});
      }
      result = Value::Map(std::move(entries));
    }
    Replace(now, count, std::move(result));
  }

  void OptionalOr(const Instruction& now, const Instruction* code) {
    if (top_->is(Kind::kOptional)) {
      if (!top_->has_value()) return Pop();
      if (now.b != 0) {
        Value value = top_->value();
        *top_ = std::move(value);
      }
    } else if (!top_->is_absent()) {
      Set(now, NoSuchOverload(now.b != 0 ? "orValue" : "or", std::span(top_, 1)));
    }
    at_ = code + now.a;
  }

  void OptionalBind(const Instruction& now, const Instruction* code) {
    if (top_->is(Kind::kOptional) && top_->has_value()) {
      Value value = top_->value();
      locals_[now.a] = std::move(value);
      return Pop();
    }
    if (!top_->is_absent() && !top_->is(Kind::kOptional)) {
      Set(now, NoSuchOverload("optMap", std::span(top_, 1)));
    }
    at_ = code + now.b;
  }

  void LoopBegin(const Instruction& now, const Instruction* code) {
    if (!top_->is(Kind::kList) && !top_->is(Kind::kMap)) {
      if (!top_->is_absent()) {
        Set(now, NoSuchOverload(MacroText(now.macro), std::span(top_, 1)));
      }
      at_ = code + now.b;
      return;
    }
    Value* places = locals_ + now.a;
    places[kPlaceRange] = std::move(*top_--);
    places[kPlaceCursor] = Value::Int(0);
    switch (now.macro) {
      case Macro::kAll:
        places[kPlaceResult] = Value::Bool(true);
        break;
      case Macro::kExists:
        places[kPlaceResult] = Value::Bool(false);
        break;
      case Macro::kExistsOne:
        places[kPlaceResult] = Value::Int(0);
        break;
      case Macro::kTransformMap:
      case Macro::kTransformMapEntry:
        places[kPlaceResult] = Value::NewMap();
        break;
      default:
        places[kPlaceResult] = Value::NewList(0);
        break;
    }
  }

  void LoopNext(const Instruction& now, const Instruction* code) {
    Value* places = locals_ + now.a;
    const Value& range = places[kPlaceRange];
    const auto cursor = static_cast<size_t>(places[kPlaceCursor].as_int());
    const bool list = range.is(Kind::kList);
    if (cursor >= (list ? range.items().size() : range.entries().size())) {
      if (now.macro == Macro::kExistsOne) {
        places[kPlaceResult] = Value::Bool(places[kPlaceResult].as_int() == 1);
      }
      at_ = code + now.b;
      return;
    }
    places[kPlaceCursor] = Value::Int(static_cast<int64_t>(cursor + 1));
    if (list) {
      if (now.two) places[kPlaceFirst] = Value::Int(static_cast<int64_t>(cursor));
      places[now.two ? kPlaceSecond : kPlaceFirst] = range.items()[cursor];
    } else {
      places[kPlaceFirst] = range.entries()[cursor].key;
      if (now.two) places[kPlaceSecond] = range.entries()[cursor].value;
    }
  }

  // The predicate on top, made an error when it is neither a bool nor absent.
  void CheckPredicate(const Instruction& now) {
    if (top_->is(Kind::kBool) || top_->is_absent()) return;
    Set(now, NoSuchOverload(MacroText(now.macro), std::span(top_, 1)));
  }

  void LoopTest(const Instruction& now, const Instruction* code) {
    CheckPredicate(now);
    Value* places = locals_ + now.a;
    Value& result = places[kPlaceResult];
    const bool strict = now.macro == Macro::kExistsOne || now.macro == Macro::kFilter;
    if (top_->is_absent()) {
      if (strict) {
        at_ = code + now.b;
        return;
      }
      result = result.is_absent() ? AbsentOf(result, *top_) : std::move(*top_);
      return Pop();
    }
    const bool holds = top_->as_bool();
    if (!strict && holds == (now.macro == Macro::kExists)) {
      at_ = code + now.b;
      return;
    }
    if (strict && holds) {
      if (now.macro == Macro::kFilter) {
        // `filter` over a map gives keys.
        result.Append(places[kPlaceFirst]);
      } else {
        result = Value::Int(result.as_int() + 1);
      }
    }
    Pop();
  }

  void LoopGate(const Instruction& now, const Instruction* code) {
    CheckPredicate(now);
    if (top_->is_absent()) {
      at_ = code + now.b;
      return;
    }
    const bool holds = top_->as_bool();
    Pop();
    if (!holds) at_ = code + now.a;
  }

  void LoopAppend(const Instruction& now, const Instruction* code) {
    Value* places = locals_ + now.a;
    Value& result = places[kPlaceResult];
    if (!top_->is_absent()) {
      if (result.is(Kind::kList)) {
        result.Append(std::move(*top_));
      } else if (now.macro == Macro::kTransformMapEntry) {
        Set(now, AppendEntries(result, *top_));
      } else {
        // The keys of a map are different, and so are the positions of a list.
        result.AppendEntry(places[kPlaceFirst], std::move(*top_));
      }
    }
    if (top_->is_absent()) {
      at_ = code + now.b;
      return;
    }
    Pop();
  }

  // Null, or the error.
  Value AppendEntries(Value& result, const Value& added) {
    if (!added.is(Kind::kMap)) return NoSuchOverload("transformMapEntry", std::span(&added, 1));
    budget_.Spend(static_cast<int64_t>(added.entries().size()));
    for (const MapEntry& entry : added.entries()) {
      if (result.Find(entry.key) != nullptr) {
        return Value::Error(fmt::format("the key {} is repeated", ToCel(entry.key)));
      }
      result.AppendEntry(entry.key, entry.value);
    }
    return {};
  }

  void MustBeOptional(const Instruction& now) {
    if (top_->is_absent() || top_->is(Kind::kOptional)) return;
    Set(now, Value::Error(fmt::format("no such overload: {} where an optional is expected",
                                      KindName(top_->kind()))));
  }

  // Stands for an entry `?x` whose optional is empty: the type of an error, which no expression can
  // have.
  static Value LeftOut() { return Value::Type(Kind::kError); }
  static bool IsLeftOut(const Value& value) {
    return value.is(Kind::kType) && value.as_type() == Kind::kError;
  }

  const CompiledProgram& program_;
  const SlotReader& slots_;
  const Instruction* at_ = nullptr;
  Value* locals_;
  Value* top_;
  Budget& budget_;
};

}  // namespace

Value Run(const CompiledProgram& program, const SlotReader& slots, Value* locals, Value* stack,
          Budget& budget) {
  return Machine(program, slots, locals, stack, budget).Run();
}

}  // namespace signalbox::cel
