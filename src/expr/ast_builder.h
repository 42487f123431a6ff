// AstBuilder: adds nodes to a growing tree; used by the parser and the macro expander only.
#pragma once

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "expr/ast.h"

namespace signalbox::cel {

class AstBuilder {
 public:
  explicit AstBuilder(std::string_view source) { ast_.source = source; }

  const Node& node(NodeId id) const { return ast_.nodes[id]; }
  std::string_view name_of(NodeId id) const { return ast_.names[ast_.nodes[id].name]; }
  uint32_t start_of(NodeId id) const { return ast_.start_of(id); }
  NodeId child(NodeId id, uint32_t index) const { return ast_.child(node(id), index); }

  // Sets children and depth, and adds the node. Fails when the tree gets too deep.
  Result<NodeId> Add(Node node, std::span<const NodeId> children);
  Result<NodeId> Add(Node node, std::initializer_list<NodeId> children) {
    return Add(node, std::span(children.begin(), children.size()));
  }
  Result<NodeId> AddLiteral(Value value, uint32_t offset);
  uint32_t Name(std::string_view name);
  void MarkOptionalEntry(NodeId id) { ast_.optional_entries.push_back(id); }
  // Turns `a.b` into `has(a.b)`.
  void MarkTestOnly(NodeId id) { ast_.nodes[id].test_only = true; }

  Error Fail(uint32_t offset, std::string_view message) const;
  Ast Finish(NodeId root);

 private:
  Ast ast_;
  std::unordered_map<std::string, uint32_t> name_numbers_;
};

// The node that a macro call stands for, or nothing when it is an ordinary call. `target` is the
// receiver.
Result<std::optional<NodeId>> ExpandMacro(AstBuilder& builder, std::optional<NodeId> target,
                                          std::string_view name, uint32_t offset,
                                          std::span<const NodeId> arguments);

}  // namespace signalbox::cel
