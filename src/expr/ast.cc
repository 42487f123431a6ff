#include "expr/ast.h"

#include <fmt/format.h>

#include <algorithm>

#include "expr/ast_builder.h"
#include "expr/utf8.h"

namespace signalbox::cel {

bool Ast::is_optional_entry(NodeId id) const {
  return std::binary_search(optional_entries.begin(), optional_entries.end(), id);
}

uint32_t Ast::start_of(NodeId id) const {
  const Node* at = &nodes[id];
  uint32_t start = at->offset;
  while (at->child_count > 0) {
    at = &nodes[child(*at, 0)];
    start = std::min(start, at->offset);
  }
  return start;
}

SourcePosition PositionOf(std::string_view source, uint32_t offset) {
  const std::string_view before = source.substr(0, std::min<size_t>(offset, source.size()));
  const size_t newline = before.rfind('\n');
  const std::string_view line =
      newline == std::string_view::npos ? before : before.substr(newline + 1);
  return {static_cast<uint32_t>(std::count(before.begin(), before.end(), '\n') + 1),
          static_cast<uint32_t>(CountCodePoints(line) + 1)};
}

std::string PositionPrefix(SourcePosition position) {
  return fmt::format("line {}, column {}: ", position.line, position.column);
}

std::string_view OpText(Op op) {
  switch (op) {
    case Op::kNone:
      return "";
    case Op::kNot:
      return "!";
    case Op::kNegate:
      return "-";
    case Op::kMultiply:
      return "*";
    case Op::kDivide:
      return "/";
    case Op::kModulo:
      return "%";
    case Op::kAdd:
      return "+";
    case Op::kSubtract:
      return "-";
    case Op::kLess:
      return "<";
    case Op::kLessEqual:
      return "<=";
    case Op::kGreaterEqual:
      return ">=";
    case Op::kGreater:
      return ">";
    case Op::kEqual:
      return "==";
    case Op::kNotEqual:
      return "!=";
    case Op::kIn:
      return "in";
    case Op::kAnd:
      return "&&";
    case Op::kOr:
      return "||";
    case Op::kConditional:
      return "?:";
    case Op::kIndex:
      return "[]";
  }
  return "";
}

std::string_view MacroText(Macro macro) {
  switch (macro) {
    case Macro::kNone:
      return "";
    case Macro::kAll:
      return "all";
    case Macro::kExists:
      return "exists";
    case Macro::kExistsOne:
      return "exists_one";
    case Macro::kMap:
      return "map";
    case Macro::kFilter:
      return "filter";
    case Macro::kTransformList:
      return "transformList";
    case Macro::kTransformMap:
      return "transformMap";
    case Macro::kTransformMapEntry:
      return "transformMapEntry";
  }
  return "";
}

Result<NodeId> AstBuilder::Add(Node node, std::span<const NodeId> children) {
  node.first_child = static_cast<uint32_t>(ast_.children.size());
  node.child_count = static_cast<uint32_t>(children.size());
  for (NodeId id : children) {
    const uint32_t depth = ast_.nodes[id].depth + 1u;
    if (depth > kMaxDepth) {
      Error error = Fail(node.offset, fmt::format("nested deeper than {} levels", kMaxDepth));
      error.code = Code::kExhausted;
      return error;
    }
    node.depth = std::max(node.depth, static_cast<uint16_t>(depth));
    ast_.children.push_back(id);
  }
  ast_.nodes.push_back(node);
  return static_cast<NodeId>(ast_.nodes.size() - 1);
}

Result<NodeId> AstBuilder::AddLiteral(Value value, uint32_t offset) {
  Node node;
  node.offset = offset;
  node.literal = static_cast<uint32_t>(ast_.literals.size());
  ast_.literals.push_back(std::move(value));
  return Add(node, {});
}

uint32_t AstBuilder::Name(std::string_view name) {
  const auto [at, added] =
      name_numbers_.try_emplace(std::string(name), static_cast<uint32_t>(ast_.names.size()));
  if (added) ast_.names.emplace_back(name);
  return at->second;
}

Error AstBuilder::Fail(uint32_t offset, std::string_view message) const {
  return Err(Code::kInvalid,
             PositionPrefix(PositionOf(ast_.source, offset)) + std::string(message));
}

Ast AstBuilder::Finish(NodeId root) {
  ast_.root = root;
  std::sort(ast_.optional_entries.begin(), ast_.optional_entries.end());
  return std::move(ast_);
}

}  // namespace signalbox::cel
