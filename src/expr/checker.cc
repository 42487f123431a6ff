#include "expr/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "expr/names.h"
#include "expr/overloads.h"

namespace signalbox::cel {

namespace {

std::string OperatorFunction(const Node& node) {
  switch (node.op) {
    case Op::kNot:
      return "!_";
    case Op::kNegate:
      return "-_";
    case Op::kIndex:
      return node.optional ? "_[?_]" : "_[_]";
    case Op::kNotEqual:
      return "_==_";
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
      return "_<_";
    default:
      return fmt::format("_{}_", OpText(node.op));
  }
}

Type LiteralType(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return Type::Null();
    case Kind::kBool:
      return Type::Bool();
    case Kind::kInt:
      return Type::Int();
    case Kind::kUint:
      return Type::Uint();
    case Kind::kDouble:
      return Type::Double();
    case Kind::kString:
      return Type::String();
    case Kind::kBytes:
      return Type::Bytes();
    default:
      return Type::Dyn();
  }
}

class Checker {
 public:
  Checker(const Ast& ast, const TypeEnv& env, bool strict) : ast_(ast), env_(env), strict_(strict) {
    checked_.notes.resize(ast.nodes.size());
  }

  Result<Checked> Run() {
    SB_ASSIGN(const Type root, Visit(ast_.root));
    for (NodeNote& note : checked_.notes) note.type = unifier_.Final(note.type);
    checked_.slots.assign(slots_.begin(), slots_.end());
    checked_.local_count = most_locals_;
    return std::move(checked_);
  }

 private:
  struct Local {
    uint32_t name;
    uint32_t place;
    Type type;
  };

  NodeNote& note(NodeId id) { return checked_.notes[id]; }

  Error Fail(uint32_t offset, std::string_view message) const {
    return Err(Code::kInvalid,
               PositionPrefix(PositionOf(ast_.source, offset)) + std::string(message));
  }

  // A type error: fatal when strict, else the type is simply not known.
  Result<Type> Mismatch(uint32_t offset, std::string_view message) const {
    if (strict_) return Fail(offset, message);
    return Type::Dyn();
  }

  // A name without meaning: fatal when strict, else an error when evaluated.
  Result<Type> Unresolved(NodeId id, uint32_t offset, std::string message) {
    if (strict_) return Fail(offset, message);
    note(id).meaning = Meaning::kUnresolved;
    note(id).target = static_cast<uint32_t>(checked_.problems.size());
    checked_.problems.push_back(std::move(message));
    return Type::Dyn();
  }

  Result<Type> Visit(NodeId id) {
    SB_ASSIGN(Type type, VisitKind(id));
    note(id).type = type;
    return type;
  }

  Result<Type> VisitKind(NodeId id) {
    const Node& node = ast_.node(id);
    switch (node.kind) {
      case NodeKind::kLiteral:
        return LiteralType(ast_.literals[node.literal].kind());
      case NodeKind::kIdent:
        return Ident(id, node);
      case NodeKind::kSelect:
        return Select(id, node);
      case NodeKind::kOperator:
        return Operator(id, node);
      case NodeKind::kCall:
        return Call(id, node);
      case NodeKind::kList:
        return List(node);
      case NodeKind::kMap:
        return Map(node);
      case NodeKind::kComprehension:
        return Comprehension(id, node);
      case NodeKind::kBind:
        return Bind(id, node);
      case NodeKind::kOptMap:
        return OptMap(id, node);
    }
    return Type::Dyn();
  }

  const Local* FindLocal(const Node& ident) const {
    if (ident.rooted) return nullptr;
    for (size_t i = locals_.size(); i-- > 0;) {
      if (locals_[i].name == ident.name) return &locals_[i];
    }
    return nullptr;
  }

  // Sets the meaning of a possibly dotted global name; false when it has none.
  bool ResolveGlobal(NodeId id, const std::string& name, bool rooted, Type* type) {
    if (const Attribute* attribute = FindInContainer(env_, name, rooted)) {
      note(id).meaning = Meaning::kSlot;
      note(id).target = attribute->slot;
      slots_.insert(attribute->slot);
      *type = attribute->type;
      return true;
    }
    const Node& node = ast_.node(id);
    if (const auto kind = TypeNamed(name); kind && !node.test_only && !node.optional) {
      note(id).meaning = Meaning::kTypeName;
      note(id).target = static_cast<uint32_t>(*kind);
      *type = Type(TypeKind::kType);
      return true;
    }
    return false;
  }

