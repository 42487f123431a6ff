#include "policy/condition_values.h"

#include <optional>
#include <vector>

#include "expr/parser.h"

namespace signalbox {
namespace {

class Collector {
 public:
  Collector(const cel::Ast& ast, const SlotTable& slots, AttributeValues* out)
      : ast_(ast), slots_(slots), out_(out) {}

  // What a part of the expression speaks of, until an operation brings both together.
  struct Spoken {
    std::vector<std::string> attributes;
    std::vector<std::string> values;
  };

  Spoken Visit(cel::NodeId id) {
    const cel::Node& node = ast_.node(id);
    Spoken spoken;
    if (node.kind == cel::NodeKind::kLiteral) {
      AddLiteral(ast_.literals[node.literal], &spoken);
      return spoken;
    }
    if (const std::optional<std::string> name = AttributeOf(id)) {
      (*out_)[*name];
      spoken.attributes.push_back(*name);
      return spoken;
    }
    const bool joins = node.op == cel::Op::kAnd || node.op == cel::Op::kOr ||
                       node.op == cel::Op::kNot || node.op == cel::Op::kConditional;
    for (const cel::NodeId child : ast_.children_of(node)) {
      Spoken part = Visit(child);
      if (joins) continue;
      spoken.attributes.insert(spoken.attributes.end(), part.attributes.begin(),
                               part.attributes.end());
      spoken.values.insert(spoken.values.end(), part.values.begin(), part.values.end());
    }
    // `lead.country in ["DE", "AT"]`, `lead.title.startsWith("VP")`: both sides are known here.
    if (!spoken.attributes.empty() && !spoken.values.empty()) {
      for (const std::string& attribute : spoken.attributes) {
        for (const std::string& value : spoken.values) Add(attribute, value);
      }
    }
    return spoken;
  }

 private:
  void Add(const std::string& attribute, const std::string& value) {
    std::set<std::string>& values = (*out_)[attribute];
    const Slot slot = *slots_.Find(attribute);
    if (slot.type != SlotType::kInt) {
      values.insert(value);
      return;
    }
    const std::optional<int64_t> number = ParseWholeNumber(value);
    if (!number.has_value() || *number == INT64_MIN || *number == INT64_MAX) return;
    for (const int64_t beside : {*number - 1, *number, *number + 1})
      values.insert(std::to_string(beside));
  }

  static void AddLiteral(const cel::Value& value, Spoken* spoken) {
    if (value.is(cel::Kind::kString))
      spoken->values.emplace_back(value.as_text());
    else if (value.is(cel::Kind::kInt))
      spoken->values.push_back(std::to_string(value.as_int()));
    else if (value.is(cel::Kind::kBool))
      spoken->values.emplace_back(value.is_true() ? "true" : "false");
  }

  // `account.owner.active` is a chain of selections, and the longest name that is an attribute.
  std::optional<std::string> AttributeOf(cel::NodeId id) const {
    std::string name;
    for (cel::NodeId at = id;;) {
      const cel::Node& node = ast_.node(at);
      if (node.kind == cel::NodeKind::kIdent) {
        name = ast_.name_of(node) + name;
        break;
      }
      if (node.kind != cel::NodeKind::kSelect) return std::nullopt;
      name = "." + ast_.name_of(node) + name;
      at = ast_.child(node, 0);
    }
    const std::optional<Slot> slot = slots_.Find(name);
    if (!slot.has_value() || slots_.IsPerson(slot->number)) return std::nullopt;
    return name;
  }

  const cel::Ast& ast_;
  const SlotTable& slots_;
  AttributeValues* out_;
};

}  // namespace

void CollectValues(const Condition& condition, const SlotTable& slots, AttributeValues* out) {
  const Result<cel::Ast> ast = cel::Parse(condition.cel());
  // What compiled parses; an expression that is `true` has nothing to say.
  if (!ast.ok() || ast->nodes.empty()) return;
  AttributeValues own;
  Collector(*ast, slots, &own).Visit(ast->root);
  for (auto& [attribute, values] : own) {
    const Slot slot = *slots.Find(attribute);
    if (slot.type == SlotType::kBool) values = {"false", "true"};
    (*out)[attribute].merge(values);
  }
}

}  // namespace signalbox
