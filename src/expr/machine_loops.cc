#include <fmt/format.h>

#include "expr/compare.h"
#include "expr/machine.h"
#include "expr/operations.h"

namespace signalbox::cel {

namespace {
// A key is put into its place among the others.
int64_t InsertionSteps(const Value& map) {
  return static_cast<int64_t>(map.entries().size() / 64);
}
}  // namespace

void Machine::LoopBegin(const Instruction& now) {
  if (!top_->is(Kind::kList) && !top_->is(Kind::kMap)) {
    if (!top_->is_absent()) {
      Set(now, NoSuchOverload(MacroText(now.macro), std::span(top_, 1)));
    }
    at_ = code_ + now.b;
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

void Machine::LoopNext(const Instruction& now) {
  Value* places = locals_ + now.a;
  const Value& range = places[kPlaceRange];
  const auto cursor = static_cast<size_t>(places[kPlaceCursor].as_int());
  const bool list = range.is(Kind::kList);
  if (cursor >= (list ? range.items().size() : range.entries().size())) {
    if (now.macro == Macro::kExistsOne) {
      places[kPlaceResult] = Value::Bool(places[kPlaceResult].as_int() == 1);
    }
    at_ = code_ + now.b;
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

void Machine::CheckPredicate(const Instruction& now) {
  if (top_->is(Kind::kBool) || top_->is_absent()) return;
  Set(now, NoSuchOverload(MacroText(now.macro), std::span(top_, 1)));
}

void Machine::LoopTest(const Instruction& now) {
  CheckPredicate(now);
  Value* places = locals_ + now.a;
  Value& result = places[kPlaceResult];
  const bool strict = now.macro == Macro::kExistsOne || now.macro == Macro::kFilter;
  if (top_->is_absent()) {
    if (strict) {
      at_ = code_ + now.b;
      return;
    }
    result = result.is_absent() ? AbsentOf(result, *top_) : std::move(*top_);
    return Pop();
  }
  const bool holds = top_->as_bool();
  if (!strict && holds == (now.macro == Macro::kExists)) {
    at_ = code_ + now.b;
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

void Machine::LoopGate(const Instruction& now) {
  CheckPredicate(now);
  if (top_->is_absent()) {
    at_ = code_ + now.b;
    return;
  }
  const bool holds = top_->as_bool();
  Pop();
  if (!holds) at_ = code_ + now.a;
}

void Machine::LoopAppend(const Instruction& now) {
  Value* places = locals_ + now.a;
  Value& result = places[kPlaceResult];
  if (!top_->is_absent()) {
    if (result.is(Kind::kList)) {
      result.Append(std::move(*top_));
    } else if (now.macro == Macro::kTransformMapEntry) {
      Set(now, AppendEntries(result, *top_));
    } else {
      // The keys of a map are different, and so are the positions of a list.
      budget_.Spend(InsertionSteps(result));
      result.AppendEntry(places[kPlaceFirst], std::move(*top_));
    }
  }
  if (top_->is_absent()) {
    at_ = code_ + now.b;
    return;
  }
  Pop();
}

Value Machine::AppendEntries(Value& result, const Value& added) {
  if (!added.is(Kind::kMap)) return NoSuchOverload("transformMapEntry", std::span(&added, 1));
  budget_.Spend(static_cast<int64_t>(added.entries().size()));
  for (const MapEntry& entry : added.entries()) {
    if (result.Find(entry.key) != nullptr) {
      return Value::Error(fmt::format("the key {} is repeated", Shown(entry.key)));
    }
    if (!budget_.Spend(InsertionSteps(result))) return {};
    result.AppendEntry(entry.key, entry.value);
  }
  return {};
}

}  // namespace signalbox::cel
