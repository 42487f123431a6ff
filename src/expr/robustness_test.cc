// No text, however odd, and no value, however unfit, may do more than give an error.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "expr/ast.h"
#include "expr/parser.h"
#include "expr/program.h"

namespace signalbox::cel {
namespace {

class Nothing : public SlotReader {
 public:
  bool Read(uint32_t, Value*) const override { return false; }
};

const std::vector<std::string>& Fragments() {
  static const std::vector<std::string> fragments = {"1",
                                                     "2u",
                                                     "1.5",
                                                     "'a'",
                                                     "b'x'",
                                                     "true",
                                                     "null",
                                                     "a",
                                                     "b.c",
                                                     "(",
                                                     ")",
                                                     "[",
                                                     "]",
                                                     "{",
                                                     "}",
                                                     ",",
                                                     ":",
                                                     "?",
                                                     ".",
                                                     " + ",
                                                     " - ",
                                                     " * ",
                                                     " / ",
                                                     " % ",
                                                     " < ",
                                                     " == ",
                                                     " && ",
                                                     " || ",
                                                     "!",
                                                     "-",
                                                     " in ",
                                                     ".all(",
                                                     "x, ",
                                                     ".map(",
                                                     "has(",
                                                     "size(",
                                                     "int(",
                                                     "dyn(",
                                                     ".?",
                                                     "[?",
                                                     ".f(",
                                                     "type(",
                                                     "cel.bind(x, ",
                                                     ".join(",
                                                     "optional.of(",
                                                     ".orValue(",
                                                     ".optMap(x, ",
                                                     "'%s%d'.format(",
                                                     "timestamp(",
                                                     "duration(",
                                                     ".matches(",
                                                     ".split(",
                                                     "\"",
                                                     "`",
                                                     "//",
                                                     "\n"};
  return fragments;
}

// Whatever `source` is, it is refused or evaluates within its budget, and its canonical form is
// stable.
void MustBeHandled(const std::string& source) {
  TypeEnv env;
  env.Declare("a", Type::Dyn(), 0);
  env.Declare("b.c", Type::Int(), 1);
  for (const bool type_check : {true, false}) {
    const auto program = Compile(source, env, {.type_check = type_check, .result_type = {}});
    if (!program.ok()) continue;
    Budget budget{10'000};
    Describe(*program, Eval(*program, Nothing(), budget));
    const std::string once = Format(program->ast());
    const auto again = Parse(once);
    RC_ASSERT(again.ok());
    RC_ASSERT(Format(*again) == once);
  }
}

RC_GTEST_PROP(Robustness, AnyRowOfFragmentsIsHandled, ()) {
  const auto picks =
      *rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(0, Fragments().size()));
  std::string source;
  for (size_t pick : picks) source += Fragments()[pick];
  MustBeHandled(source);
}

const std::vector<std::string>& Values() {
  static const std::vector<std::string> values = {"1",
                                                  "-9223372036854775808",
                                                  "2u",
                                                  "1e999",
                                                  "'a%sü'",
                                                  "b'\\xff'",
                                                  "true",
                                                  "null",
                                                  "a",
                                                  "b.c",
                                                  "[1, 'x']",
                                                  "{'k': [1], 2: 'z'}",
                                                  "timestamp(0)",
                                                  "duration('1s')",
                                                  "int",
                                                  "optional.of({'k': 1})",
                                                  "optional.none()",
                                                  "[]",
                                                  "'Europe/Berlin'",
                                                  "(1 / 0)"};
  return values;
}

const std::vector<std::string>& Shapes() {
  static const std::vector<std::string> shapes = {"dyn(#) + dyn(#)",
                                                  "dyn(#) - dyn(#)",
                                                  "dyn(#) * dyn(#)",
                                                  "dyn(#) % dyn(#)",
                                                  "dyn(#) / dyn(#)",
                                                  "dyn(#) < dyn(#)",
                                                  "dyn(#) == dyn(#)",
                                                  "dyn(#) in dyn(#)",
                                                  "dyn(#)[dyn(#)]",
                                                  "dyn(#)[?dyn(#)]",
                                                  "dyn(#).k",
                                                  "has(dyn(#).k)",
                                                  "dyn(#).?k.k",
                                                  "-dyn(#)",
                                                  "!dyn(#)",
                                                  "dyn(#) && dyn(#)",
                                                  "dyn(#) || dyn(#)",
                                                  "dyn(#) ? # : #",
                                                  "dyn(#).all(x, dyn(#))",
                                                  "dyn(#).map(x, dyn(#), x)",
                                                  "dyn(#).transformMap(x, y, dyn(#))",
                                                  "dyn(#).transformMapEntry(x, y, dyn(#))",
                                                  "dyn(#).optMap(x, [x, #])",
                                                  "dyn(#).orValue(dyn(#))",
                                                  "dyn(#).or(dyn(#))",
                                                  "dyn(#).format(dyn(#))",
                                                  "'%s'.format([#, #])",
                                                  "dyn(#).matches(dyn(#))",
                                                  "dyn(#).substring(dyn(#), dyn(#))",
                                                  "dyn(#).join(dyn(#))",
                                                  "dyn(#).split(dyn(#))",
                                                  "dyn(#).replace(dyn(#), dyn(#))",
                                                  "dyn(#).getHours(dyn(#))",
                                                  "int(dyn(#))",
                                                  "uint(dyn(#))",
                                                  "double(dyn(#))",
                                                  "string(dyn(#))",
                                                  "bytes(dyn(#))",
                                                  "timestamp(dyn(#))",
                                                  "duration(dyn(#))",
                                                  "math.greatest(dyn(#), dyn(#))",
                                                  "math.bitShiftLeft(dyn(#), dyn(#))",
                                                  "{dyn(#): #}",
                                                  "[?dyn(#), #]",
                                                  "size(dyn(#))"};
  return shapes;
}

// Values of every kind under functions and operators that may not take them.
RC_GTEST_PROP(Robustness, AnyOperationOverAnyValuesIsHandled, ()) {
  const auto& values = Values();
  const auto& shapes = Shapes();
  std::string source = *rc::gen::elementOf(shapes);
  for (int round = 0; round < 2; ++round) {
    const std::string inner = *rc::gen::elementOf(round == 0 ? shapes : values);
    for (size_t at = source.find('#'); at != std::string::npos; at = source.find('#', at)) {
      const std::string part = round == 0 ? "(" + inner + ")" : *rc::gen::elementOf(values);
      source.replace(at, 1, part);
      if (round == 0) at += part.size();
    }
  }
  MustBeHandled(source);
}

RC_GTEST_PROP(Robustness, AnyBytesAreRefusedOrRead, (const std::string& source)) {
  const auto ast = Parse(source);
  if (!ast.ok()) RC_ASSERT(ast.error().message.starts_with("line "));
}

}  // namespace
}  // namespace signalbox::cel
