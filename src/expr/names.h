// How dotted names of an expression find what the caller declared.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "expr/ast.h"
#include "expr/env.h"

namespace signalbox::cel {

// A node that reads `a.b.c`, with nothing but names in it. The last dot may be `.?`.
struct QualifiedChain {
  std::string name;  // `a.b.c`
  const Node* root;  // the identifier `a`
};
std::optional<QualifiedChain> QualifiedName(const Ast& ast, NodeId id);

// Looks `name` up in the container and its parents, from the inside; only at the root when
// `rooted`.
const Attribute* FindInContainer(const TypeEnv& env, std::string_view name, bool rooted);

// True when the chain or its beginning up to some dot is declared.
bool HasDeclaredPrefix(const TypeEnv& env, const QualifiedChain& chain);

// The kind that a type name such as `int` or `google.protobuf.Duration` stands for.
std::optional<Kind> TypeNamed(std::string_view name);

// What to say about a name that means nothing. Looking for a suggestion takes a while.
std::string UnknownAttribute(const TypeEnv& env, std::string_view name, bool suggest);

}  // namespace signalbox::cel
