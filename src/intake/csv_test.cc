#include "intake/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/limits.h"
#include "intake/csv_writer.h"

namespace signalbox {
namespace {

using Fields = std::vector<std::string>;

struct Read {
  uint64_t line;
  Fields fields;
  std::string fault;
  std::string raw;
};

// Gives a few bytes at a time, so that every place in a row is a place where a read ends.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string_view text, size_t step) : inner_(text), step_(step) {}
  Result<size_t> Read(std::span<char> to) override {
    return inner_.Read(to.first(std::min(to.size(), step_)));
  }
  uint64_t total_bytes() const override { return inner_.total_bytes(); }

 private:
  TextSource inner_;
  size_t step_;
};

std::vector<Read> ReadAll(std::string_view text, char delimiter = 0, size_t step = 1 << 20) {
  SlowSource source(text, step);
  CsvReader reader(&source, delimiter);
  std::vector<Read> rows;
  CsvRow row;
  while (true) {
    const Result<bool> more = reader.Next(&row);
    if (!more.ok()) {
      rows.push_back({0, {}, more.error().message, ""});
      return rows;
    }
    if (!*more) return rows;
    Fields fields;
    if (row.fault.empty()) fields.assign(row.fields.begin(), row.fields.end());
    rows.push_back({row.line, fields, row.fault, std::string(row.raw)});
  }
}

// UTF-16 with its byte order mark, of text in the basic plane and above.
std::string Utf16(std::u16string_view text, bool big_endian) {
  std::string out = big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const char16_t unit : text) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xff);
    out += big_endian ? std::string{high, low} : std::string{low, high};
  }
  return out;
}

TEST(Csv, Utf16IsReadAsUtf8WhicheverByteComesFirst) {
  for (const bool big_endian : {false, true}) {
    const std::string text = Utf16(u"id\tname\r\n1\tMüller 東京 🦄\r\n", big_endian);
    for (const size_t step : {size_t{1}, size_t{3}, size_t{1} << 20}) {
      const std::vector<Read> rows = ReadAll(text, 0, step);
      ASSERT_EQ(rows.size(), 2U);
      EXPECT_EQ(rows[0].fields, (Fields{"id", "name"}));
      EXPECT_EQ(rows[1].fields, (Fields{"1", "Müller 東京 🦄"}));
    }
  }
}

TEST(Csv, HalfACharacterOfUtf16CostsItsRowAlone) {
  const std::u16string_view first = u"id,name\n1,a", last = u"b\n2,good\n";
  for (const char16_t half : {char16_t{0xd83e}, char16_t{0xdd84}}) {
    std::u16string text(first);
    text += half;
    text += last;
    const std::vector<Read> rows = ReadAll(Utf16(text, false));
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_THAT(rows[1].fault, testing::HasSubstr("invalid UTF-8"));
    EXPECT_EQ(rows[2].fields, (Fields{"2", "good"}));
  }
  // A file that was cut in the middle of a character, and one of a pair that was.
  EXPECT_THAT(ReadAll(Utf16(u"id,name\n1,ab", false) + "c").back().fault,
              testing::HasSubstr("invalid UTF-8"));
  EXPECT_THAT(ReadAll(Utf16(u"id,name\n1,a\xd83e", true)).back().fault,
              testing::HasSubstr("invalid UTF-8"));
}

TEST(Csv, QuotesLineEndsAndEmptyFieldsAreReadWhateverTheSizeOfReads) {
  const std::string text =
      "\xef\xbb\xbf"
      "a,b,c\r\n1,\"x, \"\"y\"\"\",\r\"two\r\nlines\",,z\n\n,,\n5\" pipe,\"q\" ,r";
  for (const size_t step : {1, 2, 3, 7, 1000}) {
    const auto rows = ReadAll(text, ',', static_cast<size_t>(step));
    ASSERT_EQ(rows.size(), 4U) << step;
    EXPECT_EQ(rows[0].fields, (Fields{"a", "b", "c"}));
    EXPECT_EQ(rows[1].fields, (Fields{"1", "x, \"y\"", ""}));
    EXPECT_EQ(rows[1].line, 2U);
    EXPECT_EQ(rows[2].fields, (Fields{"two\r\nlines", "", "z"}));
    EXPECT_EQ(rows[2].line, 3U);
    EXPECT_EQ(rows[3].fields, (Fields{"5\" pipe", "q", "r"}));
    EXPECT_EQ(rows[3].line, 7U);
  }
}

TEST(Csv, ABadRowLeavesTheGoodRowsBesideIt) {
  const std::string text =
      "a,b\n1,2\n3\n4,5,6\n\"7,8\n9,10\n\"11\"x,12\n13,\xff\n14,15,,\n16,\"17\n18,19\n";
  for (const size_t step : {1, 5, 1000}) {
    const auto rows = ReadAll(text, ',', static_cast<size_t>(step));
    std::vector<std::string> good, bad;
    for (const Read& row : rows) {
      if (row.fault.empty()) {
        good.push_back(row.fields[0] + "/" + row.fields[1]);
      } else {
        bad.push_back(std::to_string(row.line) + ": " + row.fault + " <" + row.raw + ">");
      }
    }
    EXPECT_THAT(good, testing::ElementsAre("a/b", "1/2", "9/10", "14/15", "18/19")) << step;
    EXPECT_THAT(bad, testing::ElementsAre(
                         "3: expected 2 fields, got 1 <3>", "4: expected 2 fields, got 3 <4,5,6>",
                         "5: text after a closing quote <\"7,8>",
                         "7: text after a closing quote <\"11\"x,12>",
                         "8: invalid UTF-8 in field 2; save the file as UTF-8 <13,\xff>",
                         "10: a quote is not closed <16,\"17>"));
  }
}

