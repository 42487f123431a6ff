#include <fmt/format.h>

#include <algorithm>

#include "expr/code.h"
#include "expr/program.h"

namespace signalbox::cel {

namespace {

// From this many texts on, `x in [...]` looks them up in a set.
constexpr size_t kSetFrom = 8;
// Patterns in one expression: together they take most of the time that compiling may take.
constexpr size_t kMaxPatterns = 64;
// Folding must not cost more than evaluating once would.
constexpr int64_t kFoldSteps = 10'000;

// Constants name no attributes.
class NoSlots : public SlotReader {
 public:
  bool Read(uint32_t, Value*) const override { return false; }
};

OpCode OperatorCode(const Node& node) {
  switch (node.op) {
    case Op::kNot:
      return OpCode::kNot;
    case Op::kNegate:
      return OpCode::kNegate;
    case Op::kMultiply:
      return OpCode::kMultiply;
    case Op::kDivide:
      return OpCode::kDivide;
    case Op::kModulo:
      return OpCode::kModulo;
    case Op::kAdd:
      return OpCode::kAdd;
    case Op::kSubtract:
      return OpCode::kSubtract;
    case Op::kLess:
      return OpCode::kLess;
    case Op::kLessEqual:
      return OpCode::kLessEqual;
    case Op::kGreaterEqual:
      return OpCode::kGreaterEqual;
    case Op::kGreater:
      return OpCode::kGreater;
    case Op::kEqual:
      return OpCode::kEqual;
    case Op::kNotEqual:
      return OpCode::kNotEqual;
    case Op::kIn:
      return OpCode::kIn;
    case Op::kIndex:
      return node.optional ? OpCode::kOptIndex : OpCode::kIndex;
    default:
      return OpCode::kReturn;
  }
}

class Generator {
 public:
  Generator(CompiledProgram& program, bool strict) : program_(program), strict_(strict) {}

  Status Run() {
    SB_TRY(Emit(program_.ast.root));
    Add(OpCode::kReturn, 0, 0, 0, 0);
    return {};
  }

 private:
  const Ast& ast() const { return program_.ast; }
  const NodeNote& note(NodeId id) const { return program_.checked.notes[id]; }
  uint32_t here() const { return static_cast<uint32_t>(program_.code.size()); }

  // Adds an instruction that changes the height of the stack by `grows`.
  uint32_t Add(OpCode code, int grows, uint32_t offset, uint32_t a, uint32_t b) {
    height_ += grows;
    most_ = std::max(most_, height_);
    program_.stack_size = static_cast<uint32_t>(most_);
    Instruction instruction;
    instruction.code = code;
    instruction.offset = offset;
    instruction.a = a;
    instruction.b = b;
    program_.code.push_back(instruction);
    return here() - 1;
  }
  uint32_t Add(OpCode code, int grows, const Node& node, uint32_t a = 0, uint32_t b = 0) {
    return Add(code, grows, node.offset, a, b);
  }
  Instruction& at(uint32_t index) { return program_.code[index]; }

  uint32_t Constant(Value value) {
    program_.constants.push_back(std::move(value));
    return static_cast<uint32_t>(program_.constants.size() - 1);
  }

  Status Emit(NodeId id) {
    const Node& node = ast().node(id);
    const NodeNote& meaning = note(id);
    if (meaning.meaning == Meaning::kUnresolved) {
      const std::string& problem = program_.checked.problems[meaning.target];
      Add(OpCode::kRaise, 1, node, Constant(Value::String(problem)));
      return {};
    }
    switch (node.kind) {
      case NodeKind::kLiteral:
        Add(OpCode::kConstant, 1, node, Constant(ast().literals[node.literal]));
        return {};
      case NodeKind::kIdent:
        EmitName(node, meaning);
        return {};
      case NodeKind::kSelect:
        return EmitSelect(node, meaning);
      case NodeKind::kOperator:
        return EmitOperator(node);
      case NodeKind::kCall:
        return EmitCall(node, meaning);
      case NodeKind::kList:
      case NodeKind::kMap:
        return EmitAggregate(node);
      case NodeKind::kComprehension:
        return EmitLoop(node, meaning.target);
      case NodeKind::kBind:
        return EmitBind(node, meaning.target);
      case NodeKind::kOptMap:
        return EmitOptMap(node, meaning.target);
    }
    return {};
  }

  void EmitName(const Node& node, const NodeNote& meaning) {
    if (meaning.meaning == Meaning::kLocal) {
      Add(OpCode::kLocal, 1, node, meaning.target);
    } else if (meaning.meaning == Meaning::kTypeName) {
      Add(OpCode::kConstant, 1, node, Constant(Value::Type(static_cast<Kind>(meaning.target))));
    } else {
      const OpCode code = node.test_only  ? OpCode::kHasSlot
                          : node.optional ? OpCode::kOptSlot
                                          : OpCode::kSlot;
      Add(code, 1, node, meaning.target);
    }
  }

