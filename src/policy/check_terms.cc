// CheckSpace: conditions as trees of tests of one attribute each.
#include <algorithm>
#include <memory>

#include "policy/check_space.h"
#include "policy/findings.h"
#include "policy/folded_text.h"

namespace signalbox {

namespace {

using cel::NodeKind;
using cel::Op;

bool IsComparison(Op op) {
  return op == Op::kEqual || op == Op::kNotEqual || op == Op::kLess || op == Op::kLessEqual ||
         op == Op::kGreater || op == Op::kGreaterEqual;
}

CheckTerm Constant(bool value) {
  CheckTerm always;
  if (value) return always;
  return {.kind = CheckTerm::Kind::kNot, .atom = 0, .parts = {always}};
}

CheckTerm Not(CheckTerm term) {
  return {.kind = CheckTerm::Kind::kNot, .atom = 0, .parts = {std::move(term)}};
}

CheckTerm Combined(CheckTerm::Kind kind, std::vector<CheckTerm> parts) {
  return {.kind = kind, .atom = 0, .parts = std::move(parts)};
}

}  // namespace

CheckTerm CheckSpace::OfCondition(const Condition& condition, int line) {
  if (condition.program() == nullptr) return OfTests(condition.tests());
  return OfNode(*condition.program(), condition.program()->ast().root, line);
}

CheckTerm CheckSpace::OfTests(const std::vector<Condition::Test>& tests) {
  std::vector<CheckTerm> parts;
  for (const Condition::Test& test : tests) parts.push_back(OfTest(test));
  return Combined(CheckTerm::Kind::kAll, std::move(parts));
}

CheckTerm CheckSpace::OfTest(const Condition::Test& test) {
  if (test.kind == Condition::Test::Kind::kAnyGroup) {
    std::vector<CheckTerm> groups;
    for (const auto& group : test.groups) groups.push_back(OfTests(group));
    return Combined(CheckTerm::Kind::kAny, std::move(groups));
  }
  Dimension& dimension = DimensionOf(test.slot);
  std::string key =
      "test " + std::to_string(static_cast<int>(test.kind)) + (test.negated ? " not" : "");
  for (const std::string& text : test.texts) {
    dimension.texts.push_back(text);
    key += " " + CelText(text);
  }
  for (const NumberRange& range : test.ranges) {
    dimension.numbers.push_back(range.low);
    dimension.numbers.push_back(range.high);
    key += " " + std::to_string(range.low) + ".." + std::to_string(range.high);
  }
  std::vector<Condition::Test> alone = {test};
  return NewAtom(test.slot.number, key, [this, alone](const Sample& sample) {
    Attributes lead;
    Put(alone.front().slot, sample, &lead);
    return HoldAll(alone, SlotValues(policy_.slots, lead)) ? Truth::kTrue : Truth::kFalse;
  });
}

CheckTerm CheckSpace::OfNode(const cel::Program& program, cel::NodeId id, int line) {
  const cel::Ast& ast = program.ast();
  const cel::Node& node = ast.node(id);
  auto part = [&](uint32_t index) { return OfNode(program, ast.child(node, index), line); };
  if (node.kind == NodeKind::kLiteral && ast.literals[node.literal].is(cel::Kind::kBool)) {
    return Constant(ast.literals[node.literal].as_bool());
  }
  if (node.kind == NodeKind::kOperator) {
    if (node.op == Op::kNot) return Not(part(0));
    if (node.op == Op::kAnd || node.op == Op::kOr) {
      std::vector<CheckTerm> parts;
      for (uint32_t i = 0; i < node.child_count; ++i) parts.push_back(part(i));
      return Combined(node.op == Op::kAnd ? CheckTerm::Kind::kAll : CheckTerm::Kind::kAny,
                      std::move(parts));
    }
    if (node.op == Op::kConditional) {
      CheckTerm when = part(0), then = part(1), otherwise = part(2);
      return Combined(CheckTerm::Kind::kAny,
                      {Combined(CheckTerm::Kind::kAll, {when, std::move(then)}),
                       Combined(CheckTerm::Kind::kAll, {Not(when), std::move(otherwise)})});
    }
  }
  if (std::optional<CheckTerm> leaf = OfLeaf(program, id)) return *std::move(leaf);
  return Free(cel::Format(ast, id), line);
}

// An attribute, or an attribute trimmed and in one case: what its classes see of it is the same.
std::optional<Slot> CheckSpace::SlotOfChain(const cel::Program& program, cel::NodeId id) const {
  const cel::Ast& ast = program.ast();
  const cel::Node* node = &ast.node(id);
  while (node->kind == NodeKind::kCall && node->member && node->child_count == 1) {
    const std::string& name = ast.name_of(*node);
    if (name != "trim" && name != "lowerAscii" && name != "upperAscii") return std::nullopt;
    id = ast.child(*node, 0);
    node = &ast.node(id);
  }
  std::optional<uint32_t> number = program.slot_of(id);
  if (!number || node->test_only) return std::nullopt;
  std::optional<Slot> slot = policy_.slots.Find(policy_.slots.NameOf(static_cast<int>(*number)));
  if (!slot || policy_.slots.IsPerson(slot->number)) return std::nullopt;
  return slot;
}

bool CheckSpace::MentionLiteral(const cel::Value& value, Dimension* dimension) {
  if (value.is(cel::Kind::kString) && dimension->slot.type == SlotType::kText) {
    dimension->texts.emplace_back(value.as_text());
    dimension->as_written = true;
    return true;
  }
  if (value.is(cel::Kind::kInt) && dimension->slot.type == SlotType::kInt) {
    dimension->numbers.push_back(value.as_int());
    return true;
  }
  return value.is(cel::Kind::kBool) && dimension->slot.type == SlotType::kBool;
}

// A comparison, membership, prefix or presence of one attribute; nothing for any other term.
std::optional<CheckTerm> CheckSpace::OfLeaf(const cel::Program& program, cel::NodeId id) {
  const cel::Ast& ast = program.ast();
  const cel::Node& node = ast.node(id);
  std::vector<cel::NodeId> literals;
  std::optional<Slot> slot;
  bool is_comparison = node.kind == NodeKind::kOperator && IsComparison(node.op);
  if (is_comparison) {
    for (uint32_t i = 0; i < 2; ++i) {
      if (auto chain = SlotOfChain(program, ast.child(node, i))) {
        slot = chain;
        literals = {ast.child(node, 1 - i)};
      }
    }
    bool ordered = node.op != Op::kEqual && node.op != Op::kNotEqual;
    if (slot && ordered && slot->type != SlotType::kInt) return std::nullopt;
  } else if (node.kind == NodeKind::kOperator && node.op == Op::kIn) {
    slot = SlotOfChain(program, ast.child(node, 0));
    const cel::Node& list = ast.node(ast.child(node, 1));
    if (list.kind != NodeKind::kList) return std::nullopt;
    for (cel::NodeId item : ast.children_of(list)) literals.push_back(item);
  } else if (node.kind == NodeKind::kCall && node.member && node.child_count == 2 &&
             ast.name_of(node) == "startsWith") {
    slot = SlotOfChain(program, ast.child(node, 0));
    literals = {ast.child(node, 1)};
  } else if (node.kind == NodeKind::kSelect && node.test_only) {
    if (std::optional<uint32_t> number = program.slot_of(id)) {
      slot = policy_.slots.Find(policy_.slots.NameOf(static_cast<int>(*number)));
    }
  } else {
    slot = SlotOfChain(program, id);
    if (slot && slot->type != SlotType::kBool) return std::nullopt;
  }
  if (!slot || policy_.slots.IsPerson(slot->number)) return std::nullopt;
  Dimension& dimension = DimensionOf(*slot);
  for (cel::NodeId literal : literals) {
    const cel::Node& value = ast.node(literal);
    bool known =
        value.kind == NodeKind::kLiteral && MentionLiteral(ast.literals[value.literal], &dimension);
    if (!known) return std::nullopt;
  }
  std::string text = cel::Format(ast, id);
  Findings scratch;
  YamlNode source{.kind = YamlNode::Kind::kText, .text = text};
  std::optional<Condition> compiled =
      Condition::Compile(source, policy_.slots, false, "policy.yaml", &scratch);
  if (!compiled) return std::nullopt;
  auto condition = std::make_shared<const Condition>(*std::move(compiled));
  Slot of = *slot;
  return NewAtom(of.number, "cel " + text, [this, condition, of](const Sample& sample) {
    return Ask(*condition, of, sample);
  });
}

}  // namespace signalbox
