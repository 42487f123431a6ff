// The reference data behind the local agents: what it recognises and what it leaves alone.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "agents/contact_law.h"
#include "agents/country_facts.h"
#include "agents/industry.h"
#include "agents/person_name.h"
#include "agents/place.h"
#include "agents/postal_code.h"
#include "agents/title_level.h"
#include "agents/zoned_time.h"
#include "reference/company_name.h"
#include "reference/countries.h"
#include "reference/domain.h"
#include "reference/email_address.h"
#include "reference/fold.h"
#include "reference/iso_codes.h"
#include "reference/mail_domains.h"
#include "reference/phone.h"
#include "reference/sorted_lines.h"

namespace signalbox::reference {
namespace {

TEST(EmailAddress, ReadsWhatPeopleWriteAndFoldsItsCase) {
  const auto read = [](const char* text) { return std::string(ReadEmail(text).address()); };
  EXPECT_EQ(read("  Jane.Roe@ACME.com "), "jane.roe@acme.com");
  EXPECT_EQ(read("mailto:jane@acme.com"), "jane@acme.com");
  EXPECT_EQ(read("Jane Roe <jane@acme.com>"), "jane@acme.com");
  EXPECT_EQ(read("o'neil+crm@sub.acme.co.uk"), "o'neil+crm@sub.acme.co.uk");
  EXPECT_EQ(read("\"jane roe\"@acme.com"), "\"jane roe\"@acme.com");
  EXPECT_EQ(read("jürgen@müller.de"), "jürgen@xn--mller-kva.de");
}

TEST(EmailAddress, RefusesWhatCannotBeAnAddress) {
  const std::string long_local(65, 'a');
  const std::string long_label = "a@" + std::string(64, 'b') + ".com";
  for (const std::string& text :
       {std::string("a"), std::string("@"), std::string("a@"), std::string("@b.com"),
        std::string(".a@b.com"), std::string("a.@b.com"), std::string("a..b@b.com"),
        std::string("a b@b.com"), std::string("a@b_c.com"), std::string("a@-b.com"),
        std::string("a@b..com"), std::string("a@[1.2.3.4]"), std::string("\"a@b.com"),
        std::string("a@b.com\0x", 9), long_local + "@b.com", long_label,
        std::string("\xff\xfe@b.com")}) {
    EXPECT_EQ(ReadEmail(text).fault(), EmailFault::kSyntax) << text;
  }
  EXPECT_EQ(ReadEmail("a@b").fault(), EmailFault::kNoDomain);
  EXPECT_EQ(ReadEmail("a@b.123").fault(), EmailFault::kNoDomain);
  EXPECT_EQ(ReadEmail("  ").fault(), EmailFault::kMissing);
}

RC_GTEST_PROP(EmailAddress, NeverReadsPastAnyText, (const std::string& text)) {
  const EmailAddress email = ReadEmail(text);
  RC_ASSERT(email.address().size() <= 254u);
  if (email.valid()) RC_ASSERT(ReadEmail(email.address()).address() == email.address());
}

TEST(MailDomains, ProvidersAndThrowAwayDomainsAreToldApart) {
  EXPECT_TRUE(IsFreeMail("gmail.com"));
  EXPECT_TRUE(IsFreeMail("web.de"));
  EXPECT_FALSE(IsFreeMail("acme.com"));
  EXPECT_TRUE(IsDisposable("mailinator.com"));
  EXPECT_TRUE(IsDisposable("mx1.mailinator.com"));
  for (const char* real : {"gmail.com", "outlook.com", "acme.com", "siemens.com", "com", ""}) {
    EXPECT_FALSE(IsDisposable(real)) << real;
  }
}

TEST(SortedLines, EveryLineIsFoundAndNothingElse) {
  const std::string text = "# header\n# more\na\nab\nb\nccc\nzz\n";
  const std::string_view lines = WithoutHeader(text);
  for (const char* line : {"a", "ab", "b", "ccc", "zz"}) EXPECT_TRUE(HasLine(lines, line)) << line;
  for (const char* line : {"", "aa", "c", "cccc", "zzz", "A", "#"}) {
    EXPECT_FALSE(HasLine(lines, line)) << line;
  }
  EXPECT_FALSE(HasLine("", "a"));
}

TEST(Countries, EveryUsualSpellingFindsItsCode) {
  ASSERT_TRUE(CheckReferenceTables().ok());
  const std::pair<const char*, const char*> cases[] = {{"US", "US"},
                                                       {"usa", "US"},
                                                       {"U.S.A.", "US"},
                                                       {"United States", "US"},
                                                       {"The United States of America", "US"},
                                                       {"UK", "GB"},
                                                       {"Great Britain", "GB"},
                                                       {"DEU", "DE"},
                                                       {"Deutschland", "DE"},
                                                       {"Allemagne", "DE"},
                                                       {"Alemania", "DE"},
                                                       {"Österreich", "AT"},
                                                       {"Schweiz", "CH"},
                                                       {"Suisse", "CH"},
                                                       {"Brasil", "BR"},
                                                       {"España", "ES"},
                                                       {"日本", "JP"},
                                                       {"中国", "CN"},
                                                       {"Россия", "RU"},
                                                       {"Türkiye", "TR"},
                                                       {"Holland", "NL"},
                                                       {"Czech Republic", "CZ"},
                                                       {"Côte d'Ivoire", "CI"},
                                                       {"South Korea", "KR"},
                                                       {"Viet Nam", "VN"},
                                                       {"Hong Kong", "HK"},
                                                       {" france ", "FR"},
                                                       {"kosovo", "XK"}};
  for (const auto& [text, code] : cases) EXPECT_EQ(CountryCode(text), code) << text;
  for (const char* text : {"", "Atlantis", "ZZ", "X", "Germany!!1", "n/a", "12"}) {
    EXPECT_EQ(CountryCode(text), "") << text;
  }
}

TEST(Countries, StatesAreReadByCodeNameAndEnglishName) {
  EXPECT_EQ(StateCode("US", "Louisiana"), "LA");
  EXPECT_EQ(StateCode("US", "la"), "LA");
  EXPECT_EQ(StateCode("US", "US-CA"), "CA");
  EXPECT_EQ(StateCode("CA", "Québec"), "QC");
  EXPECT_EQ(StateCode("AU", "New South Wales"), "NSW");
  EXPECT_EQ(StateCode("BR", "Sao Paulo"), "SP");
  EXPECT_EQ(StateCode("DE", "Bavaria"), "BY");
  EXPECT_EQ(StateCode("DE", "Bayern"), "BY");
  EXPECT_EQ(StateCode("US", "Bavaria"), "");
}

TEST(Countries, EveryCountryHasARegionAndAZoneThatExists) {
  const auto iso = ReadIsoCodes(kIsoCodesFolder);
  ASSERT_TRUE(iso.ok()) << iso.error().message;
  for (const IsoCountry& country : iso->countries) {
    EXPECT_NE(RegionOf(country.alpha2), "") << country.alpha2;
    EXPECT_TRUE(LocalTimeAt(0, ZoneOf(country.alpha2, "").zone)) << country.alpha2;
  }
  for (const IsoSubdivision& state : iso->subdivisions) {
    const ZoneFinding zone = ZoneOf(state.country, state.code);
    EXPECT_TRUE(LocalTimeAt(0, zone.zone)) << state.country << state.code;
  }
  EXPECT_EQ(ZoneOf("US", "CA").zone, "America/Los_Angeles");
  EXPECT_EQ(ZoneOf("US", "NY").zone, "America/New_York");
  EXPECT_EQ(ZoneOf("AU", "WA").zone, "Australia/Perth");
}

TEST(IsoCodes, AMissingFolderSaysWhatToInstall) {
  const auto iso = ReadIsoCodes("/nowhere");
  ASSERT_FALSE(iso.ok());
  EXPECT_EQ(iso.error().code, Code::kIo);
  EXPECT_NE(iso.error().message.find("iso-codes"), std::string::npos);
}

TEST(Phone, NumbersAreReadInTheirCountry) {
  EXPECT_EQ(ReadPhone("504-621-8927", "US").e164(), "+15046218927");
  EXPECT_EQ(ReadPhone("(416) 555-0132", "US").country, "CA");
  EXPECT_EQ(ReadPhone("030 901820", "DE").e164(), "+4930901820");
  EXPECT_EQ(ReadPhone("+44 (0)20 7946 0958", "").e164(), "+442079460958");
  EXPECT_EQ(ReadPhone("+39 06 698 1234", "").e164(), "+39066981234");
  EXPECT_EQ(ReadPhone("415-555-0132 ext. 5", "US").e164(), "+14155550132");
  EXPECT_EQ(ReadPhone("", "US").verdict, PhoneVerdict::kMissing);
  EXPECT_EQ(ReadPhone("555", "US").verdict, PhoneVerdict::kInvalid);
  EXPECT_EQ(ReadPhone("call me", "US").verdict, PhoneVerdict::kInvalid);
  EXPECT_EQ(ReadPhone("0301234567", "").verdict, PhoneVerdict::kUnsure);
  EXPECT_EQ(ReadPhone(std::string(60, '1'), "US").verdict, PhoneVerdict::kInvalid);
}

RC_GTEST_PROP(Phone, TheFastPathAgreesWithTheLibrary, ()) {
  const auto area = *rc::gen::inRange(200, 1000);
  const auto rest = *rc::gen::inRange(0, 10'000'000);
  const std::string digits = std::to_string(10'000'000LL * area + rest);
  const std::string text = *rc::gen::element<std::string>("", "+1", "1") + digits;
  const PhoneNumber fast = ReadPhone(text, "US");
  const PhoneNumber slow = ReadPhoneSlowly(text, "US");
  RC_ASSERT(fast.verdict == slow.verdict);
  RC_ASSERT(fast.e164() == slow.e164());
  RC_ASSERT(fast.country == slow.country);
}

RC_GTEST_PROP(Phone, InternationalNumbersAgreeWithTheLibrary, ()) {
  const std::string code = *rc::gen::element<std::string>(
      "31", "32", "33", "34", "39", "41", "43", "44", "45", "46", "47", "48", "49", "52", "54",
      "55", "61", "64", "65", "7", "81", "82", "86", "91", "351", "353", "358", "971", "972");
  const auto national = *rc::gen::inRange<int64_t>(1'000'000, 99'999'999'999);
  const std::string text = "+" + code + std::to_string(national);
  const PhoneNumber fast = ReadPhone(text, "");
  const PhoneNumber slow = ReadPhoneSlowly(text, "");
  RC_ASSERT(fast.verdict == slow.verdict);
  RC_ASSERT(fast.e164() == slow.e164());
}

RC_GTEST_PROP(Phone, ANumberReadAgainAsItWasNormalisedAgreesWithTheLibrary, ()) {
  const std::string country = *rc::gen::element<std::string>("DE", "FR", "GB", "IT", "AT", "AU",
                                                             "MX", "AR", "CH", "NO", "US");
  const auto national = *rc::gen::inRange<int64_t>(1'000'000, 99'999'999'999);
  const std::string text =
      *rc::gen::element<std::string>("0", "", "+49 ", "+44 (0)") + std::to_string(national);
  const PhoneNumber first = ReadPhone(text, country);
  RC_PRE(first.verdict == PhoneVerdict::kValid);
  const std::string again(first.e164());
  const PhoneNumber fast = ReadPhone(again, "");
  const PhoneNumber slow = ReadPhoneSlowly(again, "");
  RC_ASSERT(fast.verdict == slow.verdict);
  RC_ASSERT(fast.e164() == slow.e164());
  RC_ASSERT(fast.country == slow.country);
}

TEST(PersonName, PlaceholdersAreToldFromRareNames) {
  for (const char* name : {"asdf", "test test", "n/a", "xxx", "aaaa", "123", "qwerty asdf",
                           "Test User", "null", "Your Name"}) {
    EXPECT_EQ(JudgeName("", "", name), NameVerdict::kPlaceholder) << name;
  }
  for (const char* name : {"Na Li", "Bo", "José Ng", "Test Patterson", "王伟", "X Æ", "Jo O'Neil",
                           "Nan Bar", "Jordan3 Mercer4"}) {
    EXPECT_EQ(JudgeName("", "", name), NameVerdict::kPlausible) << name;
  }
  EXPECT_EQ(JudgeName("asdf", "Miller", ""), NameVerdict::kPlaceholder);
  EXPECT_EQ(JudgeName("", " ", ""), NameVerdict::kMissing);
}

TEST(CompanyName, LegalFormsOfManyCountriesGo) {
  const std::pair<const char*, const char*> cases[] = {
      {"Müller GmbH & Co. KG", "muller"},
      {"ACME Corp., Inc.", "acme"},
      {"The Boring Company", "boring"},
      {"Volvo AB (publ)", "volvo"},
      {"Sony K.K.", "sony"},
      {"Tata Steel Pvt. Ltd.", "tata steel"},
      {"Cemex S.A.B. de C.V.", "cemex"},
      {"Société Générale S.A.", "societe generale"},
      {"Orlen Sp. z o.o.", "orlen"},
      {"Benton, John B Jr", "benton john b jr"},
      {"AG", "ag"},
      {"Ørsted A/S", "orsted"},
      {"ООО Ромашка", "ромашка"},
      {"  ", ""}};
  for (const auto& [name, key] : cases) EXPECT_EQ(CompanyKey(name), key) << name;
}

RC_GTEST_PROP(CompanyName, TheKeyOfAKeyIsTheKey, ()) {
  const auto words = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "the", "acme", "gmbh", "and", "co", "kg", "inc", "&", "Ltd.", "Müller", "S.A."));
  std::string name;
  for (const std::string& word : words) name += word + ' ';
  const std::string key = CompanyKey(name);
  // A key may be longer than what is read of a name: `&` becomes `and`.
  RC_PRE(key.size() <= 300u);
  RC_ASSERT(CompanyKey(key) == key);
}

TEST(Domain, TheRegistrablePartFollowsThePublicSuffixList) {
  EXPECT_EQ(RegistrableDomain("www.sales.acme.co.uk"), "acme.co.uk");
  EXPECT_EQ(RegistrableDomain("acme.com"), "acme.com");
  EXPECT_EQ(RegistrableDomain("co.uk"), "");
  EXPECT_EQ(RegistrableDomain("localhost"), "");
  EXPECT_EQ(HostOf("https://user@www.Acme.com:8080/a?b#c"), "www.Acme.com");
  EXPECT_EQ(HostOf("acme.com/"), "acme.com");
  EXPECT_TRUE(HasKnownSuffix("acme.com"));
  EXPECT_FALSE(HasKnownSuffix("acme.cmo"));
}

TEST(PostalCode, CodesTakeTheirCountrysForm) {
  EXPECT_EQ(TidyPostalCode("US", "NJ", "8014"), "08014");
  EXPECT_EQ(TidyPostalCode("US", "LA", "70116-1234"), "70116-1234");
  EXPECT_EQ(TidyPostalCode("US", "WA", "8014"), "8014");
  EXPECT_EQ(TidyPostalCode("GB", "", "sw1a1aa"), "SW1A 1AA");
  EXPECT_EQ(TidyPostalCode("CA", "ON", " k1a0b1"), "K1A 0B1");
  EXPECT_EQ(TidyPostalCode("NL", "", "1012ab"), "1012 AB");
  EXPECT_EQ(TidyPostalCode("DE", "", "D-10115"), "10115");
  EXPECT_EQ(TidyPostalCode("", "", " 123 "), "123");
}

TEST(TitleLevel, TitlesOfSeveralLanguagesHaveTheirLevel) {
  const std::pair<const char*, const char*> cases[] = {{"VP Engineering", "exec"},
                                                       {"CTO", "exec"},
                                                       {"Director of IT", "director"},
                                                       {"Procurement Manager", "mgr"},
                                                       {"Engineer", "staff"},
                                                       {"Assistant to the CEO", "staff"},
                                                       {"Geschäftsführerin", "exec"},
                                                       {"Head of Sales", "director"},
                                                       {"Vice President, Sales", "exec"},
                                                       {"", ""}};
  for (const auto& [title, level] : cases) EXPECT_EQ(TitleLevel(title), level) << title;
}

TEST(Industry, SectorsAreReadFromWords) {
  EXPECT_EQ(SectorOf("Software"), "51");
  EXPECT_EQ(SectorOf("Commercial Banking"), "52");
  EXPECT_EQ(SectorOf("health care"), "62");
  EXPECT_EQ(SectorOf("Feltz Printing Service"), "31-33");
  EXPECT_EQ(SectorOf("Lawn Care"), "");
  EXPECT_EQ(SectorOf(""), "");
}

TEST(ZonedTime, TheNextOfficeHourIsInThePersonsOwnDay) {
  const auto at = [](const char* text) { return ParseTime(text).value(); };
  const auto next = [](TimeUs now, const char* zone) {
    return FormatTime(NextInside(now, zone, 9 * 60, 17 * 60, 0b1100000).value());
  };
  const TimeUs friday = at("2026-11-20T10:00:00Z");
  EXPECT_EQ(next(friday, "Europe/Berlin"), "2026-11-20T10:00:00Z");
  EXPECT_EQ(next(friday, "America/New_York"), "2026-11-20T14:00:00Z");
  EXPECT_EQ(next(friday, "Asia/Tokyo"), "2026-11-23T00:00:00Z") << "past five, then a weekend";
  EXPECT_EQ(next(at("2026-03-28T20:00:00Z"), "Europe/Berlin"), "2026-03-30T07:00:00Z")
      << "over the change to summer time";
  EXPECT_FALSE(NextInside(friday, "Mars/Olympus", 0, 1440, 0));
  EXPECT_FALSE(NextInside(friday, "UTC", 540, 1020, 0b1111111)) << "no working day at all";
  EXPECT_FALSE(LocalTimeAt(INT64_MAX, "UTC"));
}

TEST(ContactLaw, AnUnknownCountryGetsTheStrictestRow) {
  EXPECT_TRUE(ContactLawOf("").email_opt_in);
  EXPECT_TRUE(ContactLawOf("ZZ").call_opt_in);
  EXPECT_FALSE(ContactLawOf("US").email_opt_in);
  EXPECT_EQ(ContactLawOf("IL").days_off, 0b0110000);
}

}  // namespace
}  // namespace signalbox::reference
