#include "expr/overloads.h"

namespace signalbox::cel {

namespace {

std::optional<Type> TryOverload(const Overload& overload, std::span<const Type> types,
                                Unifier& unifier) {
  if (overload.parameters.size() != types.size()) return std::nullopt;
  Unifier::Instance instance(unifier);
  for (size_t i = 0; i < types.size(); ++i) {
    if (!unifier.Assign(instance.Of(overload.parameters[i]), types[i])) return std::nullopt;
  }
  return unifier.Resolve(instance.Of(overload.result));
}

// Any number of numbers; their common type, else dyn.
std::optional<Type> Variadic(std::span<const Type> types, const Unifier& unifier) {
  const Type first = unifier.Final(types[0]);
  bool same = true;
  for (const Type& type : types) {
    const Type each = unifier.Final(type);
    const bool number =
        each.is(TypeKind::kInt) || each.is(TypeKind::kUint) || each.is(TypeKind::kDouble);
    if (!each.is_dyn() && !number) return std::nullopt;
    same = same && each == first;
  }
  return same ? first : Type::Dyn();
}

}  // namespace

std::optional<Type> ResolveOverload(const FunctionSet& functions, std::span<const Type> types,
                                    Unifier& unifier) {
  std::optional<Type> result;
  size_t matches = 0;
  const Overload* last = nullptr;
  for (const Overload& overload : functions.overloads) {
    const size_t mark = unifier.mark();
    const auto found = TryOverload(overload, types, unifier);
    unifier.RollBack(mark);
    if (!found) continue;
    last = &overload;
    ++matches;
    result = matches == 1 || *result == *found ? *found : Type::Dyn();
  }
  if (matches == 1) return TryOverload(*last, types, unifier);
  if (matches == 0 && functions.variadic != nullptr && types.size() > 2) {
    return Variadic(types, unifier);
  }
  return result;
}

Type JoinTypes(const std::optional<Type>& before, const Type& next, Unifier& unifier) {
  if (!before) return next;
  if (before->is_dyn() || unifier.Resolve(next).is_dyn()) return Type::Dyn();
  const size_t mark = unifier.mark();
  if (unifier.Assign(*before, next)) return before->is(TypeKind::kNull) ? next : *before;
  unifier.RollBack(mark);
  return Type::Dyn();
}

std::string DescribeTypes(std::span<const Type> types, const Unifier& unifier) {
  std::string text;
  for (const Type& type : types) {
    if (!text.empty()) text += ", ";
    text += unifier.Final(type).ToString();
  }
  return text;
}

}  // namespace signalbox::cel
