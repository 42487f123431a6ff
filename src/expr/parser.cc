#include "expr/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "expr/ast_builder.h"
#include "expr/lexer.h"

namespace signalbox::cel {

namespace {

struct BinaryOp {
  std::string_view text;
  Op op;
  int precedence;
};
constexpr std::array<BinaryOp, 14> kBinaryOps = {{{"||", Op::kOr, 1},
                                                  {"&&", Op::kAnd, 2},
                                                  {"<", Op::kLess, 3},
                                                  {"<=", Op::kLessEqual, 3},
                                                  {">=", Op::kGreaterEqual, 3},
                                                  {">", Op::kGreater, 3},
                                                  {"==", Op::kEqual, 3},
                                                  {"!=", Op::kNotEqual, 3},
                                                  {"in", Op::kIn, 3},
                                                  {"+", Op::kAdd, 4},
                                                  {"-", Op::kSubtract, 4},
                                                  {"*", Op::kMultiply, 5},
                                                  {"/", Op::kDivide, 5},
                                                  {"%", Op::kModulo, 5}}};

class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens)
      : builder_(source), tokens_(std::move(tokens)) {}

  Result<Ast> Run() {
    SB_ASSIGN(const NodeId root, Expression());
    if (Peek().kind != TokenKind::kEnd) return Unexpected("an operator or the end");
    return builder_.Finish(root);
  }

 private:
  const Token& Peek() const { return tokens_[at_]; }
  bool IsPunctuation(std::string_view text) const {
    return Peek().kind == TokenKind::kPunctuation && Peek().text == text;
  }
  bool Take(std::string_view text) {
    if (!IsPunctuation(text)) return false;
    ++at_;
    return true;
  }
  Status Expect(std::string_view text) {
    if (!Take(text)) return Unexpected(fmt::format("`{}`", text));
    return {};
  }
  Error Unexpected(std::string_view wanted) const {
    const std::string found =
        Peek().kind == TokenKind::kEnd ? "the end" : fmt::format("`{}`", Peek().text);
    return builder_.Fail(Peek().offset,
                         fmt::format("found {} where {} is expected", found, wanted));
  }

  Result<NodeId> Operator(Op op, uint32_t offset, std::span<const NodeId> operands) {
    Node node;
    node.kind = NodeKind::kOperator;
    node.op = op;
    node.offset = offset;
    return builder_.Add(node, operands);
  }

  Result<NodeId> Expression() {
    // Every way in which the parser calls itself passes here.
    if (++nesting_ > kMaxDepth) {
      Error error =
          builder_.Fail(Peek().offset, fmt::format("nested deeper than {} levels", kMaxDepth));
      error.code = Code::kExhausted;
      return error;
    }
    SB_ASSIGN(const NodeId condition, Binary(1));
    NodeId result = condition;
    const uint32_t offset = Peek().offset;
    if (Take("?")) {
      SB_ASSIGN(const NodeId then, Binary(1));
      SB_TRY(Expect(":"));
      SB_ASSIGN(const NodeId otherwise, Expression());
      SB_ASSIGN(result, Operator(Op::kConditional, offset, std::array{condition, then, otherwise}));
    }
    --nesting_;
    return result;
  }

  const BinaryOp* BinaryOpHere(int precedence) const {
    if (Peek().kind != TokenKind::kPunctuation) return nullptr;
    for (const BinaryOp& op : kBinaryOps) {
      if (op.text == Peek().text && op.precedence == precedence) return &op;
    }
    return nullptr;
  }

  Result<NodeId> Binary(int precedence) {
    if (precedence > 5) return Unary();
    SB_ASSIGN(NodeId left, Binary(precedence + 1));
    if (precedence <= 2) return Logical(left, precedence);
    while (const BinaryOp* op = BinaryOpHere(precedence)) {
      const uint32_t offset = Peek().offset;
      ++at_;
      SB_ASSIGN(const NodeId right, Binary(precedence + 1));
      SB_ASSIGN(left, Operator(op->op, offset, std::array{left, right}));
    }
    return left;
  }

  // `a && b && c` is one node, so that a long list of conditions is not a deep tree.
  Result<NodeId> Logical(NodeId left, int precedence) {
    const BinaryOp* op = BinaryOpHere(precedence);
    if (op == nullptr) return left;
    const uint32_t offset = Peek().offset;
    std::vector<NodeId> operands{left};
    while (BinaryOpHere(precedence) != nullptr) {
      ++at_;
      SB_ASSIGN(const NodeId right, Binary(precedence + 1));
      operands.push_back(right);
    }
    return Operator(op->op, offset, operands);
  }

