#include "workspace/search_words.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "intake/lead_json.h"

namespace signalbox {
namespace {

Attributes LeadFrom(const std::string& json) {
  const LeadOrFault lead = ParseLeadJson(json);
  EXPECT_TRUE(lead.has_value());
  return lead.has_value() ? *lead : Attributes();
}

// Whether the text finds the lead; the index must name it wherever the record fits.
bool Finds(const std::string& text, const Attributes& lead) {
  const Result<std::vector<SearchTerm>> terms = ReadSearch(text);
  EXPECT_TRUE(terms.ok()) << text;
  if (!terms.ok()) return false;
  const SearchFacts facts = FactsOf(lead);
  const std::vector<std::string> indexed = IndexTexts(facts);
  bool all = true;
  for (const SearchTerm& term : *terms) {
    const bool fits = term.Fits(facts);
    const std::vector<std::string> texts = term.IndexTexts();
    const bool named = std::any_of(texts.begin(), texts.end(), [&](const std::string& one) {
      return std::binary_search(indexed.begin(), indexed.end(), one);
    });
    EXPECT_TRUE(!fits || named) << text << " fits and is not in the index";
    all = all && fits;
  }
  return all;
}

const char kAda[] =
    R"({"email":"Ada.King@mail.acme-rockets.co.uk","first_name":"Ada","last_name":"King-Lovelace",
        "phone":"+49 (0)30 5550181","company":"The Acme Rockets GmbH & Co. KG",
        "website":"https://www.rockets.example/about","external_id":"crm/17 b"})";

TEST(SearchWords, ALeadIsFoundByWholeWordsOfItsNameAndBeginningsOfItsCompany) {
  const Attributes ada = LeadFrom(kAda);
  for (const char* text :
       {"ada", "King", "lovelace", "King-Lovelace", "LOVELACE ada", "ac", "acm", "acme", "rockets",
        "rocket", "acme rock", "Acme Rockets GmbH & Co. KG", "ada acme", "  ada  "})
    EXPECT_TRUE(Finds(text, ada)) << text;
  for (const char* text : {"ad", "love", "kin", "cme", "ockets", "ada berg", "gmbh", "acmee"})
    EXPECT_FALSE(Finds(text, ada)) << text;
}

TEST(SearchWords, ALeadIsFoundByAddressIdDomainAndNumberInAnyWriting) {
  const Attributes ada = LeadFrom(kAda);
  for (const char* text :
       {"ada.king@MAIL.acme-rockets.co.uk", "acme-rockets.co.uk", "mail.acme-rockets.co.uk",
        "@acme-rockets.co.uk", "https://www.rockets.example/x", "+49305550181", "030 5550181",
        "0049 30 555-0181", "ada acme-rockets.co.uk"})
    EXPECT_TRUE(Finds(text, ada)) << text;
  for (const char* text : {"king@mail.acme-rockets.co.uk", "rockets.co.uk", "5550182", "555018",
                           "+43 30 5550181", "co.uk"})
    EXPECT_FALSE(Finds(text, ada)) << text;
  EXPECT_TRUE(Finds("crm-17", LeadFrom(R"({"external_id":"crm-17","country":"DE"})")));
}

TEST(SearchWords, TheDomainOfAMailProviderFindsNobody) {
  const Attributes lead = LeadFrom(R"({"email":"ada@gmail.com"})");
  EXPECT_FALSE(Finds("gmail.com", lead));
  EXPECT_TRUE(Finds("ada@gmail.com", lead));
}

TEST(SearchWords, AccentsAndScriptsDoNotMatter) {
  const Attributes lead = LeadFrom(
      R"({"name":"Łukasz Żółć","company":"Œuvre Société Anonyme","phone":"+48 22 555 01 81"})");
  for (const char* text : {"lukasz", "ZOLC", "żółć", "oeuvre", "Œuv"})
    EXPECT_TRUE(Finds(text, lead)) << text;
  const Attributes russian = LeadFrom(R"({"name":"Анна Каренина","company":"ООО Ромашка"})");
  for (const char* text : {"каренина", "КАРЕНИНА", "ром", "ромашк"})
    EXPECT_TRUE(Finds(text, russian)) << text;
  const Attributes chinese = LeadFrom(R"({"name":"王小明","company":"北京华为技术"})");
  for (const char* text : {"王小明", "北京", "北京华为"}) EXPECT_TRUE(Finds(text, chinese)) << text;
  EXPECT_FALSE(Finds("华为", chinese));
}

TEST(SearchWords, ALegalFormBehindANameIsNoDomain) {
  const Attributes lead = LeadFrom(R"({"company":"Unionforge Textiles S.p.A."})");
  for (const char* text : {"unionforge textiles s.p.a.", "Unionforge Textiles S.p.A"})
    EXPECT_TRUE(Finds(text, lead)) << text;
}

TEST(SearchWords, ATextThatSaysNothingOrTooMuchIsRefused) {
  EXPECT_FALSE(ReadSearch("").ok());
  EXPECT_FALSE(ReadSearch("  \t ").ok());
  EXPECT_FALSE(ReadSearch("a b c d e f g h i").ok());
  EXPECT_FALSE(ReadSearch(std::string(kMostSearchBytes + 1, 'a')).ok());
  // The errors do not repeat what was looked for.
  EXPECT_THAT(ReadSearch("one two three four five six seven eight nine").error().message,
              testing::Not(testing::HasSubstr("seven")));
}

}  // namespace
}  // namespace signalbox
