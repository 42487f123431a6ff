#include "intake/lead_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/limits.h"
#include "intake/identity.h"

namespace signalbox {
namespace {

struct ReadLeads {
  std::vector<Attributes> good;
  std::vector<RowFault> faults;
  std::vector<std::string> notes;
  std::string error;
};

ReadLeads ReadFrom(Result<std::unique_ptr<LeadFile>> file) {
  ReadLeads out;
  if (!file.ok()) {
    out.error = file.error().message;
    return out;
  }
  out.notes = (*file)->notes();
  LeadRow row;
  while (true) {
    const Result<bool> more = (*file)->Next(&row);
    if (!more.ok()) out.error = more.error().message;
    if (!more.ok() || !*more) return out;
    if (row.good) {
      out.good.push_back(row.lead);
    } else {
      out.faults.push_back(row.fault);
    }
  }
}

ReadLeads ReadText(std::string_view name, std::string_view text, const ColumnMap* map = nullptr,
                   std::string_view join_text = {}, std::string join_column = {}) {
  JoinFile join{std::make_unique<TextSource>(join_text), std::move(join_column)};
  return ReadFrom(OpenLeads(name, std::make_unique<TextSource>(text), map,
                            join.column.empty() ? nullptr : &join));
}

TEST(LeadFile, HeadersOfCrmsAreKnownAndOthersKept) {
  const ReadLeads leads = ReadText(
      "x.csv",
      "Lead ID,First Name,E-mail,Company / Account,No. of Employees,State/Province,Zip/Postal "
      "Code,County,Email Opt Out,Created Date,Company Size\n"
      "00Q1,Ada,a@b.c,Engines,\"1,200\",Kent,CT1,Thanet,1,2026-02-05,51-200\n");
  ASSERT_EQ(leads.good.size(), 1U) << leads.error;
  const Attributes& lead = leads.good[0];
  EXPECT_EQ(lead.Text(Field::kExternalId), "00Q1");
  EXPECT_EQ(lead.Text(Field::kEmail), "a@b.c");
  EXPECT_EQ(lead.Text(Field::kCompany), "Engines");
  EXPECT_EQ(lead.Int(Field::kEmployees), 1200);
  EXPECT_EQ(lead.Text(Field::kPostalCode), "CT1");
  EXPECT_TRUE(lead.Has(Field::kConsentEmail));
  EXPECT_FALSE(lead.Bool(Field::kConsentEmail));
  EXPECT_EQ(FormatTime(lead.Int(Field::kReceivedAt)), "2026-02-05T00:00:00Z");
  EXPECT_EQ(*lead.FindExtra("County"), "Thanet");
  EXPECT_EQ(*lead.FindExtra("Company Size"), "51-200");
  EXPECT_THAT(leads.notes,
              testing::Contains("column `County` is not known; kept as `lead.County`"));
}

TEST(LeadFile, TwoColumnsOfOneFieldKeepBothValues) {
  const ReadLeads leads =
      ReadText("x.csv", "Mobile,Phone,Email,Email\n1,2,a@b.c,d@e.f\n3,,,g@h.i\n");
  ASSERT_EQ(leads.good.size(), 2U);
  EXPECT_EQ(leads.good[0].Text(Field::kPhone), "2");
  EXPECT_EQ(*leads.good[0].FindExtra("Mobile"), "1");
  EXPECT_EQ(leads.good[0].Text(Field::kEmail), "a@b.c");
  EXPECT_EQ(*leads.good[0].FindExtra("Email"), "d@e.f");
  EXPECT_EQ(leads.good[1].Text(Field::kPhone), "3");
  EXPECT_EQ(leads.good[1].Text(Field::kEmail), "g@h.i");
  EXPECT_EQ(leads.notes.size(), 2U);
}

TEST(LeadFile, AColumnOfADeclaredFieldIsThatFieldHoweverItIsSpelled) {
  auto file =
      OpenLeads("x.csv",
                std::make_unique<TextSource>("id,company_size__C,Mobile Phone,Phone,Colour\n"
                                             "1,50-249,+49 89,+1 212,red\n"),
                nullptr, nullptr);
  ASSERT_TRUE(file.ok());
  (*file)->DeclareFields({"Company_Size__c", "MobilePhone", "Rating"});
  const ReadLeads leads = ReadFrom(std::move(file));
  ASSERT_EQ(leads.good.size(), 1U) << leads.error;
  const Attributes& lead = leads.good[0];
  ASSERT_NE(lead.FindExtra("Company_Size__c"), nullptr);
  EXPECT_EQ(*lead.FindExtra("Company_Size__c"), "50-249");
  EXPECT_EQ(lead.FindExtra("company_size__C"), nullptr);
  ASSERT_NE(lead.FindExtra("MobilePhone"), nullptr);
  EXPECT_EQ(*lead.FindExtra("MobilePhone"), "+49 89");
  EXPECT_EQ(lead.Text(Field::kPhone), "+1 212");
  EXPECT_THAT(leads.notes,
              testing::Contains("column `Colour` is not known; kept as `lead.Colour`"));
  EXPECT_THAT(leads.notes, testing::Not(testing::Contains(testing::HasSubstr("company_size"))));
}

TEST(LeadFile, AFaultyRowNamesLineAndColumnAndTheRestIsRead) {
  const ReadLeads leads = ReadText("x.csv", "name,employees\na,5\n\"b\nc\",many\nd\ne,7\n");
  EXPECT_EQ(leads.good.size(), 2U);
  EXPECT_THAT(leads.faults,
              testing::ElementsAre(
                  RowFault{3, "employees", "expected an integer, got a text", "\"b\nc\",many"},
                  RowFault{5, "", "expected 2 fields, got 1", "d"}));
  std::string csv;
  WriteRejectsHeader(&csv);
  WriteReject(leads.faults[0], &csv);
  EXPECT_EQ(csv,
            "line,column,error,row\n3,employees,\"expected an integer, got a "
            "text\",\"\"\"b\nc\"\",many\"\n");
}

TEST(LeadFile, AMapNamesColumnsByHeaderOrNumber) {
  const auto map = ParseColumnMap(
      "delimiter: ';'\ncolumns: {E-Mail 2: email, 3: company, 4: lead.web_score}\nignore: "
      "[Notes]\n");
  ASSERT_TRUE(map.ok());
  const ReadLeads leads =
      ReadText("x.csv", "Email;E-mail 2;C;S;Notes\nold@b.c;new@b.c;ACME;7;secret\n", &*map);
  ASSERT_EQ(leads.good.size(), 1U) << leads.error;
  EXPECT_EQ(leads.good[0].Text(Field::kEmail), "new@b.c");
  EXPECT_EQ(*leads.good[0].FindExtra("Email"), "old@b.c");
  EXPECT_EQ(leads.good[0].Text(Field::kCompany), "ACME");
  EXPECT_EQ(*leads.good[0].FindExtra("web_score"), "7");
  EXPECT_EQ(leads.good[0].FindExtra("Notes"), nullptr);

  const auto bare = ParseColumnMap("header: false\ncolumns: {1: name, 2: email}\n");
  ASSERT_TRUE(bare.ok());
  const ReadLeads rows = ReadText("x.csv", "\"A \"\"B\"\"\",a@b.c,x\nC,c@d.e,y\n", &*bare);
  ASSERT_EQ(rows.good.size(), 2U);
  EXPECT_EQ(rows.good[0].Text(Field::kName), "A \"B\"");
  EXPECT_EQ(*rows.good[1].FindExtra("column_3"), "y");
}

TEST(LeadFile, AWrongMapSaysWhere) {
  const auto fault = [](std::string_view yaml) {
    const auto map = ParseColumnMap(yaml);
    return map.ok() ? "" : map.error().message;
  };
  EXPECT_EQ(fault("colums: {}"),
            "line 1: unknown key `colums`; known are header, delimiter, columns, ignore");
  EXPECT_THAT(fault("header: true\ndelimiter: ab"), testing::HasSubstr("line 2"));
  EXPECT_THAT(fault("columns: ["), testing::HasSubstr("line"));
  EXPECT_NE(fault("- a"), "");
  EXPECT_EQ(fault(""), "");
  const auto map = ParseColumnMap("columns: {Missing: email}");
  EXPECT_EQ(ReadText("x.csv", "a,b\n1,2\n", &*map).error, "the file has no column `Missing`");
}

TEST(LeadFile, AJoinAddsColumnsButNeverIdOrOwnValues) {
  const ReadLeads leads = ReadText(
      "x.csv", "LeadID,ContactID,Email\nL1,C1,own@b.c\nL2,C2,\nL3,C9,\n", nullptr,
      "id,Contact Id,FullName,Email\n77,C1,Ada L,joined@b.c\n78,C2,Bob,bob@b.c\n", "contact_id");
  ASSERT_EQ(leads.good.size(), 3U) << leads.error;
  EXPECT_EQ(leads.good[0].Text(Field::kExternalId), "L1");
  EXPECT_EQ(leads.good[0].Text(Field::kEmail), "own@b.c");
  EXPECT_EQ(leads.good[0].Text(Field::kName), "Ada L");
  EXPECT_EQ(*leads.good[0].FindExtra("id"), "77");
  EXPECT_EQ(leads.good[1].Text(Field::kEmail), "bob@b.c");
  EXPECT_FALSE(leads.good[2].Has(Field::kName));
  EXPECT_EQ(ReadText("x.csv", "name\na\n", nullptr, "id,name\n1,x\n", "key").error,
            "the file to join: the file has no column `key`");
}

TEST(LeadFile, JsonIsReadAsObjectArrayOrLinesOneFaultAtATime) {
  EXPECT_EQ(ReadText("x", "\n {\n \"name\": \"a\"\n}").good.size(), 1U);
  const ReadLeads lines = ReadText("x.ndjson", "{\"name\":\"a\"}\n\n{bad\n{\"name\":\"c\"}");
  EXPECT_EQ(lines.good.size(), 2U);
  ASSERT_EQ(lines.faults.size(), 1U);
  EXPECT_EQ(lines.faults[0].line, 3U);
  EXPECT_EQ(lines.faults[0].row, "{bad");
  for (const std::string odd : {"[1,2]", "\"x\"", "7", "[{\"name\":\"b\"}]", "null"}) {
    for (const std::string& text : {"{\"name\":\"a\"}\n" + odd + "\n{\"name\":\"c\"}",
                                    odd + "\n{\"name\":\"a\"}\n{\"name\":\"c\"}"}) {
      const ReadLeads beside = ReadText("x.ndjson", text);
      EXPECT_EQ(beside.good.size(), 2U) << text;
      EXPECT_EQ(beside.faults.size(), 1U) << text;
    }
  }
  const std::string huge = "{\"x\":\"" + std::string(3 * kMaxLeadBytes, '"' - 1) + "\"}";
  const ReadLeads array = ReadText(
      "x.json", "[{\"name\":\"a\"},\n" + huge + ",\n{\"employees\":\"x\"},{\"name\":\"d\"}]\n");
  EXPECT_EQ(array.error, "");
  EXPECT_EQ(array.good.size(), 2U);
  ASSERT_EQ(array.faults.size(), 2U);
  EXPECT_EQ(array.faults[0].error, "longer than 65536 bytes");
  EXPECT_EQ(array.faults[1].line, 3U);
  EXPECT_EQ(array.faults[1].column, "/employees");
  const ReadLeads long_line =
      ReadText("x.jsonl", "{\"name\":\"a\"}\n" + huge + "\n{\"name\":\"b\"}\n");
  EXPECT_EQ(long_line.good.size(), 2U);
  EXPECT_EQ(long_line.faults.size(), 1U);
  for (const std::string_view text : {"", "[", "[{}", "[{}]x", "[{},", "[{} {}]"}) {
    EXPECT_NE(ReadText("x.json", text).error, "") << text;
  }
}

TEST(LeadFile, ANumberThatDoesNotFitIsNoText) {
  const ReadLeads leads = ReadText(
      "x.csv", "name,employees\na,18446744073709551616\nb,-9223372036854775809\nc,2-3\nd,9\n");
  EXPECT_EQ(leads.good.size(), 1U);
  ASSERT_EQ(leads.faults.size(), 3U);
  EXPECT_EQ(leads.faults[0].error, "expected an integer, got a number that is too large");
  EXPECT_EQ(leads.faults[1].error, "expected an integer, got a number that is too large");
  EXPECT_EQ(leads.faults[2].error, "expected an integer, got a text");
}

TEST(LeadFile, AFileThatIsNoneIsRefusedWithWhatToDo) {
  EXPECT_EQ(ReadText("x.csv", "").error, "the file is empty");
  EXPECT_THAT(ReadText("x.csv", "1,2\n3,4\n").error, testing::HasSubstr("--map"));
  EXPECT_THAT(ReadText("x.csv", std::string("\xff\xfe"
                                            "\0\0",
                                            4))
                  .error,
              testing::HasSubstr("UTF-32"));
  EXPECT_THAT(ReadFrom(OpenLeadFile({"/nonexistent/leads.csv", "", ""})).error,
              testing::HasSubstr("cannot open `/nonexistent/leads.csv`"));
  EXPECT_THAT(ReadFrom(OpenLeadFile({"/", "", ""})).error, testing::HasSubstr("is a directory"));
}

RC_GTEST_PROP(LeadFile, ArbitraryBytesNeverCrash, (const std::string& bytes)) {
  for (const std::string_view name : {"x.csv", "x.json", "x"}) {
    static_cast<void>(ReadText(name, bytes));
    static_cast<void>(ReadText(name, "email,name\n" + bytes));
    static_cast<void>(ReadText(name, "[{}," + bytes));
  }
  static_cast<void>(ParseColumnMap(bytes));
}

// Public data beside the project; a clone of the project alone has none.
std::string SharedData() {
  const char* given = std::getenv("SIGNALBOX_SHARED");
  const std::string root =
      (given != nullptr ? std::string(given) : std::string(SB_SOURCE_DIR) + "/../shared") + "/data";
  std::ifstream readme(root + "/README.md");
  std::string line;
  std::getline(readme, line);
  return line == "# Public data for building and testing" ? root : "";
}

TEST(LeadFile, FiveHundredRealContactsAreReadWhole) {
  const std::string data = SharedData();
  if (data.empty()) GTEST_SKIP() << "no shared data; set SIGNALBOX_SHARED to its folder";
  const ReadLeads leads =
      ReadFrom(OpenLeadFile({data + "/A_crm/us500_contacts/us-500.csv", "", ""}));
  EXPECT_EQ(leads.error, "");
  EXPECT_TRUE(leads.faults.empty());
  ASSERT_EQ(leads.good.size(), 500U);
  for (const Attributes& lead : leads.good) {
    for (const Field field :
         {Field::kFirstName, Field::kLastName, Field::kCompany, Field::kStreet, Field::kCity,
          Field::kState, Field::kPostalCode, Field::kPhone, Field::kEmail, Field::kWebsite}) {
      EXPECT_TRUE(lead.Has(field));
    }
    EXPECT_EQ(lead.extras().size(), 2U);  // county, phone2
    EXPECT_EQ(IdentityKeys(lead).size(), 1U);
  }
  EXPECT_EQ(leads.good[0].Text(Field::kCompany), "Benton, John B Jr");
}

TEST(LeadFile, RealLeadsAreJoinedWithTheirContacts) {
  const std::string data = SharedData();
  if (data.empty()) GTEST_SKIP() << "no shared data; set SIGNALBOX_SHARED to its folder";
  const std::string crm = data + "/A_crm/sample_sales_crm/";
  const ReadLeads leads =
      ReadFrom(OpenLeadFile({crm + "Leads.csv", "", crm + "Contacts.csv:ContactID"}));
  EXPECT_EQ(leads.error, "");
  EXPECT_TRUE(leads.faults.empty());
  ASSERT_FALSE(leads.good.empty());
  for (const Attributes& lead : leads.good) {
    for (const Field field : {Field::kExternalId, Field::kSource, Field::kName, Field::kEmail,
                              Field::kPhone, Field::kCountry}) {
      EXPECT_TRUE(lead.Has(field)) << SpecOf(field).name;
    }
    EXPECT_NE(lead.FindExtra("ContactID"), nullptr);
  }
}

}  // namespace
}  // namespace signalbox