  Result<NodeId> Unary() {
    const uint32_t offset = Peek().offset;
    size_t count = 0;
    if (IsPunctuation("!")) {
      while (Take("!")) ++count;
      SB_ASSIGN(const NodeId operand, Member());
      // Pairs cancel out, as in the reference parser.
      return count % 2 == 0 ? operand : Operator(Op::kNot, offset, std::array{operand});
    }
    while (Take("-")) ++count;
    const TokenKind next = Peek().kind;
    negative_literal_ = count > 0 && (next == TokenKind::kInt || next == TokenKind::kDouble);
    if (negative_literal_) --count;
    SB_ASSIGN(const NodeId operand, Member());
    return count % 2 == 0 ? operand : Operator(Op::kNegate, offset, std::array{operand});
  }

  Result<NodeId> Member() {
    SB_ASSIGN(NodeId operand, Primary());
    while (true) {
      const uint32_t offset = Peek().offset;
      if (Take(".")) {
        SB_ASSIGN(operand, Selection(operand));
      } else if (Take("[")) {
        const bool optional = Take("?");
        SB_ASSIGN(const NodeId index, Expression());
        SB_TRY(Expect("]"));
        Node node;
        node.kind = NodeKind::kOperator;
        node.op = Op::kIndex;
        node.optional = optional;
        node.offset = offset;
        SB_ASSIGN(operand, builder_.Add(node, {operand, index}));
      } else {
        return operand;
      }
    }
  }

  Result<NodeId> Selection(NodeId operand) {
    Node node;
    node.optional = Take("?");
    const Token name = Peek();
    if (name.kind != TokenKind::kIdent && name.kind != TokenKind::kQuotedIdent) {
      return Unexpected("a field name");
    }
    ++at_;
    node.offset = name.offset;
    node.quoted = name.kind == TokenKind::kQuotedIdent;
    if (!node.optional && !node.quoted && Take("(")) {
      SB_ASSIGN(const std::vector<NodeId> arguments, Arguments());
      return Call(operand, name, false, arguments);
    }
    node.kind = NodeKind::kSelect;
    node.name = builder_.Name(name.text);
    return builder_.Add(node, {operand});
  }

  // After `(`, up to and with `)`.
  Result<std::vector<NodeId>> Arguments() {
    std::vector<NodeId> arguments;
    if (Take(")")) return arguments;
    while (true) {
      SB_ASSIGN(const NodeId argument, Expression());
      arguments.push_back(argument);
      if (Take(")")) return arguments;
      SB_TRY(Expect(","));
    }
  }

  Result<NodeId> Call(std::optional<NodeId> target, const Token& name, bool rooted,
                      const std::vector<NodeId>& arguments) {
    if (!rooted) {
      SB_ASSIGN(const std::optional<NodeId> expanded,
                ExpandMacro(builder_, target, name.text, name.offset, arguments));
      if (expanded) return *expanded;
    }
    Node node;
    node.kind = NodeKind::kCall;
    node.member = target.has_value();
    node.rooted = rooted;
    node.offset = name.offset;
    node.name = builder_.Name(name.text);
    std::vector<NodeId> children;
    if (target) children.push_back(*target);
    children.insert(children.end(), arguments.begin(), arguments.end());
    return builder_.Add(node, children);
  }

  Result<NodeId> Primary() {
    const Token& token = Peek();
    switch (token.kind) {
      case TokenKind::kInt:
      case TokenKind::kUint:
      case TokenKind::kDouble:
        return Number();
      case TokenKind::kString:
        ++at_;
        return builder_.AddLiteral(Value::String(token.value), token.offset);
      case TokenKind::kBytes:
        ++at_;
        return builder_.AddLiteral(Value::Bytes(token.value), token.offset);
      case TokenKind::kTrue:
      case TokenKind::kFalse:
        ++at_;
        return builder_.AddLiteral(Value::Bool(token.kind == TokenKind::kTrue), token.offset);
      case TokenKind::kNull:
        ++at_;
        return builder_.AddLiteral(Value::Null(), token.offset);
      case TokenKind::kIdent:
        return Identifier(false);
      case TokenKind::kPunctuation:
        return Bracketed();
      default:
        return Unexpected("a value");
    }
  }

  Result<NodeId> Bracketed() {
    if (Take("(")) {
      SB_ASSIGN(const NodeId inner, Expression());
      SB_TRY(Expect(")"));
      return inner;
    }
    if (IsPunctuation("[")) return List();
    if (IsPunctuation("{")) return Map();
    if (Take(".")) {
      if (Peek().kind != TokenKind::kIdent) return Unexpected("a name");
      return Identifier(true);
    }
    return Unexpected("a value");
  }

