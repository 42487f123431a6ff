#include <gtest/gtest.h>

#include "expr/ast.h"
#include "expr/parser.h"
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
        "a - (b - c) - d", "!(!a)", "-(-a)", "--0", "-(5)", "a in [b, c] == true", "(a in b) in c",
        "\"\\\"\\n\\u0001ü\" + r'\\d'", "1.5e-9 * -2.0e30", "(a == b) == (c < d)", "-(1.a)",
        "-(1.f())", "-(1[0])", "-(1.map(x, x))", "-(1.?a.b[2])", "--1.a"}) {
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

}  // namespace
}  // namespace signalbox::cel
