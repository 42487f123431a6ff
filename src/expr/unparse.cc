#include "expr/ast.h"
#include "expr/compare.h"
#include "expr/parser.h"

namespace signalbox::cel {

namespace {

// How tightly a node's text holds together; operands that hold less need parentheses.
enum Precedence { kTernary, kOr, kAnd, kRelation, kSum, kProduct, kUnary, kMember };

Precedence PrecedenceOf(Op op) {
  switch (op) {
    case Op::kConditional:
      return kTernary;
    case Op::kOr:
      return kOr;
    case Op::kAnd:
      return kAnd;
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreaterEqual:
    case Op::kGreater:
    case Op::kEqual:
    case Op::kNotEqual:
    case Op::kIn:
      return kRelation;
    case Op::kAdd:
    case Op::kSubtract:
      return kSum;
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kModulo:
      return kProduct;
    case Op::kNot:
    case Op::kNegate:
      return kUnary;
    default:
      return kMember;
  }
}

class Unparser {
 public:
  explicit Unparser(const Ast& ast) : ast_(ast) {}

  std::string Run(NodeId root) {
    Write(root, kTernary);
    return std::move(out_);
  }

 private:
  void Write(NodeId id, Precedence least) {
    const Node& node = ast_.node(id);
    const bool open = node.kind == NodeKind::kOperator && PrecedenceOf(node.op) < least;
    if (open) out_ += '(';
    WriteNode(node, least);
    if (open) out_ += ')';
  }

  void WriteNode(const Node& node, Precedence least) {
    switch (node.kind) {
      case NodeKind::kLiteral:
        return WriteLiteral(ast_.literals[node.literal], least);
      case NodeKind::kIdent:
        out_ += node.rooted ? "." : "";
        out_ += ast_.name_of(node);
        return;
      case NodeKind::kSelect:
        return WriteSelect(node);
      case NodeKind::kOperator:
        return WriteOperator(node);
      case NodeKind::kCall:
        return WriteCall(node);
      case NodeKind::kList:
        return WriteList(node);
      case NodeKind::kMap:
        return WriteMap(node);
      case NodeKind::kComprehension:
        Write(ast_.child(node, 0), kMember);
        return WriteMacro(node, MacroText(node.macro));
      case NodeKind::kBind:
        out_ += "cel.bind(" + ast_.name_of(node) + ", ";
        WriteAll(ast_.children_of(node));
        out_ += ')';
        return;
      case NodeKind::kOptMap:
        Write(ast_.child(node, 0), kMember);
        return WriteMacro(node, node.flat ? "optFlatMap" : "optMap");
    }
  }

  // What the text of `node` begins with is its first child's text.
  static bool BeginsWithItsFirst(const Node& node) {
    switch (node.kind) {
      case NodeKind::kSelect:
        return !node.test_only;
      case NodeKind::kCall:
        return node.member;
      case NodeKind::kOperator:
        return node.op == Op::kIndex;
      case NodeKind::kComprehension:
      case NodeKind::kOptMap:
        return true;
      default:
        return false;
    }
  }

  bool BeginsWithANumber(NodeId id) const {
    const Node* node = &ast_.node(id);
    while (BeginsWithItsFirst(*node)) node = &ast_.node(ast_.children_of(*node)[0]);
    if (node->kind != NodeKind::kLiteral) return false;
    const Value& value = ast_.literals[node->literal];
    return value.is(Kind::kInt) || value.is(Kind::kDouble);
  }

  // A negative number reads as an operator when something follows it tightly.
  void WriteLiteral(const Value& value, Precedence least) {
    const std::string text = ToSource(value);
    const bool open = text.starts_with('-') && least >= kUnary;
    out_ += open ? "(" + text + ")" : text;
  }

  void WriteSelect(const Node& node) {
    if (node.test_only) out_ += "has(";
    Write(ast_.child(node, 0), kMember);
    out_ += node.optional ? ".?" : ".";
    const std::string& name = ast_.name_of(node);
    out_ += node.quoted ? "`" + name + "`" : name;
    if (node.test_only) out_ += ')';
  }

  void WriteOperator(const Node& node) {
    const auto children = ast_.children_of(node);
    const Precedence own = PrecedenceOf(node.op);
    const auto above = static_cast<Precedence>(own + 1);
    switch (node.op) {
      case Op::kNot:
      case Op::kNegate:
        out_ += OpText(node.op);
        // Two signs in a row would cancel out when read again, and a sign before a number is part
        // of the number.
        if (node.op == Op::kNegate && BeginsWithANumber(children[0])) {
          out_ += '(';
          Write(children[0], kTernary);
          out_ += ')';
          return;
        }
        return Write(children[0], kMember);
      case Op::kConditional:
        Write(children[0], kOr);
        out_ += " ? ";
        Write(children[1], kOr);
        out_ += " : ";
        return Write(children[2], kTernary);
      case Op::kIndex:
        Write(children[0], kMember);
        out_ += node.optional ? "[?" : "[";
        Write(children[1], kTernary);
        out_ += ']';
        return;
      default:
        break;
    }
    const bool logical = node.op == Op::kAnd || node.op == Op::kOr;
    for (size_t i = 0; i < children.size(); ++i) {
      if (i > 0) {
        out_ += ' ';
        out_ += OpText(node.op);
        out_ += ' ';
      }
      Write(children[i], i > 0 || logical ? above : own);
    }
  }

  void WriteCall(const Node& node) {
    auto children = ast_.children_of(node);
    if (node.member) {
      Write(children[0], kMember);
      children = children.subspan(1);
    }
    if (node.member || node.rooted) out_ += '.';
    out_ += ast_.name_of(node);
    out_ += '(';
    WriteAll(children);
    out_ += ')';
  }

  void WriteMacro(const Node& node, std::string_view name) {
    out_ += '.';
    out_ += name;
    out_ += '(' + ast_.name_of(node) + ", ";
    if (node.name2 != 0) out_ += ast_.names[node.name2] + ", ";
    WriteAll(ast_.children_of(node).subspan(1));
    out_ += ')';
  }

  void WriteAll(std::span<const NodeId> ids) {
    for (size_t i = 0; i < ids.size(); ++i) {
      if (i > 0) out_ += ", ";
      if (ast_.is_optional_entry(ids[i])) out_ += '?';
      Write(ids[i], kTernary);
    }
  }

  void WriteList(const Node& node) {
    out_ += '[';
    WriteAll(ast_.children_of(node));
    out_ += ']';
  }

  void WriteMap(const Node& node) {
    const auto children = ast_.children_of(node);
    out_ += '{';
    for (size_t i = 0; i < children.size(); i += 2) {
      if (i > 0) out_ += ", ";
      if (ast_.is_optional_entry(children[i + 1])) out_ += '?';
      Write(children[i], kTernary);
      out_ += ": ";
      Write(children[i + 1], kTernary);
    }
    out_ += '}';
  }

  // Infinity has no literal but one too large.
  static std::string ToSource(const Value& value) {
    if (!value.is(Kind::kDouble)) return ToCel(value);
    const std::string text = ToCel(value);
    if (text == "double(\"Infinity\")") return "1e999";
    return text == "double(\"-Infinity\")" ? "-1e999" : text;
  }

  const Ast& ast_;
  std::string out_;
};

}  // namespace

std::string Format(const Ast& ast) {
  return Format(ast, ast.root);
}

std::string Format(const Ast& ast, NodeId node) {
  return Unparser(ast).Run(node);
}

}  // namespace signalbox::cel
