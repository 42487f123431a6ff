#include <fmt/format.h>

#include "expr/compare.h"
#include "expr/machine.h"
#include "expr/operations.h"

namespace signalbox::cel {

void Machine::InSet(const Instruction& now) {
  if (top_->is_absent()) return;
  const bool found = top_->is(Kind::kString) && program_.sets[now.a].contains(top_->as_text());
  *top_ = Value::Bool(found);
}

void Machine::Match(const Instruction& now) {
  if (top_->is_absent()) return;
  if (!top_->is(Kind::kString)) {
    return Set(now, NoSuchOverload("matches", std::span(top_, 1)));
  }
  // An automaton takes a step or so for every byte.
  budget_.Spend(static_cast<int64_t>(top_->as_text().size()));
  *top_ = Value::Bool(program_.regexes[now.a]->Matches(top_->as_text()));
}

Value Machine::AbsentAmong(size_t count) {
  Value absent;
  for (const Value* value = top_ - count + 1; value <= top_; ++value) {
    if (!value->is_absent()) continue;
    absent = absent.is_absent() ? AbsentOf(absent, *value) : *value;
  }
  return absent;
}

void Machine::Replace(const Instruction& now, size_t count, Value result) {
  for (size_t i = 0; i < count; ++i) Pop();
  Push(now, std::move(result));
}

void Machine::Call(const Instruction& now) {
  const size_t count = now.b;
  Value result = AbsentAmong(count);
  if (!result.is_absent()) {
    const FunctionSet& functions = *program_.functions[now.a];
    result = CallFunction(functions, std::span(top_ - count + 1, count), budget_);
  }
  Replace(now, count, std::move(result));
}

void Machine::MakeList(const Instruction& now) {
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

void Machine::MakeMap(const Instruction& now) {
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

void Machine::OptionalOr(const Instruction& now) {
  if (top_->is(Kind::kOptional)) {
    if (!top_->has_value()) return Pop();
    if (now.b != 0) {
      Value value = top_->value();
      *top_ = std::move(value);
    }
  } else if (!top_->is_absent()) {
    Set(now, NoSuchOverload(now.b != 0 ? "orValue" : "or", std::span(top_, 1)));
  }
  at_ = code_ + now.a;
}

void Machine::OptionalBind(const Instruction& now) {
  if (top_->is(Kind::kOptional) && top_->has_value()) {
    Value value = top_->value();
    locals_[now.a] = std::move(value);
    return Pop();
  }
  if (!top_->is_absent() && !top_->is(Kind::kOptional)) {
    Set(now, NoSuchOverload("optMap", std::span(top_, 1)));
  }
  at_ = code_ + now.b;
}

void Machine::MustBeOptional(const Instruction& now) {
  if (top_->is_absent() || top_->is(Kind::kOptional)) return;
  Set(now, Value::Error(fmt::format("no such overload: {} where an optional is expected",
                                    KindName(top_->kind()))));
}

}  // namespace signalbox::cel