  Status EmitSelect(const Node& node, const NodeNote& meaning) {
    if (meaning.meaning != Meaning::kPlain) {
      EmitName(node, meaning);
      return {};
    }
    SB_TRY(Emit(ast().child(node, 0)));
    const OpCode code = node.test_only  ? OpCode::kHasField
                        : node.optional ? OpCode::kOptSelect
                                        : OpCode::kSelect;
    Add(code, 0, node, Constant(Value::String(ast().name_of(node))));
    return {};
  }

  Status EmitLogical(const Node& node) {
    const auto children = ast().children_of(node);
    const bool is_and = node.op == Op::kAnd;
    std::vector<uint32_t> exits;
    SB_TRY(Emit(children[0]));
    for (size_t i = 1; i < children.size(); ++i) {
      exits.push_back(Add(is_and ? OpCode::kJumpIfFalse : OpCode::kJumpIfTrue, 0, node));
      SB_TRY(Emit(children[i]));
      Add(is_and ? OpCode::kAnd : OpCode::kOr, -1, node);
    }
    for (uint32_t exit : exits) at(exit).a = here();
    return {};
  }

  Status EmitConditional(const Node& node) {
    const auto children = ast().children_of(node);
    SB_TRY(Emit(children[0]));
    const uint32_t branch = Add(OpCode::kBranch, -1, node);
    SB_TRY(Emit(children[1]));
    const uint32_t leave = Add(OpCode::kJump, -1, node);
    at(branch).a = here();
    SB_TRY(Emit(children[2]));
    at(branch).b = here();
    at(leave).a = here();
    return {};
  }

  Status EmitOperator(const Node& node) {
    if (node.op == Op::kAnd || node.op == Op::kOr) return EmitLogical(node);
    if (node.op == Op::kConditional) return EmitConditional(node);
    const uint32_t start = here();
    const auto children = ast().children_of(node);
    for (NodeId id : children) SB_TRY(Emit(id));
    if (node.op == Op::kIn && UseSet(node)) return {};
    Add(OperatorCode(node), children.size() == 2 ? -1 : 0, node);
    Fold(start, children.size());
    return {};
  }

  // `x in ["a", "b", ...]`, the list being the last instruction: becomes a look-up when long and
  // all text.
  bool UseSet(const Node& node) {
    const Instruction last = program_.code.back();
    if (last.code != OpCode::kConstant) return false;
    const Value& list = program_.constants[last.a];
    if (!list.is(Kind::kList) || list.items().size() < kSetFrom) return false;
    TextSet set;
    for (const Value& item : list.items()) {
      if (!item.is(Kind::kString)) return false;
      set.emplace(item.as_text());
    }
    program_.code.pop_back();
    --height_;
    Add(OpCode::kInSet, 0, node, static_cast<uint32_t>(program_.sets.size()));
    program_.sets.push_back(std::move(set));
    return true;
  }

  Status EmitAggregate(const Node& node) {
    const uint32_t start = here();
    const auto children = ast().children_of(node);
    bool optional = false;
    for (NodeId id : children) {
      SB_TRY(Emit(id));
      if (!ast().is_optional_entry(id)) continue;
      optional = true;
      Add(OpCode::kUnwrapEntry, 0, ast().node(id));
    }
    const auto count = static_cast<uint32_t>(children.size());
    const bool map = node.kind == NodeKind::kMap;
    const int grows = 1 - static_cast<int>(count);
    Add(map ? OpCode::kMakeMap : OpCode::kMakeList, grows, node, map ? count / 2 : count);
    if (!optional) Fold(start, count);
    return {};
  }

  Status EmitCall(const Node& node, const NodeNote& meaning) {
    auto children = ast().children_of(node);
    if (meaning.namespaced) children = children.subspan(1);
    const std::string& name = meaning.functions->name;
    if (node.member && (name == "or" || name == "orValue") && children.size() == 2) {
      return EmitOptionalOr(node, name == "orValue");
    }
    const uint32_t start = here();
    for (NodeId id : children) SB_TRY(Emit(id));
    if (name == "matches" && children.size() == 2) {
      SB_ASSIGN(const bool done, UseRegex(node));
      if (done) return {};
    }
    const auto count = static_cast<uint32_t>(children.size());
    const auto number = static_cast<uint32_t>(program_.functions.size());
    program_.functions.push_back(meaning.functions);
    Add(OpCode::kCall, 1 - static_cast<int>(count), node, number, count);
    Fold(start, count);
    return {};
  }