  Result<Type> Ident(NodeId id, const Node& node) {
    if (const Local* local = FindLocal(node)) {
      note(id).meaning = Meaning::kLocal;
      note(id).target = local->place;
      return local->type;
    }
    Type type;
    if (ResolveGlobal(id, ast_.name_of(node), node.rooted, &type)) return type;
    return Unresolved(id, node.offset, UnknownAttribute(env_, ast_.name_of(node), strict_));
  }

  Result<Type> Select(NodeId id, const Node& node) {
    if (const auto chain = QualifiedName(ast_, id); chain && FindLocal(*chain->root) == nullptr) {
      Type type;
      if (ResolveGlobal(id, chain->name, chain->root->rooted, &type)) {
        if (node.test_only) return Type::Bool();
        return node.optional ? Type::Optional(type) : type;
      }
      if (!HasDeclaredPrefix(env_, *chain)) {
        return Unresolved(id, chain->root->offset, UnknownAttribute(env_, chain->name, strict_));
      }
    }
    SB_ASSIGN(const Type operand, Visit(ast_.child(node, 0)));
    Type of = unifier_.Resolve(operand);
    const bool wrapped = of.is(TypeKind::kOptional);
    if (wrapped) of = of.parameter();
    SB_ASSIGN(const Type field, Field(node, of));
    if (node.test_only) return Type::Bool();
    return wrapped || node.optional ? Type::Optional(field) : field;
  }

  Result<Type> Field(const Node& node, const Type& of) {
    if (of.is_dyn() || of.is(TypeKind::kVariable)) return Type::Dyn();
    if (of.is(TypeKind::kMap) && unifier_.Assign(of.parameter(0), Type::String())) {
      return of.parameter(1);
    }
    return Mismatch(node.offset,
                    fmt::format("{} has no field `{}`", of.ToString(), ast_.name_of(node)));
  }

  // Reads all children in order.
  Result<std::vector<Type>> VisitAll(std::span<const NodeId> ids) {
    std::vector<Type> types;
    for (NodeId id : ids) {
      SB_ASSIGN(Type type, Visit(id));
      types.push_back(std::move(type));
    }
    return types;
  }

  Status MustBeBool(NodeId id, const Type& type, std::string_view where) {
    if (unifier_.Assign(Type::Bool(), type)) return {};
    if (!strict_) return {};
    return Fail(ast_.start_of(id),
                fmt::format("{} takes bool, not {}", where, unifier_.Final(type).ToString()));
  }

  Result<Type> Operator(NodeId id, const Node& node) {
    const auto children = ast_.children_of(node);
    SB_ASSIGN(const std::vector<Type> types, VisitAll(children));
    if (node.op == Op::kAnd || node.op == Op::kOr) {
      for (size_t i = 0; i < types.size(); ++i) {
        SB_TRY(MustBeBool(children[i], types[i], fmt::format("`{}`", OpText(node.op))));
      }
      return Type::Bool();
    }
    if (node.op == Op::kConditional) {
      SB_TRY(MustBeBool(children[0], types[0], "the condition before `?`"));
      return Branches(node, types[1], types[2]);
    }
    const FunctionSet* functions = FindFunction(OperatorFunction(node), false);
    note(id).functions = functions;
    if (const auto result = ResolveOverload(*functions, types, unifier_)) return *result;
    return Mismatch(node.offset, OperatorMismatch(node, types));
  }

  Result<Type> Branches(const Node& node, const Type& yes, const Type& no) {
    if (unifier_.Resolve(yes).is_dyn() || unifier_.Resolve(no).is_dyn()) return Type::Dyn();
    if (unifier_.Assign(yes, no)) return unifier_.Resolve(yes).is(TypeKind::kNull) ? no : yes;
    return Mismatch(node.offset,
                    fmt::format("`?:` would give {} or {}; wrap one in `dyn()` if that is meant",
                                unifier_.Final(yes).ToString(), unifier_.Final(no).ToString()));
  }

  std::string OperatorMismatch(const Node& node, std::span<const Type> types) const {
    if (node.op == Op::kEqual || node.op == Op::kNotEqual) {
      const bool null = types[0].is(TypeKind::kNull) || types[1].is(TypeKind::kNull);
      return fmt::format("`{}` cannot compare {} with {}{}", OpText(node.op),
                         unifier_.Final(types[0]).ToString(), unifier_.Final(types[1]).ToString(),
                         null ? "; use `has()` to ask whether a value is there" : "");
    }
    return fmt::format("`{}` does not take ({})", OpText(node.op), DescribeTypes(types, unifier_));
  }

