// The function library by example: what each expression gives.
#include <gtest/gtest.h>

#include "expr/compare.h"
#include "expr/program.h"

namespace signalbox::cel {
namespace {

class Nothing : public SlotReader {
 public:
  bool Read(uint32_t, Value*) const override { return false; }
};

// The value as source, or what is wrong without its place.
std::string Gives(std::string_view source) {
  const auto program = Compile(source, TypeEnv());
  if (!program.ok()) return "refused: " + program.error().message;
  Budget budget;
  return ToCel(Eval(*program, Nothing(), budget));
}

TEST(Strings, PositionsCountCodePoints) {
  EXPECT_EQ(Gives("'tüßen'.size()"), "5");
  EXPECT_EQ(Gives("'tüßen'.charAt(2)"), "\"ß\"");
  EXPECT_EQ(Gives("'tüßen'.charAt(5)"), "\"\"");
  EXPECT_EQ(Gives("'tüßen'.charAt(6)"), "error: index out of range: 6");
  EXPECT_EQ(Gives("'tüßen'.indexOf('en')"), "3");
  EXPECT_EQ(Gives("'tüßen'.substring(1, 3)"), "\"üß\"");
  EXPECT_EQ(Gives("'tüßen'.substring(5)"), "\"\"");
  EXPECT_EQ(Gives("'tüßen'.substring(6)"), "error: index out of range: 6");
  EXPECT_EQ(Gives("'tüßen'.substring(-1)"), "error: index out of range: -1");
  EXPECT_EQ(Gives("'tüßen'.reverse()"), "\"neßüt\"");
}

TEST(Strings, AreSearched) {
  EXPECT_EQ(Gives("'tacocat'.indexOf('a', 2)"), "5");
  EXPECT_EQ(Gives("'tacocat'.indexOf('')"), "0");
  EXPECT_EQ(Gives("'tacocat'.indexOf('', 3)"), "3");
  EXPECT_EQ(Gives("'tacocat'.indexOf('x')"), "-1");
  EXPECT_EQ(Gives("'tacocat'.lastIndexOf('a')"), "5");
  EXPECT_EQ(Gives("'tacocat'.lastIndexOf('a', 4)"), "1");
  EXPECT_EQ(Gives("'tacocat'.lastIndexOf('')"), "7");
  EXPECT_EQ(Gives("'tacocat'.lastIndexOf('a', -1)"), "error: index out of range: -1");
  EXPECT_EQ(Gives("'tacocat'.contains('coca')"), "true");
  EXPECT_EQ(Gives("matches('+49 30 1', '^[+]49')"), "true");
}

TEST(Strings, AreSplitJoinedAndReplaced) {
  EXPECT_EQ(Gives("'a,b,c'.split(',')"), "[\"a\", \"b\", \"c\"]");
  EXPECT_EQ(Gives("'a,b,c'.split(',', 2)"), "[\"a\", \"b,c\"]");
  EXPECT_EQ(Gives("'a,b,c'.split(',', 1)"), "[\"a,b,c\"]");
  EXPECT_EQ(Gives("'a,b,c'.split(',', 0)"), "[]");
  EXPECT_EQ(Gives("'a,b,c'.split(',', -1)"), "[\"a\", \"b\", \"c\"]");
  EXPECT_EQ(Gives("'äb'.split('')"), "[\"ä\", \"b\"]");
  EXPECT_EQ(Gives("''.split('')"), "[]");
  EXPECT_EQ(Gives("''.split(',')"), "[\"\"]");
  EXPECT_EQ(Gives("['a', 'b'].join('-')"), "\"a-b\"");
  EXPECT_EQ(Gives("[dyn(1)].join('-')"), "error: no such overload: `join` over (int)");
  EXPECT_EQ(Gives("'hello hello'.replace('he', 'we')"), "\"wello wello\"");
  EXPECT_EQ(Gives("'hello hello'.replace('he', 'we', 1)"), "\"wello hello\"");
  EXPECT_EQ(Gives("'hello hello'.replace('he', 'we', 0)"), "\"hello hello\"");
  EXPECT_EQ(Gives("'äb'.replace('', '_')"), "\"_ä_b_\"");
}

TEST(Strings, ChangeCaseAndTrim) {
  EXPECT_EQ(Gives("'TacoCÄt'.lowerAscii()"), "\"tacocÄt\"");
  EXPECT_EQ(Gives("'tacocät'.upperAscii()"), "\"TACOCäT\"");
  EXPECT_EQ(Gives("' \\t x y \\u00a0\\u2003'.trim()"), "\"x y\"");
  EXPECT_EQ(Gives("' \\n '.trim()"), "\"\"");
  EXPECT_EQ(Gives("('a' + 'B').lowerAscii().trim()"), "\"ab\"");
}

TEST(Strings, AreFormatted) {
  EXPECT_EQ(Gives("'%s has %d of %.2f%%'.format(['x', 3, 1.5])"), "\"x has 3 of 1.50%\"");
  EXPECT_EQ(Gives("'%x %X %o %b'.format([-255, 255, 8, true])"), "\"-ff FF 10 1\"");
  EXPECT_EQ(Gives("'%s'.format([{'b': 1, 'a': [2u, null]}])"), "\"{a: [2, null], b: 1}\"");
  EXPECT_EQ(Gives("'%d'.format([1.5])"),
            "error: error during formatting: decimal clause can only be used on integers, was "
            "given double");
  EXPECT_EQ(Gives("'%☺'.format([1])"),
            "error: could not parse formatting clause: unrecognized formatting clause \"☺\"");
  EXPECT_EQ(Gives("'%'.format([1])"),
            "error: could not parse formatting clause: the text ends after `%`");
  EXPECT_EQ(Gives("'%.9999999999f'.format([1.0])"), "error: a precision above 1000");
  EXPECT_EQ(Gives("'%s %s'.format(['a'])"), "error: index 1 out of range");
}

TEST(Numbers, ConvertWithinTheirRange) {
  EXPECT_EQ(Gives("int('-9223372036854775808')"), "-9223372036854775808");
  EXPECT_EQ(Gives("int('9223372036854775808')"), "error: `9223372036854775808` is not an int");
  EXPECT_EQ(Gives("int('1x')"), "error: `1x` is not an int");
  EXPECT_EQ(Gives("int(9223372036854775807.0)"), "error: the number is out of the range of int");
  EXPECT_EQ(Gives("uint(-1)"), "error: the number is out of the range of uint");
  EXPECT_EQ(Gives("double('1e3')"), "1000.0");
  EXPECT_EQ(Gives("double('abc')"), "error: `abc` is not a double");
  EXPECT_EQ(Gives("string(1e30)"), "\"1e+30\"");
  EXPECT_EQ(Gives("string(100000.0)"), "\"100000\"");
  EXPECT_EQ(Gives("bool('1')"), "true");
  EXPECT_EQ(Gives("bool('yes')"), "error: `yes` is not a bool");
}

TEST(Numbers, NeverWrapAround) {
  EXPECT_EQ(Gives("9223372036854775807 + 1"), "error: int overflow");
  EXPECT_EQ(Gives("-9223372036854775808 - 1"), "error: int overflow");
  EXPECT_EQ(Gives("-9223372036854775808 * -1"), "error: int overflow");
  EXPECT_EQ(Gives("-9223372036854775808 / -1"), "error: int overflow");
  EXPECT_EQ(Gives("-9223372036854775808 % -1"), "error: int overflow");
  EXPECT_EQ(Gives("0u - 1u"), "error: uint overflow");
  EXPECT_EQ(Gives("1.0 / 0.0"), "double(\"Infinity\")");
  EXPECT_EQ(Gives("math.abs(-9223372036854775808)"), "error: int overflow");
}

TEST(Numbers, MathTakesAnyNumberOfThem) {
  EXPECT_EQ(Gives("math.greatest(1, 2.5, 2u)"), "2.5");
  EXPECT_EQ(Gives("math.least([3, 1, 2])"), "1");
  EXPECT_EQ(Gives("math.greatest([])"), "error: math.greatest of an empty list");
  EXPECT_EQ(Gives("math.round(2.5)"), "3.0");
  EXPECT_EQ(Gives("math.sqrt(49)"), "7.0");
  EXPECT_EQ(Gives("math.bitShiftRight(-1024, 3)"), "2305843009213693824");
  EXPECT_TRUE(Gives("math.greatest(1, 2, 'x')").starts_with("refused"));
}

TEST(Times, AreReadInEveryForm) {
  EXPECT_EQ(Gives("timestamp('2024-02-29T12:00:00+02:00')"), "timestamp(\"2024-02-29T10:00:00Z\")");
  EXPECT_EQ(Gives("timestamp('2024-02-29T12:00:00.5Z').getMilliseconds()"), "500");
  EXPECT_EQ(Gives("duration('1h30m')"), "duration(\"5400s\")");
  EXPECT_EQ(Gives("duration('-1.5h')"), "duration(\"-5400s\")");
  EXPECT_EQ(Gives("duration('1ms') + duration('1us') + duration('1ns')"),
            "duration(\"0.001001001s\")");
  EXPECT_EQ(Gives("duration('-9223372036854775808ns')"), "duration(\"-9223372036.854775808s\")");
  EXPECT_EQ(Gives("duration('9223372036854775808ns')"), "error: duration out of range");
  for (const char* bad :
       {"2024-02-30T00:00:00Z", "2024-01-01", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00",
        "2024-1-01T00:00:00Z", "", "2024-01-01T00:00:00.Z"}) {
    EXPECT_TRUE(Gives("timestamp('" + std::string(bad) + "')").starts_with("error: `")) << bad;
  }
  for (const char* bad : {"1", "h", "1d", "1h 30m", "", "-", ".s", "1.h2"}) {
    EXPECT_TRUE(Gives("duration('" + std::string(bad) + "')").starts_with("error: `")) << bad;
  }
}

TEST(Times, FieldsFollowTheZoneAndItsSummerTime) {
  const std::string winter = "timestamp('2024-01-15T23:30:00Z')";
  const std::string summer = "timestamp('2024-07-15T23:30:00Z')";
  EXPECT_EQ(Gives(winter + ".getHours('Europe/Berlin')"), "0");
  EXPECT_EQ(Gives(summer + ".getHours('Europe/Berlin')"), "1");
  EXPECT_EQ(Gives(summer + ".getDate('Europe/Berlin')"), "16");
  EXPECT_EQ(Gives(summer + ".getDate('-05:30')"), "15");
  EXPECT_EQ(Gives(summer + ".getMinutes('Asia/Kolkata')"), "0");
  EXPECT_EQ(Gives("timestamp('2024-12-31T00:00:00Z').getDayOfYear()"), "365");
  EXPECT_EQ(Gives("timestamp('2024-12-29T00:00:00Z').getDayOfWeek()"), "0");
  EXPECT_TRUE(Gives(summer + ".getHours('+25:00')").starts_with("error: unknown time zone"));
  EXPECT_TRUE(Gives(summer + ".getHours('')").starts_with("error: unknown time zone"));
}

TEST(Times, AddAndSubtractWithinTheirRange) {
  EXPECT_EQ(Gives("timestamp('2024-01-01T00:00:00Z') - timestamp('2023-12-31T23:59:59.5Z')"),
            "duration(\"0.500s\")");
  EXPECT_EQ(Gives("timestamp('9999-12-31T23:59:59Z') + duration('1s')"),
            "error: timestamp out of range (years 1 to 9999)");
  EXPECT_EQ(Gives("timestamp('1969-12-31T23:59:59.5Z') - duration('1s')"),
            "timestamp(\"1969-12-31T23:59:58.500Z\")");
  EXPECT_EQ(Gives("type(duration('1s')) == google.protobuf.Duration"), "true");
}

TEST(Optionals, ChainWithoutErrors) {
  EXPECT_EQ(Gives("{'a': 1}.?b.orValue(2)"), "2");
  EXPECT_EQ(Gives("{'a': {'b': 1}}.?a.b"), "optional.of(1)");
  EXPECT_EQ(Gives("[1][?3].or(optional.of(4)).value()"), "4");
  EXPECT_EQ(Gives("optional.of(1).orValue(1 / 0)"), "1");
  EXPECT_EQ(Gives("optional.none().value()"), "error: `value` of optional.none()");
  EXPECT_EQ(Gives("[?optional.none(), 2]"), "[2]");
  EXPECT_EQ(Gives("{?'a': optional.of(1), ?'b': optional.none()}"), "{\"a\": 1}");
  EXPECT_EQ(Gives("optional.unwrap([optional.of(1), optional.none()])"), "[1]");
  EXPECT_EQ(Gives("[1, 2].last()"), "optional.of(2)");
  EXPECT_EQ(Gives("optional.of(2).optFlatMap(x, x > 1 ? optional.of(x) : optional.none())"),
            "optional.of(2)");
  EXPECT_TRUE(Gives("[?1]").starts_with("refused"));
}

TEST(Encoders, Base64IsStrictButForItsPadding) {
  EXPECT_EQ(Gives("base64.encode(b'\\xff\\xfe')"), "\"//4=\"");
  EXPECT_EQ(Gives("base64.decode('//4')"), "b\"\\xff\\xfe\"");
  EXPECT_EQ(Gives("base64.decode('')"), "b\"\"");
  for (const char* bad : {"a", "a===", "ab=", "a b=", "*bc="}) {
    EXPECT_EQ(Gives("base64.decode('" + std::string(bad) + "')"), "error: the text is not base64");
  }
}

TEST(Macros, GoOverListsAndMaps) {
  EXPECT_EQ(Gives("[1, 2, 3].map(x, x > 1, x * 10)"), "[20, 30]");
  EXPECT_EQ(Gives("{'a': 1, 'b': 2}.filter(k, k != 'a')"), "[\"b\"]");
  EXPECT_EQ(Gives("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, v * 10)"), "{\"b\": 20}");
  EXPECT_EQ(Gives("[5, 6].transformMap(i, v, v)"), "{0: 5, 1: 6}");
  EXPECT_EQ(Gives("{'a': 'x', 'b': 'y'}.transformMapEntry(k, v, {v: k})"),
            "{\"x\": \"a\", \"y\": \"b\"}");
  EXPECT_EQ(Gives("{'a': 'x', 'b': 'x'}.transformMapEntry(k, v, {v: k})"),
            "error: the key \"x\" is repeated");
  EXPECT_EQ(Gives("[[1, 2], [3]].map(l, l.map(x, [x, l.size()]))"), "[[[1, 2], [2, 2]], [[3, 1]]]");
  EXPECT_EQ(Gives("cel.bind(x, [1, 2], x.all(y, y in x))"), "true");
  EXPECT_TRUE(Gives("[1].all(x.y, true)").starts_with("refused: line 1, column 9"));
  EXPECT_TRUE(Gives("has(1)").starts_with("refused: line 1, column 1: `has` takes a field"));
  EXPECT_TRUE(Gives("5.all(x, true)").starts_with("refused"));
}

TEST(Maps, OfManyKeysAreSearchedLikeSmallOnes) {
  std::string source = "{";
  for (int i = 0; i < 100; ++i) {
    source += (i == 0 ? "" : ", ") + std::to_string((i * 37) % 100) + ": " + std::to_string(i);
  }
  source += "}";
  EXPECT_EQ(Gives(source + "[37]"), "1");
  EXPECT_EQ(Gives(source + "[dyn(74.0)]"), "2");
  EXPECT_EQ(Gives("100 in " + source), "false");
  EXPECT_EQ(Gives("dyn(0.0/0.0) in " + source), "false");
  EXPECT_EQ(Gives(source + ".transformMap(k, v, v)[37]"), "1");
}

}  // namespace
}  // namespace signalbox::cel
