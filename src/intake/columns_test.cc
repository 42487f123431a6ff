#include "intake/columns.h"

#include <gtest/gtest.h>

#include "intake/written_value.h"

namespace signalbox {
namespace {

TEST(Columns, ANameIsOneNameInEverySpelling) {
  for (const std::string_view name : {"first_name", "First Name", "FirstName", "first-name",
                                      "FIRST.NAME", "lead.first_name", "contact[first_name]"}) {
    ASSERT_NE(RecogniseColumn(name), nullptr) << name;
    EXPECT_EQ(RecogniseColumn(name)->field, Field::kFirstName) << name;
  }
}

TEST(Columns, OnlyTheLeadsOwnIdIsItsId) {
  for (const std::string_view name : {"id", "Lead ID", "LeadId", "lead.id", "Record ID"}) {
    ASSERT_NE(RecogniseColumn(name), nullptr) << name;
    EXPECT_EQ(RecogniseColumn(name)->field, Field::kExternalId) << name;
  }
  for (const std::string_view name :
       {"ContactID", "company.id", "Owner ID", "Lead Owner", "", "County", "region", "--"}) {
    EXPECT_EQ(RecogniseColumn(name), nullptr) << name;
  }
  EXPECT_EQ(RecogniseColumn(std::string(5000, 'a')), nullptr);
}

TEST(WrittenValue, AmountsAreReadAsPeopleWriteThem) {
  const auto whole = [](std::string_view text) { return ReadWrittenInteger(text, false); };
  EXPECT_EQ(whole("1200"), 1200);
  EXPECT_EQ(whole(" 1,200 "), 1200);
  EXPECT_EQ(whole("1.200.000"), 1'200'000);
  EXPECT_EQ(whole("1 200"), 1200);
  EXPECT_EQ(whole("1'200'000.00"), 1'200'000);
  EXPECT_EQ(whole("$5,000,000"), 5'000'000);
  EXPECT_EQ(whole("-7"), -7);
  EXPECT_EQ(whole("2.5e2"), 250);
  EXPECT_EQ(whole("250.0"), 250);
  for (const std::string_view text : {"", "many", "51-200", "10+", "1.5", "1,2,3", "12,34,567", "-",
                                      "99999999999999999999", "1e30", "nan", "inf", "0x10"}) {
    EXPECT_FALSE(whole(text).has_value()) << text;
  }
  EXPECT_EQ(ReadWrittenInteger("1.250.000,75 EUR", true), 1'250'001);
}

TEST(WrittenValue, LongTextIsCutBetweenCharacters) {
  EXPECT_EQ(Quoted("abc"), "`abc`");
  const std::string quoted = Quoted(std::string(39, 'a') + "\xc3\xa9" + "zz");
  EXPECT_EQ(quoted, '`' + std::string(39, 'a') + "...`");
}

}  // namespace
}  // namespace signalbox