  // `math.abs(x)` parses as a call on `math`.
  const FunctionSet* Namespaced(const Node& node) const {
    const auto chain = QualifiedName(ast_, ast_.child(node, 0));
    if (!chain || FindLocal(*chain->root) != nullptr) return nullptr;
    return FindFunction(chain->name + "." + ast_.name_of(node), false);
  }

  Result<Type> Call(NodeId id, const Node& node) {
    auto children = ast_.children_of(node);
    const std::string& name = ast_.name_of(node);
    const FunctionSet* functions = nullptr;
    if (node.member) functions = Namespaced(node);
    note(id).namespaced = functions != nullptr;
    if (note(id).namespaced) children = children.subspan(1);
    if (functions == nullptr) functions = FindFunction(name, node.member);
    if (functions == nullptr) return UnknownFunction(id, node);
    note(id).functions = functions;
    SB_ASSIGN(const std::vector<Type> types, VisitAll(children));
    if (const auto result = ResolveOverload(*functions, types, unifier_)) return *result;
    if (!node.member || note(id).namespaced) {
      return Mismatch(node.offset, fmt::format("`{}` does not take ({})", functions->name,
                                               DescribeTypes(types, unifier_)));
    }
    return Mismatch(node.offset, fmt::format("`{}` on {} does not take ({})", name,
                                             unifier_.Final(types[0]).ToString(),
                                             DescribeTypes(std::span(types).subspan(1), unifier_)));
  }

  Result<Type> UnknownFunction(NodeId id, const Node& node) {
    const std::string& name = ast_.name_of(node);
    std::string message = fmt::format("unknown function `{}`", name);
    if (!strict_) return Unresolved(id, node.offset, std::move(message));
    if (FindFunction(name, !node.member) != nullptr) {
      message += node.member ? fmt::format("; call it as `{}(...)`", name)
                             : fmt::format("; call it on a value, as in `x.{}(...)`", name);
    } else if (const std::string near = NearestFunction(name, node.member); !near.empty()) {
      message += fmt::format("; did you mean `{}`", near);
    }
    return Unresolved(id, node.offset, std::move(message));
  }

  // The type inside an entry marked `?`.
  Result<Type> OptionalEntry(NodeId id, const Type& type) {
    const Type inner = unifier_.NewVariable();
    if (unifier_.Assign(Type::Optional(inner), type)) return unifier_.Resolve(inner);
    return Mismatch(ast_.start_of(id), fmt::format("an entry marked `?` takes an optional, not {}",
                                                   unifier_.Final(type).ToString()));
  }

  Result<Type> List(const Node& node) {
    std::optional<Type> item;
    for (NodeId id : ast_.children_of(node)) {
      SB_ASSIGN(Type type, Visit(id));
      if (ast_.is_optional_entry(id)) {
        SB_ASSIGN(type, OptionalEntry(id, type));
      }
      item = JoinTypes(item, type, unifier_);
    }
    return Type::List(item ? *item : unifier_.NewVariable());
  }

  Result<Type> Map(const Node& node) {
    std::optional<Type> key;
    std::optional<Type> value;
    const auto children = ast_.children_of(node);
    for (size_t i = 0; i < children.size(); i += 2) {
      SB_ASSIGN(const Type key_type, Visit(children[i]));
      SB_ASSIGN(Type value_type, Visit(children[i + 1]));
      if (ast_.is_optional_entry(children[i + 1])) {
        SB_ASSIGN(value_type, OptionalEntry(children[i + 1], value_type));
      }
      SB_TRY(MustBeKey(children[i], key_type));
      key = JoinTypes(key, key_type, unifier_);
      value = JoinTypes(value, value_type, unifier_);
    }
    if (!key) return Type::Map(unifier_.NewVariable(), unifier_.NewVariable());
    return Type::Map(*key, *value);
  }

  // Besides being an error, other keys would let the types grow without bound.
  Status MustBeKey(NodeId id, const Type& type) {
    const Type key = unifier_.Resolve(type);
    switch (key.kind()) {
      case TypeKind::kDyn:
      case TypeKind::kVariable:
      case TypeKind::kBool:
      case TypeKind::kInt:
      case TypeKind::kUint:
      case TypeKind::kString:
        return {};
      default:
        break;
    }
    if (!strict_) return {};
    return Fail(ast_.start_of(id),
                fmt::format("a map key is bool, int, uint or string, not {}", key.ToString()));
  }

