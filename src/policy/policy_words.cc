#include "policy/policy_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "expr/parser.h"
#include "policy/pool_members.h"

namespace signalbox {

namespace {

using cel::Node;
using cel::NodeId;
using cel::NodeKind;
using cel::Op;

// `a`, `a or b`, `a, b or c`.
std::string AnyOf(const std::vector<std::string>& words) {
  if (words.empty()) return "nothing";
  std::string out = words.front();
  for (size_t i = 1; i < words.size(); ++i) {
    out += (i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  return out;
}

class Speaker {
 public:
  explicit Speaker(const cel::Ast& ast) : ast_(ast) {}

  std::string Say(NodeId id) const {
    const Node& node = ast_.node(id);
    switch (node.kind) {
      case NodeKind::kLiteral:
        return Literal(id);
      case NodeKind::kIdent:
        return cel::Format(ast_, id);
      case NodeKind::kSelect:
        return node.test_only ? Known(id) + " is known" : cel::Format(ast_, id);
      case NodeKind::kOperator:
        return Operator(id, node);
      case NodeKind::kCall:
        return Call(id, node);
      default:
        return "`" + cel::Format(ast_, id) + "`";
    }
  }

 private:
  std::string Literal(NodeId id) const {
    const std::string text = cel::Format(ast_, id);
    const bool plain =
        text.size() > 2 && text.front() == '"' && text.find_first_of("\\,'`") == std::string::npos;
    return plain ? text.substr(1, text.size() - 2) : text;
  }
  // The attribute of `has(a.b)`.
  std::string Known(NodeId id) const {
    std::string text = cel::Format(ast_, id);
    return text.starts_with("has(") ? text.substr(4, text.size() - 5) : text;
  }
  bool IsKnownTest(NodeId id) const {
    return ast_.node(id).kind == NodeKind::kSelect && ast_.node(id).test_only;
  }
  bool Mentions(NodeId id, const std::string& attribute) const {
    if (ast_.node(id).kind == NodeKind::kSelect && !ast_.node(id).test_only &&
        cel::Format(ast_, id) == attribute) {
      return true;
    }
    const auto children = ast_.children_of(ast_.node(id));
    return std::any_of(children.begin(), children.end(),
                       [&](NodeId child) { return Mentions(child, attribute); });
  }

  std::string Operator(NodeId id, const Node& node) const {
    const auto children = ast_.children_of(node);
    switch (node.op) {
      case Op::kAnd:
        return All(children);
      case Op::kOr: {
        std::vector<std::string> parts;
        for (NodeId child : children) parts.push_back(Nested(child, Op::kAnd));
        return fmt::format("{}", fmt::join(parts, " or "));
      }
      case Op::kNot:
        return Not(children[0]);
      case Op::kEqual:
        return Compared(children, "is");
      case Op::kNotEqual:
        return Compared(children, "is not");
      case Op::kLess:
        return Compared(children, "is less than");
      case Op::kLessEqual:
        return Compared(children, "is at most");
      case Op::kGreater:
        return Compared(children, "is more than");
      case Op::kGreaterEqual:
        return Compared(children, "is at least");
      case Op::kIn:
        return In(children, "is");
      default:
        return "`" + cel::Format(ast_, id) + "`";
    }
  }

  // `has(x)` beside a test of x says nothing to a reader: what is missing does not match.
  std::string All(std::span<const NodeId> children) const {
    std::vector<std::string> parts;
    for (NodeId child : children) {
      const bool implied =
          IsKnownTest(child) && std::any_of(children.begin(), children.end(), [&](NodeId other) {
            return other != child && Mentions(other, Known(child));
          });
      if (!implied) parts.push_back(Nested(child, Op::kOr));
    }
    return fmt::format("{}", fmt::join(parts, " and "));
  }
  // In brackets when it is of `op`.
  std::string Nested(NodeId id, Op op) const {
    const Node& node = ast_.node(id);
    const std::string text = Say(id);
    return node.kind == NodeKind::kOperator && node.op == op &&
                   text.find(op == Op::kOr ? " or " : " and ") != std::string::npos
               ? "(" + text + ")"
               : text;
  }

  std::string Not(NodeId id) const {
    const Node& node = ast_.node(id);
    if (IsKnownTest(id)) return Known(id) + " is missing";
    if (node.kind == NodeKind::kOperator && node.op == Op::kEqual) {
      return Compared(ast_.children_of(node), "is not");
    }
    if (node.kind == NodeKind::kOperator && node.op == Op::kIn) {
      return In(ast_.children_of(node), "is none of");
    }
    return "not (" + Say(id) + ")";
  }

  std::string Compared(std::span<const NodeId> sides, std::string_view how) const {
    return fmt::format("{} {} {}", Say(sides[0]), how, Say(sides[1]));
  }

  std::string In(std::span<const NodeId> sides, std::string_view how) const {
    const Node& list = ast_.node(sides[1]);
    if (list.kind == NodeKind::kList) {
      std::vector<std::string> words;
      for (NodeId item : ast_.children_of(list)) words.push_back(Say(item));
      return fmt::format("{} {} {}", Say(sides[0]), how, AnyOf(words));
    }
    return fmt::format("{} {} {}", Say(sides[1]), how == "is" ? "has" : "lacks", Say(sides[0]));
  }

  std::string Call(NodeId id, const Node& node) const {
    const std::string& name = ast_.name_of(node);
    const auto children = ast_.children_of(node);
    if (!node.member || children.empty()) return "`" + cel::Format(ast_, id) + "`";
    const std::string subject = Say(children[0]);
    if (name == "trim" || name == "lowerAscii") return subject;
    if (children.size() == 2) {
      const std::string object = Say(children[1]);
      if (name == "startsWith") return subject + " starts with " + object;
      if (name == "endsWith") return subject + " ends with " + object;
      if (name == "contains") return subject + " contains " + object;
      if (name == "matches") return subject + " fits the pattern " + object;
    }
    return "`" + cel::Format(ast_, id) + "`";
  }

  const cel::Ast& ast_;
};

}  // namespace

std::string InWords(std::string_view cel) {
  if (cel == "true") return "always";
  const Result<cel::Ast> ast = cel::Parse(cel);
  if (!ast.ok()) return fmt::format("`{}`", cel);
  return Speaker(*ast).Say(ast->root);
}

std::string EscalationInWords(std::string_view node) {
  if (node.ends_with('/')) node.remove_suffix(1);
  return std::string(node);
}

std::string WhomInWords(const NoticeTarget& target) {
  switch (target.kind) {
    case NoticeTarget::Kind::kOwner:
      return "the owner";
    case NoticeTarget::Kind::kManagerOfOwner:
      return "the owner's manager";
    case NoticeTarget::Kind::kTeam:
      return "team " + target.name;
    case NoticeTarget::Kind::kPerson:
      return target.name;
    case NoticeTarget::Kind::kManagerOfTeam:
      return "the manager of team " + target.name;
  }
  return {};
}

std::string EffectInWords(const Effect& effect) {
  const std::string why = effect.reason.empty() ? "" : ": " + effect.reason;
  switch (effect.kind) {
    case Effect::Kind::kQueue:
      return "queue " + effect.name + why;
    case Effect::Kind::kHold:
      return (effect.name.empty() ? "hold" : "hold in queue " + effect.name) + why;
    case Effect::Kind::kReject:
      return "reject" + why;
    case Effect::Kind::kPool:
      return "the next of pool " + effect.name;
    case Effect::Kind::kPerson:
      return effect.name;
    case Effect::Kind::kOwnerOf:
      return "the owner of the " + effect.source.name;
    case Effect::Kind::kTable:
      return "what table " + effect.table->id() + " says";
    case Effect::Kind::kEscalate:
      return "ask in escalation " + EscalationInWords(effect.name);
  }
  return {};
}

std::string MembersInWords(const PoolSpec& pool) {
  return pool.where == nullptr ? "team " + pool.team : "who: " + InWords(pool.where->cel());
}

}  // namespace signalbox
