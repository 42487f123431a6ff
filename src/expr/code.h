// The compiled form of an expression: instructions for a stack machine. Private to expr/.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "expr/ast.h"
#include "expr/checker.h"
#include "expr/functions.h"
#include "expr/regex.h"

namespace signalbox::cel {

enum class OpCode : uint8_t {
  kReturn,
  kConstant,     // push constants[a]
  kSlot,         // push slot a
  kOptSlot,      // push slot a as an optional
  kHasSlot,      // push whether slot a has a value
  kLocal,        // push local a
  kStoreLocal,   // pop into local a
  kRaise,        // push the error constants[a]
  kJump,         // to a
  kJumpIfFalse,  // to a, keeping the top, when it is false
  kJumpIfTrue,
  kBranch,  // pop a bool: on when true, to a when false; keep anything else and go to b
  kAnd,     // of the two on top
  kOr,
  kNot,
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kLess,
  kLessEqual,
  kGreaterEqual,
  kGreater,
  kEqual,
  kNotEqual,
  kIn,
  kInSet,  // top in the texts of sets[a]
  kIndex,  // [container, key]
  kOptIndex,
  kSelect,  // field constants[a] of the top
  kOptSelect,
  kHasField,
  kMakeList,     // of the top a values
  kMakeMap,      // of the top 2a values
  kUnwrapEntry,  // the optional on top becomes its value, or a mark to leave it out
  kCall,         // functions[a] with the top b values
  kMatch,        // regexes[a] on the top
  kOptOr,        // top has a value: go to a (its value when b); else pop
  kMustBeOptional,
  kOptBind,  // optional on top: its value to local a; none: to b with none
  kOptWrap,
  kLoopBegin,   // pop the range into place a; what is not one: to b with an error
  kLoopNext,    // next element into the places from a, or to b
  kLoopTest,    // pop the predicate of a kAll, kExists, kExistsOne or kFilter at a; decided: to b
  kLoopGate,    // pop a filter: go on when true, back when false, to b with an error
  kLoopAppend,  // pop a value of a kMap or kTransform... at a; to b with an error
  kLoopEnd,     // push the result at a
};

struct Instruction {
  OpCode code = OpCode::kReturn;
  Macro macro = Macro::kNone;  // of the loop instructions
  bool two = false;            // the loop has two variables
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t offset = 0;  // in the source, for messages
};
static_assert(sizeof(Instruction) == 16);

struct TransparentHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
// The texts of a constant list, for `x in [...]`.
using TextSet = std::unordered_set<std::string, TransparentHash, std::equal_to<>>;

struct CompiledProgram {
  Ast ast;
  Checked checked;
  std::vector<Instruction> code;
  std::vector<Value> constants;  // own everything
  std::vector<const FunctionSet*> functions;
  std::vector<std::shared_ptr<const Regex>> regexes;
  std::vector<TextSet> sets;
  std::map<uint32_t, std::string> attribute_names;
  uint32_t stack_size = 0;
};

// Fills code and tables from ast and checked. Fails only on constant patterns that are no regular
// expressions, or too many.
Status GenerateCode(CompiledProgram& program, bool strict);

// Deepest nesting of lists, maps and optionals that evaluation builds, so that no walk over a value
// runs out of stack.
constexpr uint32_t kMaxValueDepth = 250;

class SlotReader;

// The machine that runs it, in eval.cc; `locals` and `stack` are null values in the sizes that the
// program says.
Value Run(const CompiledProgram& program, const SlotReader& slots, Value* locals, Value* stack,
          Budget& budget);

}  // namespace signalbox::cel