TEST(Csv, AVeryLongLineIsOneFaultAndTheNextRowIsRead) {
  const std::string text = "a,b\n" + std::string(3 * kMaxLeadBytes, 'x') + ",1\n2,3\n";
  for (const size_t step : {size_t{1000}, size_t{1} << 20}) {
    const auto rows = ReadAll(text, ',', step);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].fault, "longer than 65536 bytes");
    EXPECT_EQ(rows[1].raw.size(), kMaxLeadBytes);
    EXPECT_EQ(rows[2].fields, (Fields{"2", "3"}));
    EXPECT_EQ(rows[2].line, 3U);
  }
}

TEST(Csv, AnOpenQuoteBeforeALongFileCostsOneLine) {
  std::string text = "a,b\n\"1,2\n";
  for (int i = 0; i < 30'000; ++i) text += "3,4\n";
  const auto rows = ReadAll(text);
  ASSERT_EQ(rows.size(), 30'002U);
  EXPECT_EQ(rows[1].fault, "longer than 65536 bytes; a quote may not be closed");
  EXPECT_EQ(rows.back().line, 30'002U);
}

TEST(Csv, TheDelimiterIsFoundFromTheFirstRows) {
  const auto found = [](std::string_view text) {
    TextSource source(text);
    CsvReader reader(&source);
    CsvRow row;
    EXPECT_TRUE(reader.Next(&row).ok());
    return reader.delimiter();
  };
  EXPECT_EQ(found("a,b\n1,2\n"), ',');
  EXPECT_EQ(found("name;amount\nx;1,5\ny;2,5\n"), ';');
  EXPECT_EQ(found("a\tb, c\td\n1\t2\t3\n"), '\t');
  EXPECT_EQ(found("a|b\n\"1;2;3\"|2\n"), '|');
  EXPECT_EQ(found("sep=;\r\na,b;c\n"), ';');
  EXPECT_EQ(found("one\n"), ',');
}

TEST(Csv, FilesThatAreNoCsvAreRefusedWithWhatToDo) {
  for (const std::string& text : {std::string("\xff\xfe"
                                              "\0\0",
                                              4),
                                  std::string("a\0,\0b\0", 6), std::string("PK\x03\x04zip")}) {
    const auto rows = ReadAll(text);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_THAT(rows[0].fault, testing::HasSubstr("save it as `CSV UTF-8`"));
  }
  EXPECT_TRUE(ReadAll("").empty());
  EXPECT_EQ(ReadAll(std::string("a,b\nx,1\0\n", 9))[1].fault, "a NUL character in field 2");
}

RC_GTEST_PROP(Csv, ArbitraryBytesNeverCrashAndEveryByteIsRead, (const std::string& bytes)) {
  SlowSource source(bytes, *rc::gen::inRange<size_t>(1, 20));
  CsvReader reader(&source);
  CsvRow row;
  while (true) {
    const Result<bool> more = reader.Next(&row);
    if (!more.ok()) return;
    if (!*more) break;
  }
  RC_ASSERT(reader.consumed_bytes() == bytes.size());
}

RC_GTEST_PROP(Csv, WhatIsWrittenIsReadBack, ()) {
  const auto cell = rc::gen::container<std::string>(
      rc::gen::element('a', 'Z', '"', ',', ';', '\n', '\r', ' ', '|', '\t', '='));
  const auto width = *rc::gen::inRange<size_t>(1, 6);
  const auto table =
      *rc::gen::container<std::vector<Fields>>(rc::gen::container<Fields>(width, cell));
  std::string text;
  CsvWriter writer(&text);
  std::vector<Fields> expected{Fields(width, "header")};
  writer.Row(expected[0]);
  for (const Fields& row : table) {
    writer.Row(row);
    const bool blank = std::all_of(row.begin(), row.end(), [](const std::string& field) {
      return field.find_first_not_of(" \t\r\n") == std::string::npos;
    });
    if (!blank) expected.push_back(row);
  }
  const auto rows = ReadAll(text, ',', *rc::gen::inRange<size_t>(1, 40));
  std::vector<Fields> got;
  for (const Read& row : rows) {
    RC_ASSERT(row.fault == "");
    got.push_back(row.fields);
  }
  RC_ASSERT(got == expected);
}

TEST(CsvWriter, ACellForPeopleIsNeverAFormula) {
  std::string people, programs;
  for (const char* cell :
       {"=1+1", "+4930", "-1", "@SUM(A1)", "\t=1", "=\"a\",b", "a=1", "'=1", ""}) {
    CsvWriter(&people, ',', CsvFor::kPeople).Row({cell});
    CsvWriter(&programs).Row({cell});
  }
  EXPECT_EQ(people, "'=1+1\n'+4930\n'-1\n'@SUM(A1)\n'\t=1\n\"'=\"\"a\"\",b\"\na=1\n'=1\n\n");
  EXPECT_EQ(programs, "=1+1\n+4930\n-1\n@SUM(A1)\n\t=1\n\"=\"\"a\"\",b\"\na=1\n'=1\n\n");
}

}  // namespace
}  // namespace signalbox
