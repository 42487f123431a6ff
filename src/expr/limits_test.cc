// What hostile or careless expressions may cost.
#include <gtest/gtest.h>

#include "expr/compare.h"
#include "expr/parser.h"
#include "expr/program.h"

namespace signalbox::cel {
namespace {

class Nothing : public SlotReader {
 public:
  bool Read(uint32_t, Value*) const override { return false; }
};

std::string Repeat(std::string_view text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

Value EvalAlone(const std::string& source, int64_t steps = kDefaultSteps) {
  const auto program = Compile(source, TypeEnv());
  if (!program.ok()) return Value::Error("refused: " + program.error().message);
  Budget budget{steps};
  return Eval(*program, Nothing(), budget).Own();
}

TEST(Limits, AnExpressionOfAMegabyteIsRefusedWithoutReadingIt) {
  const auto refused = Compile("true" + std::string(1 << 20, ' '), TypeEnv());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::kExhausted);
}

TEST(Limits, DeepNestingIsRefusedInEveryForm) {
  const std::string deep[] = {
      Repeat("(", 20000) + "1" + Repeat(")", 20000),
      Repeat("[", 20000),
      Repeat("{1:", 20000),
      "x" + Repeat(".f()", 10000),
      "x" + Repeat("[0]", 10000),
      "1" + Repeat("+1", 20000),
      Repeat("true ? true : ", 4000) + "true",
      Repeat("f(", 20000),
      "x" + Repeat(".a", 20000),
      Repeat("-(", 10000),
  };
  for (const std::string& source : deep) {
    const auto refused = Compile(source, TypeEnv());
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::kExhausted) << source.substr(0, 20);
    EXPECT_NE(refused.error().message.find("line 1, column"), std::string::npos);
  }
}

TEST(Limits, WhatTheLanguageAsksForIsBelowTheLimits) {
  EXPECT_TRUE(EvalAlone(Repeat("true && ", 2000) + "true").is_true());
  EXPECT_TRUE(EvalAlone(Repeat("false || ", 2000) + "true").is_true());
  EXPECT_TRUE(EvalAlone(Repeat("!", 10001) + "false").is_true());
  EXPECT_TRUE(EvalAlone(Repeat("(", 32) + "true" + Repeat(")", 32)).is_true());
  EXPECT_EQ(EvalAlone("1" + Repeat(" + 1", 100)).as_int(), 101);
  EXPECT_TRUE(EvalAlone(Repeat("false ? false : ", 100) + "true").is_true());
}

TEST(Limits, AnEvaluationEndsWhenItsStepsAreUsedUp) {
  const std::string loop = "[1,2,3,4,5,6,7,8,9,10]";
  std::string source = "true";
  for (char name = 'a'; name < 'k'; ++name) {
    source = loop + ".all(" + name + ", " + source + ")";
  }
  const Value result = EvalAlone(source);
  ASSERT_TRUE(result.is_error());
  EXPECT_EQ(result.error_message(), "the evaluation takes more steps than it may");
  EXPECT_TRUE(EvalAlone("1 + 1 == 2 && [1, 2].all(x, x > 0)", 5).is_error());
  EXPECT_TRUE(EvalAlone("1 + 1 == 2 && [1, 2].all(x, x > 0)", 100).is_true());
}

TEST(Limits, ValuesThatGrowExponentiallyEndInAnError) {
  EXPECT_TRUE(EvalAlone("[\"foo\"]" + Repeat(".map(x, x + x)", 60)).is_error());
  EXPECT_TRUE(EvalAlone("[[1]]" + Repeat(".map(x, x + x)", 60)).is_error());
  EXPECT_TRUE(EvalAlone("[\"a\"]" + Repeat(".map(x, x.replace(\"\", x))", 40)).is_error());
}

TEST(Limits, AValueThatSharesItsPartsManyTimesIsCopiedAndShownInBoundedTime) {
  const Value shared = EvalAlone("[1]" + Repeat(".map(x, [x, x])", 100));
  ASSERT_TRUE(shared.is(Kind::kList));
  EXPECT_LT(ToCel(shared).size(), size_t{100} * 1024);
  const std::string twice = "[1]" + Repeat(".map(x, [x, x])", 100);
  EXPECT_TRUE(EvalAlone(twice + " == " + twice).is_error());
  EXPECT_TRUE(EvalAlone("\"%s\".format([" + twice + "])").is_error());
}

TEST(Limits, AValueNestedDeeperThanItsExpressionIsRefused) {
  const std::string bound = Repeat("[", 60) + "1" + Repeat("]", 60);
  std::string nested = "cel.bind(a, " + bound + ", ";
  for (char name = 'b'; name < 'h'; ++name) {
    const std::string inner = Repeat("[", 60) + static_cast<char>(name - 1) + Repeat("]", 60);
    nested += std::string("cel.bind(") + name + ", " + inner + ", ";
  }
  nested += "g" + Repeat(")", 7);
  const Value result = EvalAlone(nested);
  ASSERT_TRUE(result.is_error());
  EXPECT_NE(result.error_message().find("nested deeper"), std::string::npos);
}

TEST(Limits, RegularExpressionsAreBounded) {
  EXPECT_TRUE(EvalAlone("\"aaaa\".matches(\"(a+)+$\")").is_true());
  EXPECT_TRUE(EvalAlone("\"a\".matches(\"" + std::string(5000, 'a') + "\")").is_error());
  EXPECT_TRUE(EvalAlone(Repeat("\"a\".matches(\"a\") && ", 64) + "true").is_true());
  EXPECT_TRUE(EvalAlone(Repeat("\"a\".matches(\"a\") && ", 65) + "true").is_error());
  EXPECT_TRUE(EvalAlone("\"a\".matches(dyn(\"((a{100}){100}){100}\"))").is_error());
}

TEST(Limits, ErrorsThatALoopAbsorbsAreCountedAsWork) {
  const std::string ten = "[0,1,2,3,4,5,6,7,8,9]";
  const std::string source = Repeat(" ", 60000) + ten + ".exists(a, " + ten + ".exists(b, " + ten +
                             ".exists(c, 1 / 0 > 1)))";
  const Value result = EvalAlone(source);
  ASSERT_TRUE(result.is_error());
  EXPECT_EQ(result.error_message(), "the evaluation takes more steps than it may");
}

}  // namespace
}  // namespace signalbox::cel
