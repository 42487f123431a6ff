// Which overload of a function fits the types of its arguments, and what that says about both.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "expr/functions.h"
#include "expr/types.h"

namespace signalbox::cel {

// The result type of the overload that fits; dyn when several fit and differ; nothing when none
// does. Binds the variables of the arguments only when a single overload fits.
std::optional<Type> ResolveOverload(const FunctionSet& functions, std::span<const Type> types,
                                    Unifier& unifier);

// The type of an element that takes both; dyn when nothing else does.
Type JoinTypes(const std::optional<Type>& before, const Type& next, Unifier& unifier);

// `string, int`
std::string DescribeTypes(std::span<const Type> types, const Unifier& unifier);

}  // namespace signalbox::cel
