// CEL: any text parses, or says where not; what parses is printed as text that parses to the same;
// what is checked evaluates within its budget, to the same each time, and printing changes no
// result.
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/check.h"
#include "expr/ast.h"
#include "expr/parser.h"
#include "expr/program.h"

namespace signalbox::cel {
namespace {

// Enough for every condition that people write; few, so that a run tries many expressions.
constexpr int64_t kSteps = 20'000;

enum SlotNumber : uint32_t { kText, kNumber, kYes, kList, kMap, kTime, kMissing, kAny };

TypeEnv Attributes() {
  TypeEnv env;
  env.Declare("lead.country", Type::String(), kText);
  env.Declare("lead.employees", Type::Int(), kNumber);
  env.Declare("lead.hot", Type::Bool(), kYes);
  env.Declare("lead.tags", Type::List(Type::String()), kList);
  env.Declare("lead.more", Type::Map(Type::String(), Type::Dyn()), kMap);
  env.Declare("lead.at", Type::Timestamp(), kTime);
  env.Declare("lead.state", Type::String(), kMissing);
  env.Declare("x", Type::Dyn(), kAny);
  return env;
}

class Record : public SlotReader {
 public:
  bool Read(uint32_t slot, Value* out) const override {
    if (slot == kMissing) return false;
    *out = slots_[slot].Alias();
    return true;
  }

 private:
  Value slots_[kAny + 1] = {
      Value::Borrow("M\xC3\xBCnchen DE"),
      Value::Int(1'200),
      Value::Bool(true),
      Value::List({Value::Borrow("vip"), Value::Borrow(""), Value::Borrow("80331")}),
      Value::Map({{Value::Borrow("size"), Value::Double(1.5)},
                  {Value::Borrow("deep"), Value::List({Value::Null(), Value::Uint(7)})}}),
      Value::Timestamp(1'763'649'600, 5),
      Value::Null(),
      Value::Int(-3)};
};

// The result in words; the budget of what failed to end may be no more than spent.
std::string Outcome(const Program& program, const SlotReader& record, bool* absent) {
  Budget budget{.steps = kSteps};
  const Value result = Eval(program, record, budget);
  CHECK(budget.steps >= 0 || result.is_error());
  *absent = result.is_absent();
  std::string words = Describe(program, result);
  Budget again{.steps = kSteps};
  CHECK(Describe(program, Eval(program, record, again)) == words);
  CHECK(again.steps == budget.steps);
  if (budget.steps >= 0) {
    Budget larger{.steps = 2 * kSteps};
    CHECK(Describe(program, Eval(program, record, larger)) == words);
  }
  return words;
}

void Evaluate(const Ast& ast, const Ast& printed, bool type_check) {
  static const TypeEnv env = Attributes();
  static const Record record;
  const Result<Program> program = Compile(Ast(ast), env, {.type_check = type_check});
  const Result<Program> twin = Compile(Ast(printed), env, {.type_check = type_check});
  CHECK(program.ok() == twin.ok());
  if (!program.ok()) return;
  bool absent = false, twin_absent = false;
  const std::string words = Outcome(*program, record, &absent);
  const std::string twin_words = Outcome(*twin, record, &twin_absent);
  // An error says where, which printing moves.
  CHECK(absent == twin_absent);
  CHECK(absent || words == twin_words);
}

void Run(std::string_view source) {
  const Result<Ast> ast = Parse(source);
  if (!ast.ok()) {
    CHECK(!ast.error().message.empty());
    return;
  }
  const std::string text = Format(*ast);
  const Result<Ast> printed = Parse(text);
  // What is printed may be longer than what was written, and so too long.
  if (!printed.ok() && text.size() > kMaxSourceBytes) return;
  CHECK(printed.ok());
  CHECK(Format(*printed) == text);
  Evaluate(*ast, *printed, true);
  Evaluate(*ast, *printed, false);
}

}  // namespace
}  // namespace signalbox::cel

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  signalbox::cel::Run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
