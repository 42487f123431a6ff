// Ast: the syntax tree of one CEL expression, with macros kept as what the author wrote.
//
// Immutable after parsing and free of pointers: nodes lie in one vector and name each other by
// number, so that a tree may be shared between threads, walked without recursion limits in mind
// (depth is bounded by kMaxDepth) and copied. Children come before their parents.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "expr/value.h"

namespace signalbox::cel {

// Deepest nesting of one expression. The language asks for 12 to 32; 250 keeps every recursion over
// a tree far from the end of a thread's stack.
constexpr uint32_t kMaxDepth = 250;
// Longest source. A condition is a line; 64 KiB leaves room for long lists of values.
constexpr size_t kMaxSourceBytes = 64 * 1024;

using NodeId = uint32_t;

enum class NodeKind : uint8_t {
  kLiteral,        // literal
  kIdent,          // name
  kSelect,         // [operand], name; `?.` when optional, `has(a.b)` when test_only
  kOperator,       // op over children
  kCall,           // name(children) or children[0].name(rest) when member
  kList,           // children; which are `?` is in optional_entries
  kMap,            // key, value, key, value, ...; `?` per entry
  kComprehension,  // macro over [range, filter?, body]; name and name2 are its variables
  kBind,           // cel.bind(name, [value, body])
  kOptMap,         // [target, body].optMap(name, ...), optFlatMap when `flat`
};

enum class Op : uint8_t {
  kNone,
  kNot,
  kNegate,
  kMultiply,
  kDivide,
  kModulo,
  kAdd,
  kSubtract,
  kLess,
  kLessEqual,
  kGreaterEqual,
  kGreater,
  kEqual,
  kNotEqual,
  kIn,
  kAnd,          // two or more children
  kOr,           // two or more children
  kConditional,  // condition, then, else
  kIndex,        // `[?` when optional
};

enum class Macro : uint8_t {
  kNone,
  kAll,
  kExists,
  kExistsOne,
  kMap,  // filter when there are three children
  kFilter,
  kTransformList,  // two variables, filter when there are three children
  kTransformMap,
  kTransformMapEntry,
};

struct Node {
  NodeKind kind = NodeKind::kLiteral;
  Op op = Op::kNone;
  Macro macro = Macro::kNone;
  bool optional = false;
  bool test_only = false;
  bool member = false;  // receiver call style
  bool rooted = false;  // written with a leading dot
  bool quoted = false;  // a selector in backticks
  bool flat = false;
  uint16_t depth = 1;
  uint32_t offset = 0;       // byte of the source where it starts; of the operator for operators
  uint32_t first_child = 0;  // into Ast::children
  uint32_t child_count = 0;
  uint32_t name = 0;     // into Ast::names
  uint32_t name2 = 0;    // second variable of a comprehension; 0 = none
  uint32_t literal = 0;  // into Ast::literals
};

struct Ast {
  std::string source;
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  std::vector<std::string> names{""};
  std::vector<Value> literals;           // own their text
  std::vector<NodeId> optional_entries;  // ascending: values of list and map entries marked `?`
  NodeId root = 0;

  const Node& node(NodeId id) const { return nodes[id]; }
  std::span<const NodeId> children_of(const Node& node) const {
    return std::span(children).subspan(node.first_child, node.child_count);
  }
  NodeId child(const Node& node, uint32_t index) const {
    return children[node.first_child + index];
  }
  const std::string& name_of(const Node& node) const { return names[node.name]; }
  bool is_optional_entry(NodeId id) const;
  // The byte where the text of a node begins: of `a.b + c` that of `a`.
  uint32_t start_of(NodeId id) const;
};

struct SourcePosition {
  uint32_t line;    // 1-based
  uint32_t column;  // 1-based, in code points
};
SourcePosition PositionOf(std::string_view source, uint32_t offset);

// `line 1, column 9: `
std::string PositionPrefix(SourcePosition position);

// How an operator is written: `&&`, `in`, `+`.
std::string_view OpText(Op op);
// How a macro is called: `exists_one`.
std::string_view MacroText(Macro macro);

// The expression in canonical form: one space around operators, double quotes, no parentheses that
// precedence does not ask for. Parsing it again gives an equal tree.
std::string Format(const Ast& ast);
std::string Format(const Ast& ast, NodeId node);

}  // namespace signalbox::cel