  Result<NodeId> Identifier(bool rooted) {
    const Token name = Peek();
    if (IsReservedWord(name.text)) {
      return builder_.Fail(name.offset, fmt::format("`{}` is a reserved word", name.text));
    }
    ++at_;
    if (Take("(")) {
      SB_ASSIGN(const std::vector<NodeId> arguments, Arguments());
      return Call(std::nullopt, name, rooted, arguments);
    }
    if (IsPunctuation("{")) {
      return builder_.Fail(
          name.offset,
          fmt::format("`{}{{` would build a message; there are none, use a map", name.text));
    }
    Node node;
    node.kind = NodeKind::kIdent;
    node.rooted = rooted;
    node.offset = name.offset;
    node.name = builder_.Name(name.text);
    return builder_.Add(node, {});
  }

  Result<NodeId> List() {
    Node node;
    node.kind = NodeKind::kList;
    node.offset = Peek().offset;
    ++at_;
    std::vector<NodeId> items;
    while (!Take("]")) {
      const bool optional = Take("?");
      SB_ASSIGN(const NodeId item, Expression());
      if (optional) builder_.MarkOptionalEntry(item);
      items.push_back(item);
      if (IsPunctuation("]")) continue;
      SB_TRY(Expect(","));
    }
    return builder_.Add(node, items);
  }

  Result<NodeId> Map() {
    Node node;
    node.kind = NodeKind::kMap;
    node.offset = Peek().offset;
    ++at_;
    std::vector<NodeId> items;
    while (!Take("}")) {
      const bool optional = Take("?");
      SB_ASSIGN(const NodeId key, Expression());
      SB_TRY(Expect(":"));
      SB_ASSIGN(const NodeId value, Expression());
      if (optional) builder_.MarkOptionalEntry(value);
      items.push_back(key);
      items.push_back(value);
      if (IsPunctuation("}")) continue;
      SB_TRY(Expect(","));
    }
    return builder_.Add(node, items);
  }

  Result<NodeId> Number() {
    const Token& token = Peek();
    const bool negative = std::exchange(negative_literal_, false);
    ++at_;
    if (token.kind == TokenKind::kDouble) {
      // strtod, unlike from_chars, rounds what is too small or too large to zero or infinity.
      const double value = std::strtod(std::string(token.text).c_str(), nullptr);
      return builder_.AddLiteral(Value::Double(negative ? -value : value), token.offset);
    }
    std::string_view digits = token.text;
    if (token.kind == TokenKind::kUint) digits.remove_suffix(1);
    const bool hex = digits.starts_with("0x") || digits.starts_with("0X");
    if (hex) digits.remove_prefix(2);
    uint64_t magnitude = 0;
    const auto parsed =
        std::from_chars(digits.data(), digits.data() + digits.size(), magnitude, hex ? 16 : 10);
    constexpr uint64_t kIntLimit = uint64_t{1} << 63;
    const bool too_large = token.kind == TokenKind::kInt &&
                           (magnitude > kIntLimit || (magnitude == kIntLimit && !negative));
    if (parsed.ec != std::errc() || too_large) {
      return builder_.Fail(token.offset, fmt::format("`{}` does not fit in 64 bits", token.text));
    }
    if (token.kind == TokenKind::kUint) {
      return builder_.AddLiteral(Value::Uint(magnitude), token.offset);
    }
    const uint64_t bits = negative ? ~magnitude + 1 : magnitude;
    return builder_.AddLiteral(Value::Int(static_cast<int64_t>(bits)), token.offset);
  }

  AstBuilder builder_;
  std::vector<Token> tokens_;
  size_t at_ = 0;
  uint32_t nesting_ = 0;
  bool negative_literal_ = false;  // a minus before the number that comes next
};

}  // namespace

bool IsReservedWord(std::string_view word) {
  constexpr std::array<std::string_view, 17> kReserved = {
      "as",  "break", "const",   "continue",  "else",   "for", "function", "if",   "import",
      "let", "loop",  "package", "namespace", "return", "var", "void",     "while"};
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

Result<Ast> Parse(std::string_view source) {
  if (source.size() > kMaxSourceBytes) {
    return Err(Code::kExhausted, fmt::format("expression of {} bytes is longer than {} bytes",
                                             source.size(), kMaxSourceBytes));
  }
  SB_ASSIGN(std::vector<Token> tokens, Lex(source));
  return Parser(source, std::move(tokens)).Run();
}

}  // namespace signalbox::cel
