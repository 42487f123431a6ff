#include "expr/program.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "expr/code.h"
#include "expr/compare.h"
#include "expr/names.h"
#include "expr/parser.h"

namespace signalbox::cel {

namespace {

// Values that an evaluation keeps on the thread's stack; a rare larger program takes them from the
// heap.
constexpr size_t kInlineValues = 64;

void NameSlots(const TypeEnv& env, CompiledProgram& program) {
  for (const std::string& name : env.Names()) {
    const uint32_t slot = env.Find(name)->slot;
    for (uint32_t used : program.checked.slots) {
      if (used == slot) program.attribute_names.emplace(slot, name);
    }
  }
}

}  // namespace

Program::Program(std::shared_ptr<const CompiledProgram> compiled)
    : compiled_(std::move(compiled)) {}

const Ast& Program::ast() const {
  return compiled_->ast;
}

const Type& Program::result_type() const {
  return type_of(compiled_->ast.root);
}

std::span<const uint32_t> Program::slots_used() const {
  return compiled_->checked.slots;
}

std::string_view Program::attribute_name(uint32_t slot) const {
  const auto at = compiled_->attribute_names.find(slot);
  return at == compiled_->attribute_names.end() ? "" : std::string_view(at->second);
}

std::optional<uint32_t> Program::slot_of(NodeId node) const {
  const NodeNote& note = compiled_->checked.notes[node];
  if (note.meaning != Meaning::kSlot) return std::nullopt;
  return note.target;
}

const Type& Program::type_of(NodeId node) const {
  return compiled_->checked.notes[node].type;
}

Result<Program> Compile(std::string_view source, const TypeEnv& env,
                        const CompileOptions& options) {
  SB_ASSIGN(Ast ast, Parse(source));
  return Compile(std::move(ast), env, options);
}

Result<Program> Compile(Ast ast, const TypeEnv& env, const CompileOptions& options) {
  auto program = std::make_shared<CompiledProgram>();
  program->ast = std::move(ast);
  SB_ASSIGN(program->checked, Check(program->ast, env, options.type_check));
  const Type& type = program->checked.notes[program->ast.root].type;
  if (options.result_type && !type.is_dyn() && !(type == *options.result_type)) {
    return Err(Code::kInvalid, fmt::format("line 1, column 1: gives {} where {} is expected",
                                           type.ToString(), options.result_type->ToString()));
  }
  SB_TRY(GenerateCode(*program, options.type_check));
  NameSlots(env, *program);
  return Program(std::move(program));
}

Value Eval(const Program& program, const SlotReader& slots, Budget& budget) {
  const CompiledProgram& compiled = program.compiled();
  const size_t locals = compiled.checked.local_count;
  const size_t needed = locals + compiled.stack_size;
  if (needed > kInlineValues) {
    std::vector<Value> values(needed);
    return Run(compiled, slots, values.data(), values.data() + locals, budget);
  }
  // Only the values that this program uses are made and destroyed.
  alignas(Value) std::array<std::byte, kInlineValues * sizeof(Value)> room;
  auto* values = reinterpret_cast<Value*>(room.data());
  std::uninitialized_value_construct_n(values, needed);
  Value result = Run(compiled, slots, values, values + locals, budget);
  std::destroy_n(values, needed);
  return result;
}

std::string Describe(const Program& program, const Value& result) {
  if (result.is_error()) {
    if (result.error_line() == 0) return result.error_message();
    return PositionPrefix({result.error_line(), result.error_column()}) + result.error_message();
  }
  if (!result.is_unknown()) return ToCel(result);
  std::string text = "not known: ";
  const char* separator = "";
  for (uint32_t slot : result.unknown_slots()) {
    text += fmt::format("{}`{}`", separator, program.attribute_name(slot));
    separator = ", ";
  }
  return text;
}

}  // namespace signalbox::cel
