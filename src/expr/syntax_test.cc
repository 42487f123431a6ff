#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "expr/ast.h"
#include "expr/lexer.h"
#include "expr/parser.h"
#include "expr/program.h"
#include "expr/utf8.h"

namespace signalbox::cel {
namespace {

std::string Canonical(std::string_view source) {
  const auto ast = Parse(source);
  return ast.ok() ? Format(*ast) : "refused: " + ast.error().message;
}

TEST(Format, WritesOneFormForManySpellings) {
  EXPECT_EQ(Canonical("a&&b  ||c"), "a && b || c");
  EXPECT_EQ(Canonical("a && (b || c)"), "a && (b || c)");
  EXPECT_EQ(Canonical("(a + b) * c - (d - e)"), "(a + b) * c - (d - e)");
  EXPECT_EQ(Canonical("((a))"), "a");
  EXPECT_EQ(Canonical("'it' + \"s\" // why"), "\"it\" + \"s\"");
  EXPECT_EQ(Canonical("a?b:c?d:e"), "a ? b : c ? d : e");
  EXPECT_EQ(Canonical("(a?b:c)?d:e"), "(a ? b : c) ? d : e");
  EXPECT_EQ(Canonical("!(a==b)"), "!(a == b)");
  EXPECT_EQ(Canonical("-x - -1"), "-x - -1");
  EXPECT_EQ(Canonical("(-1).f()"), "(-1).f()");
  EXPECT_EQ(Canonical("has( a.b )"), "has(a.b)");
  EXPECT_EQ(Canonical("a.?b[?0].`c-d`"), "a.?b[?0].`c-d`");
  EXPECT_EQ(Canonical("[1,?b,]"), "[1, ?b]");
  EXPECT_EQ(Canonical("{'a':1,?\"b\":c}"), "{\"a\": 1, ?\"b\": c}");
  EXPECT_EQ(Canonical("x.exists_one(y,z,y==z)"), "x.exists_one(y, z, y == z)");
  EXPECT_EQ(Canonical("x.map(y,y>1,y)"), "x.map(y, y > 1, y)");
  EXPECT_EQ(Canonical("cel.bind(x,1,x)"), "cel.bind(x, 1, x)");
  EXPECT_EQ(Canonical(".a.b(1e400, 0x10u, b'\\x00')"), ".a.b(1e999, 16u, b\"\\x00\")");
}

TEST(Format, IsReadAgainAsTheSame) {
  for (const char* source :
       {"a && b && (c || !d)", "x.all(y, y > -1) ? [1, 2u, 3.0] : {}", "a.b.?c.optMap(x, -x)",
        "a - (b - c) - d", "!(!a)", "-(-a)", "a in [b, c] == true", "(a in b) in c",
        "\"\\\"\\n\\u0001ü\" + r'\\d'", "1.5e-9 * -2.0e30", "(a == b) == (c < d)"}) {
    const std::string once = Canonical(source);
    EXPECT_EQ(Canonical(once), once) << source;
    EXPECT_FALSE(once.starts_with("refused")) << once;
  }
}

TEST(Parser, KeepsALongConditionFlat) {
  const auto ast = Parse("a && b && c && d");
  ASSERT_TRUE(ast.ok());
  EXPECT_EQ(ast->node(ast->root).child_count, 4u);
  EXPECT_EQ(ast->node(ast->root).depth, 2);
}

TEST(Parser, PlacesCountLinesAndCodePoints) {
  EXPECT_EQ(Canonical("'äöü' +\n  'ß' ! 1"),
            "refused: line 2, column 7: found `!` where an operator or the end is expected");
}

TEST(Parser, RefusesWhatIsNotAnExpression) {
  for (const char* source : {"1 +",
                             "a b",
                             "a..b",
                             "[1",
                             "{1}",
                             "{1:}",
                             "f(,)",
                             "a.1",
                             "1u.5",
                             "0x",
                             "12a",
                             "'\\q'",
                             "'\\ud800'",
                             "'\\U00110000'",
                             "b'\\u0041'",
                             "'a\nb'",
                             "\"\"\"a",
                             "@",
                             "a ? b",
                             "a[",
                             "9223372036854775808",
                             "18446744073709551616u",
                             "null()",
                             "Msg{}",
                             "`a`",
                             "a.`b`(1)",
                             "has(a)",
                             "[1].map(1, 2)",
                             "[1].all(x, x, x)",
                             "1 = 2",
                             "a & b",
                             "in",
                             "."}) {
    EXPECT_TRUE(Canonical(source).starts_with("refused: line ")) << source;
  }
}

TEST(Utf8, InvalidFormsAreRecognised) {
  EXPECT_TRUE(IsUtf8("aä☺\xF0\x9F\x90\xB1"));
  for (const char* bad : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                          "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "a\xE2\x98"}) {
    EXPECT_FALSE(IsUtf8(bad));
  }
  EXPECT_EQ(Clip("aä", 2), "a");
  EXPECT_EQ(Clip("aä", 3), "aä");
}

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

// Values of every kind under functions and operators that may not take them.
RC_GTEST_PROP(Robustness, AnyOperationOverAnyValuesIsHandled, ()) {
  static const std::vector<std::string> kValues = {"1",
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
  static const std::vector<std::string> kShapes = {"dyn(#) + dyn(#)",
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
  std::string source = *rc::gen::elementOf(kShapes);
  for (int round = 0; round < 2; ++round) {
    const std::string inner = *rc::gen::elementOf(round == 0 ? kShapes : kValues);
    for (size_t at = source.find('#'); at != std::string::npos; at = source.find('#', at)) {
      const std::string part = round == 0 ? "(" + inner + ")" : *rc::gen::elementOf(kValues);
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
