#include "expr/names.h"

#include <fmt/format.h>

namespace signalbox::cel {

std::optional<QualifiedChain> QualifiedName(const Ast& ast, NodeId id) {
  std::vector<std::string_view> parts;
  const Node* node = &ast.node(id);
  bool outermost = true;
  while (node->kind == NodeKind::kSelect) {
    if (!outermost && (node->optional || node->test_only)) return std::nullopt;
    parts.push_back(ast.name_of(*node));
    node = &ast.node(ast.child(*node, 0));
    outermost = false;
  }
  if (node->kind != NodeKind::kIdent) return std::nullopt;
  QualifiedChain chain{ast.name_of(*node), node};
  for (size_t i = parts.size(); i-- > 0;) {
    chain.name += '.';
    chain.name += parts[i];
  }
  return chain;
}

const Attribute* FindInContainer(const TypeEnv& env, std::string_view name, bool rooted) {
  std::string_view container = rooted ? "" : std::string_view(env.container());
  while (!container.empty()) {
    if (const Attribute* found = env.Find(fmt::format("{}.{}", container, name))) return found;
    const size_t dot = container.rfind('.');
    container = dot == std::string_view::npos ? "" : container.substr(0, dot);
  }
  return env.Find(name);
}

bool HasDeclaredPrefix(const TypeEnv& env, const QualifiedChain& chain) {
  std::string_view prefix = chain.name;
  while (true) {
    if (FindInContainer(env, prefix, chain.root->rooted) != nullptr) return true;
    if (TypeNamed(prefix)) return true;
    const size_t dot = prefix.rfind('.');
    if (dot == std::string_view::npos) return false;
    prefix = prefix.substr(0, dot);
  }
}

std::optional<Kind> TypeNamed(std::string_view name) {
  for (int kind = 0; kind < static_cast<int>(Kind::kError); ++kind) {
    if (KindName(static_cast<Kind>(kind)) == name) return static_cast<Kind>(kind);
  }
  return std::nullopt;
}

std::string UnknownAttribute(const TypeEnv& env, std::string_view name, bool suggest) {
  std::string message = fmt::format("unknown attribute `{}`", name);
  if (!suggest) return message;
  if (const std::string under = env.FirstUnder(name); !under.empty()) {
    message += fmt::format("; it is only the beginning of others, such as `{}`", under);
  } else if (const std::string near = env.Nearest(name); !near.empty()) {
    message += fmt::format("; did you mean `{}`", near);
  }
  return message;
}

}  // namespace signalbox::cel
