// Compile an expression once, evaluate it many times.
//
//   TypeEnv env;
//   env.Declare("lead.country", Type::String(), 0);
//   SB_ASSIGN(const Program program, Compile("lead.country in [\"DE\", \"AT\"]", env));
//   Budget budget;
//   const Value value = Eval(program, slots, budget);
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "expr/ast.h"
#include "expr/budget.h"
#include "expr/env.h"
#include "expr/types.h"
#include "expr/value.h"

namespace signalbox::cel {

// Where attribute values come from. Called on the evaluating thread, at most once per mention in
// the expression, and only for slots that are needed.
class SlotReader {
 public:
  virtual ~SlotReader() = default;
  // Sets `out` and returns true, or returns false when there is no value. What `out` borrows must
  // outlive the result of the evaluation.
  virtual bool Read(uint32_t slot, Value* out) const = 0;
};

struct CompiledProgram;  // expr/code.h

// Immutable, cheap to copy, usable from several threads at once.
class Program {
 public:
  explicit Program(std::shared_ptr<const CompiledProgram> compiled);

  const Ast& ast() const;
  const Type& result_type() const;
  // The slots that evaluation may ask for, ascending.
  std::span<const uint32_t> slots_used() const;
  // The declared name of a used slot.
  std::string_view attribute_name(uint32_t slot) const;

  // For static analysis: the slot that a node reads, and its type.
  std::optional<uint32_t> slot_of(NodeId node) const;
  const Type& type_of(NodeId node) const;

  const CompiledProgram& compiled() const { return *compiled_; }

 private:
  std::shared_ptr<const CompiledProgram> compiled_;
};

struct CompileOptions {
  bool type_check = true;           // without, names and types are found wrong only when evaluated
  std::optional<Type> result_type;  // anything else (but dyn) is refused
};

// Errors say where: "line 1, column 9: unknown attribute `lead.contry`; did you mean
// `lead.country`". Never more than kMaxSourceBytes of source nor kMaxDepth of nesting.
Result<Program> Compile(std::string_view source, const TypeEnv& env,
                        const CompileOptions& options = {});
// The same from a parsed tree.
Result<Program> Compile(Ast ast, const TypeEnv& env, const CompileOptions& options = {});

// A value, an error (a message with line and column) or unknown (which attributes were missing).
// Deterministic. The result may borrow from the program and from what the slots gave; `Own()` keeps
// it longer. Spends `budget`; when that runs out the result is an error.
Value Eval(const Program& program, const SlotReader& slots, Budget& budget);

// A result in words: `true`, "line 1, column 3: division by zero", "not known: `lead.country`".
std::string Describe(const Program& program, const Value& result);

}  // namespace signalbox::cel
