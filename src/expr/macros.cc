#include <fmt/format.h>

#include <array>

#include "expr/ast_builder.h"

namespace signalbox::cel {

namespace {

struct Shape {
  std::string_view name;
  size_t arguments;
  Macro macro;
  size_t variables;
};
constexpr std::array<Shape, 17> kShapes = {
    {{"all", 2, Macro::kAll, 1},
     {"all", 3, Macro::kAll, 2},
     {"exists", 2, Macro::kExists, 1},
     {"exists", 3, Macro::kExists, 2},
     {"exists_one", 2, Macro::kExistsOne, 1},
     {"exists_one", 3, Macro::kExistsOne, 2},
     {"existsOne", 2, Macro::kExistsOne, 1},
     {"existsOne", 3, Macro::kExistsOne, 2},
     {"map", 2, Macro::kMap, 1},
     {"map", 3, Macro::kMap, 1},
     {"filter", 2, Macro::kFilter, 1},
     {"transformList", 3, Macro::kTransformList, 2},
     {"transformList", 4, Macro::kTransformList, 2},
     {"transformMap", 3, Macro::kTransformMap, 2},
     {"transformMap", 4, Macro::kTransformMap, 2},
     {"transformMapEntry", 3, Macro::kTransformMapEntry, 2},
     {"transformMapEntry", 4, Macro::kTransformMapEntry, 2}}};

class Expander {
 public:
  Expander(AstBuilder& builder, std::string_view name, uint32_t offset,
           std::span<const NodeId> arguments)
      : builder_(builder), name_(name), offset_(offset), arguments_(arguments) {}

  using Expansion = Result<std::optional<NodeId>>;

  Expansion Global() {
    if (name_ != "has" || arguments_.size() != 1) return std::nullopt;
    const NodeId field = arguments_[0];
    const Node& node = builder_.node(field);
    if (node.kind != NodeKind::kSelect || node.optional || node.test_only) {
      return builder_.Fail(offset_, "`has` takes a field, as in `has(lead.country)`");
    }
    builder_.MarkTestOnly(field);
    return field;
  }

  Expansion Member(NodeId target) {
    if (IsNamespace(target, "cel") && name_ == "bind" && arguments_.size() == 3) return Bind();
    if ((name_ == "optMap" || name_ == "optFlatMap") && arguments_.size() == 2) {
      return OptMap(target);
    }
    for (const Shape& shape : kShapes) {
      if (shape.name == name_ && shape.arguments == arguments_.size()) {
        return Comprehension(target, shape);
      }
    }
    return std::nullopt;
  }

 private:
  bool IsNamespace(NodeId id, std::string_view name) const {
    return builder_.node(id).kind == NodeKind::kIdent && builder_.name_of(id) == name;
  }

  // The number of the variable's name.
  Result<uint32_t> Variable(size_t argument) {
    const Node& node = builder_.node(arguments_[argument]);
    if (node.kind != NodeKind::kIdent || node.rooted) {
      return builder_.Fail(
          builder_.start_of(arguments_[argument]),
          fmt::format("argument {} of `{}` must be a plain name", argument + 1, name_));
    }
    return node.name;
  }

  static Expansion Added(Result<NodeId> id) {
    if (!id.ok()) return std::move(id).error();
    return *id;
  }

  Expansion Bind() {
    Node node;
    node.kind = NodeKind::kBind;
    node.offset = offset_;
    SB_ASSIGN(node.name, Variable(0));
    return Added(builder_.Add(node, arguments_.subspan(1)));
  }

  Expansion OptMap(NodeId target) {
    Node node;
    node.kind = NodeKind::kOptMap;
    node.offset = offset_;
    node.flat = name_ == "optFlatMap";
    SB_ASSIGN(node.name, Variable(0));
    return Added(builder_.Add(node, {target, arguments_[1]}));
  }

  Expansion Comprehension(NodeId target, const Shape& shape) {
    Node node;
    node.kind = NodeKind::kComprehension;
    node.macro = shape.macro;
    node.offset = offset_;
    SB_ASSIGN(node.name, Variable(0));
    if (shape.variables == 2) {
      SB_ASSIGN(node.name2, Variable(1));
      if (node.name == node.name2) {
        return builder_.Fail(offset_,
                             fmt::format("both variables of `{}` have the same name", name_));
      }
    }
    std::vector<NodeId> children{target};
    for (NodeId id : arguments_.subspan(shape.variables)) children.push_back(id);
    return Added(builder_.Add(node, children));
  }

  AstBuilder& builder_;
  std::string_view name_;
  uint32_t offset_;
  std::span<const NodeId> arguments_;
};

}  // namespace

Result<std::optional<NodeId>> ExpandMacro(AstBuilder& builder, std::optional<NodeId> target,
                                          std::string_view name, uint32_t offset,
                                          std::span<const NodeId> arguments) {
  Expander expander(builder, name, offset, arguments);
  return target ? expander.Member(*target) : expander.Global();
}

}  // namespace signalbox::cel