  uint32_t TakePlaces(uint32_t count) {
    const uint32_t base = next_local_;
    next_local_ += count;
    most_locals_ = std::max(most_locals_, next_local_);
    return base;
  }

  Result<Type> Comprehension(NodeId id, const Node& node) {
    const auto children = ast_.children_of(node);
    SB_ASSIGN(const Type range_type, Visit(children[0]));
    const Type range = unifier_.Resolve(range_type);
    Type first;
    Type second;
    if (range.is(TypeKind::kList)) {
      first = node.name2 != 0 ? Type::Int() : range.parameter();
      second = range.parameter();
    } else if (range.is(TypeKind::kMap)) {
      first = range.parameter(0);
      second = range.parameter(1);
    } else if (!range.is_dyn() && !range.is(TypeKind::kVariable)) {
      SB_ASSIGN(const Type ignored,
                Mismatch(node.offset, fmt::format("`{}` goes over a list or a map, not {}",
                                                  MacroText(node.macro), range.ToString())));
      first = ignored;
    }
    const uint32_t base = TakePlaces(kPlacesOfComprehension);
    note(id).target = base;
    const size_t scope = locals_.size();
    locals_.push_back({node.name, base + kPlaceFirst, first});
    if (node.name2 != 0) locals_.push_back({node.name2, base + kPlaceSecond, second});
    SB_ASSIGN(const std::vector<Type> body, VisitAll(children.subspan(1)));
    locals_.resize(scope);
    next_local_ = base;
    return ComprehensionType(node, first, body);
  }

  Result<Type> ComprehensionType(const Node& node, const Type& first, std::span<const Type> body) {
    const auto children = ast_.children_of(node);
    const bool tests = node.macro == Macro::kAll || node.macro == Macro::kExists ||
                       node.macro == Macro::kExistsOne || node.macro == Macro::kFilter;
    if (tests || body.size() == 2) {
      SB_TRY(MustBeBool(children[1], body[0], fmt::format("`{}`", MacroText(node.macro))));
    }
    const Type& last = body.back();
    switch (node.macro) {
      case Macro::kFilter:
        return Type::List(first);
      case Macro::kMap:
      case Macro::kTransformList:
        return Type::List(last);
      case Macro::kTransformMap:
        return Type::Map(first, last);
      case Macro::kTransformMapEntry: {
        const Type entry = Type::Map(unifier_.NewVariable(), unifier_.NewVariable());
        if (unifier_.Assign(entry, last)) return entry;
        return Mismatch(node.offset, "`transformMapEntry` takes a map of the new entries");
      }
      default:
        return Type::Bool();
    }
  }

  Result<Type> Bind(NodeId id, const Node& node) {
    SB_ASSIGN(const Type value, Visit(ast_.child(node, 0)));
    return Scoped(id, node, value, ast_.child(node, 1));
  }

  Result<Type> Scoped(NodeId id, const Node& node, const Type& value, NodeId body) {
    const uint32_t base = TakePlaces(1);
    note(id).target = base;
    locals_.push_back({node.name, base, value});
    SB_ASSIGN(const Type type, Visit(body));
    locals_.pop_back();
    next_local_ = base;
    return type;
  }

  Result<Type> OptMap(NodeId id, const Node& node) {
    SB_ASSIGN(const Type target, Visit(ast_.child(node, 0)));
    const std::string_view name = node.flat ? "optFlatMap" : "optMap";
    const Type inner = unifier_.NewVariable();
    if (!unifier_.Assign(Type::Optional(inner), target)) {
      SB_ASSIGN(const Type ignored,
                Mismatch(node.offset, fmt::format("`{}` is called on an optional, not on {}", name,
                                                  unifier_.Final(target).ToString())));
      (void)ignored;
    }
    SB_ASSIGN(const Type body, Scoped(id, node, unifier_.Resolve(inner), ast_.child(node, 1)));
    if (!node.flat) return Type::Optional(body);
    const Type result = Type::Optional(unifier_.NewVariable());
    if (unifier_.Assign(result, body)) return result;
    return Mismatch(node.offset, "`optFlatMap` takes an expression that gives an optional");
  }

  const Ast& ast_;
  const TypeEnv& env_;
  const bool strict_;
  Checked checked_;
  Unifier unifier_;
  std::vector<Local> locals_;
  std::set<uint32_t> slots_;
  uint32_t next_local_ = 0;
  uint32_t most_locals_ = 0;
};

}  // namespace

Result<Checked> Check(const Ast& ast, const TypeEnv& env, bool strict) {
  return Checker(ast, env, strict).Run();
}

}  // namespace signalbox::cel