  Result<bool> UseRegex(const Node& node) {
    const Instruction last = program_.code.back();
    if (last.code != OpCode::kConstant) return false;
    const Value& pattern = program_.constants[last.a];
    if (!pattern.is(Kind::kString)) return false;
    if (program_.regexes.size() == kMaxPatterns) {
      return Err(Code::kExhausted,
                 fmt::format("{}more than {} regular expressions",
                             PositionPrefix(PositionOf(ast().source, last.offset)), kMaxPatterns));
    }
    auto regex = CompileRegex(pattern.as_text(), kWrittenPatternMemory);
    if (!regex.ok()) {
      if (!strict_) return false;
      return Err(Code::kInvalid,
                 PositionPrefix(PositionOf(ast().source, last.offset)) + regex.error().message);
    }
    program_.code.pop_back();
    --height_;
    Add(OpCode::kMatch, 0, node, static_cast<uint32_t>(program_.regexes.size()));
    program_.regexes.push_back(std::move(*regex));
    return true;
  }

  Status EmitOptionalOr(const Node& node, bool value) {
    SB_TRY(Emit(ast().child(node, 0)));
    const uint32_t skip = Add(OpCode::kOptOr, -1, node, 0, value ? 1 : 0);
    SB_TRY(Emit(ast().child(node, 1)));
    if (!value) Add(OpCode::kMustBeOptional, 0, node);
    at(skip).a = here();
    return {};
  }

  Status EmitBind(const Node& node, uint32_t place) {
    SB_TRY(Emit(ast().child(node, 0)));
    Add(OpCode::kStoreLocal, -1, node, place);
    return Emit(ast().child(node, 1));
  }

  Status EmitOptMap(const Node& node, uint32_t place) {
    SB_TRY(Emit(ast().child(node, 0)));
    const uint32_t bind = Add(OpCode::kOptBind, -1, node, place);
    SB_TRY(Emit(ast().child(node, 1)));
    Add(node.flat ? OpCode::kMustBeOptional : OpCode::kOptWrap, 0, node);
    at(bind).b = here();
    return {};
  }

  uint32_t AddLoop(OpCode code, int grows, const Node& node, uint32_t place) {
    const uint32_t index = Add(code, grows, node, place);
    at(index).macro = node.macro;
    at(index).two = node.name2 != 0;
    return index;
  }

  // begin; next: [gate] body test|append, jump next; end. `leaves` are the ways out with the result
  // on the stack.
  Status EmitLoop(const Node& node, uint32_t place) {
    const auto children = ast().children_of(node);
    std::vector<uint32_t> leaves;
    SB_TRY(Emit(children[0]));
    leaves.push_back(AddLoop(OpCode::kLoopBegin, -1, node, place));
    const uint32_t next = AddLoop(OpCode::kLoopNext, 0, node, place);
    const bool tests = node.macro == Macro::kAll || node.macro == Macro::kExists ||
                       node.macro == Macro::kExistsOne || node.macro == Macro::kFilter;
    SB_TRY(Emit(children[1]));
    if (!tests && children.size() == 3) {
      leaves.push_back(AddLoop(OpCode::kLoopGate, -1, node, next));
      SB_TRY(Emit(children[2]));
    }
    leaves.push_back(AddLoop(tests ? OpCode::kLoopTest : OpCode::kLoopAppend, -1, node, place));
    Add(OpCode::kJump, 0, node, next);
    at(next).b = here();
    AddLoop(OpCode::kLoopEnd, 1, node, place);
    for (uint32_t leave : leaves) at(leave).b = here();
    return {};
  }

  // Replaces an instruction over `count` constants, the last one emitted since `start`, by its
  // result.
  void Fold(uint32_t start, size_t count) {
    if (here() - start != count + 1) return;
    for (uint32_t i = start; i < start + count; ++i) {
      if (at(i).code != OpCode::kConstant) return;
    }
    std::vector<Value> stack(count + 1);
    CompiledProgram part;
    part.code.assign(program_.code.begin() + start, program_.code.end());
    for (uint32_t i = 0; i < count; ++i) {
      part.constants.push_back(program_.constants[part.code[i].a]);
      part.code[i].a = i;
    }
    if (part.code.back().code == OpCode::kCall) {
      part.functions.push_back(program_.functions[part.code.back().a]);
      part.code.back().a = 0;
    }
    part.code.emplace_back();
    Budget budget{kFoldSteps};
    const Value result = cel::Run(part, NoSlots(), nullptr, stack.data(), budget).Own();
    // An error belongs to the evaluation: it may never get there.
    if (result.is_absent()) return;
    const uint32_t offset = program_.code.back().offset;
    program_.code.resize(start);
    height_ -= 1;
    Add(OpCode::kConstant, 1, offset, Constant(result), 0);
  }

  CompiledProgram& program_;
  bool strict_;
  int height_ = 0;
  int most_ = 0;
};

}  // namespace

Status GenerateCode(CompiledProgram& program, bool strict) {
  return Generator(program, strict).Run();
}

}  // namespace signalbox::cel
