// Machine: one evaluation of a compiled expression. Private to expr/.
//
// A stack of values; errors and unknowns are values too, and strict operations pass them on. Lives
// for one evaluation on one thread.
#pragma once

#include "expr/code.h"
#include "expr/compare.h"
#include "expr/program.h"

namespace signalbox::cel {

class Machine {
 public:
  Machine(const CompiledProgram& program, const SlotReader& slots, Value* locals, Value* stack,
          Budget& budget)
      : program_(program),
        slots_(slots),
        code_(program.code.data()),
        locals_(locals),
        top_(stack - 1),
        budget_(budget) {}

  Value Run();

 private:
  void Step(const Instruction& now);
  void Unary(const Instruction& now);
  // Replaces the top, giving an error its place.
  void Set(const Instruction& now, Value value);
  void Push(const Instruction& now, Value value);

  void Pop() { *top_-- = Value(); }

  void Branch(const Instruction& now);
  void Logical(const Instruction& now, bool is_and);
  static bool Holds(OpCode code, Order order);
  void Ordered(const Instruction& now);
  void Equal(bool wanted);
  // The two on top become the one that hinders the operation.
  void Absent();
  void NoOverload(const Instruction& now);
  void Binary(const Instruction& now);
  Value Combine(OpCode code, const Value& left, const Value& right);

  void InSet(const Instruction& now);
  void Match(const Instruction& now);
  // The errors and unknowns among the top `count` as one; null when there are none.
  Value AbsentAmong(size_t count);
  // Takes `count` values off and puts `result` there.
  void Replace(const Instruction& now, size_t count, Value result);
  void Call(const Instruction& now);
  void MakeList(const Instruction& now);
  void MakeMap(const Instruction& now);
  void OptionalOr(const Instruction& now);
  void OptionalBind(const Instruction& now);
  void MustBeOptional(const Instruction& now);

  // Stands for an entry `?x` whose optional is empty: the type of an error, which no expression can
  // have.
  static Value LeftOut() { return Value::Type(Kind::kError); }
  static bool IsLeftOut(const Value& value) {
    return value.is(Kind::kType) && value.as_type() == Kind::kError;
  }

  void LoopBegin(const Instruction& now);
  void LoopNext(const Instruction& now);
  // The predicate on top, made an error when it is neither a bool nor absent.
  void CheckPredicate(const Instruction& now);
  void LoopTest(const Instruction& now);
  void LoopGate(const Instruction& now);
  void LoopAppend(const Instruction& now);
  // Null, or the error.
  Value AppendEntries(Value& result, const Value& added);

  const CompiledProgram& program_;
  const SlotReader& slots_;
  const Instruction* code_;
  const Instruction* at_ = nullptr;
  Value* locals_;
  Value* top_;
  Budget& budget_;
};

}  // namespace signalbox::cel
