#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "insight/match/duplicates.h"
#include "insight/match/likeness.h"
#include "insight/match/match_evidence.h"
#include "insight/match/match_list.h"
#include "insight/match/matcher.h"

namespace signalbox {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

MatchRecord Company(std::string id, std::string name, std::string website = "",
                    std::string phone = "", std::string city = "") {
  MatchRecord record;
  record[MatchField::kId] = std::move(id);
  record[MatchField::kName] = std::move(name);
  record[MatchField::kWebsite] = std::move(website);
  record[MatchField::kPhone] = std::move(phone);
  record[MatchField::kCity] = std::move(city);
  return record;
}

MatchList ListOf(const std::vector<MatchRecord>& records) {
  MatchList list;
  for (const MatchRecord& record : records) list.Add(record);
  return list;
}

MatchAnswer Ask(MatchList* list, const MatchRecord& lead) {
  return *MatchLead(ReadMatchProfile(lead), kCompanyWeights, MatchThresholds{}, list);
}

std::string KeyOf(std::string_view name) {
  return ReadMatchName(name).key;
}

TEST(MatchLikeness, JaroAndWinklersPublishedPairs) {
  // W. E. Winkler, 1990, table of examples; in thousandths, cut and not rounded.
  EXPECT_NEAR(JaroWinklerE3("martha", "marhta"), 961, 2);
  EXPECT_NEAR(JaroWinklerE3("dwayne", "duane"), 840, 2);
  EXPECT_NEAR(JaroWinklerE3("dixon", "dicksonx"), 813, 2);
  EXPECT_EQ(JaroWinklerE3("", "x"), 0);
  EXPECT_EQ(JaroWinklerE3("abc", "xyz"), 0);
}

TEST(MatchLikeness, OneEditIsOneInsertionDeletionChangeOrSwap) {
  EXPECT_TRUE(OneEditApart("smith", "smth"));
  EXPECT_TRUE(OneEditApart("smith", "smiith"));
  EXPECT_TRUE(OneEditApart("smith", "smyth"));
  EXPECT_TRUE(OneEditApart("smith", "simth"));
  EXPECT_FALSE(OneEditApart("smith", "smith"));
  EXPECT_FALSE(OneEditApart("smith", "sith s"));
  EXPECT_FALSE(OneEditApart("", ""));
}

TEST(MatchName, LegalFormsAccentsAndSignsMeet) {
  EXPECT_EQ(KeyOf("Müller & Söhne GmbH & Co. KG"), KeyOf("MULLER and Sohne"));
  EXPECT_EQ(KeyOf("Société Générale S.A."), KeyOf("societe generale"));
  EXPECT_EQ(KeyOf("Acme Intl, Inc."), KeyOf("ACME International LLC"));
  EXPECT_EQ(KeyOf("Three Rivers Mfg"), KeyOf("3 Rivers Manufacturing Ltd"));
}

TEST(MatchName, OtherScriptsAreWrittenInLatinLetters) {
  EXPECT_EQ(KeyOf("Газпром"), "gazprom");
  EXPECT_EQ(KeyOf("ООО Газпром"), "gazprom");
  EXPECT_EQ(KeyOf("Ολυμπιακός"), KeyOf("Olympiakos"));
  EXPECT_FALSE(KeyOf("株式会社東芝").empty());
}

TEST(MatchName, LegalFormsInTheirOwnScriptStandOnEitherSide) {
  EXPECT_EQ(KeyOf("株式会社トヨタ自動車"), KeyOf("トヨタ自動車株式会社"));
  EXPECT_EQ(KeyOf("（株）東芝"), KeyOf("東芝"));
  EXPECT_EQ(KeyOf("삼성전자 주식회사"), KeyOf("(주)삼성전자"));
  EXPECT_EQ(KeyOf("شركة أرامكو السعودية"), KeyOf("أرامكو السعودية"));
  EXPECT_EQ(KeyOf("บริษัท ปตท. จำกัด (มหาชน)"), KeyOf("ปตท."));
  EXPECT_EQ(KeyOf("АО Сбербанк"), KeyOf("Сбербанк"));
  EXPECT_EQ(KeyOf("АОкно"), "aokno");
  EXPECT_FALSE(KeyOf("株式会社").empty());
}

TEST(MatchName, WebAddressesPartsAndInitialsAreUnderstood) {
  EXPECT_EQ(KeyOf("OOGarden.com"), "oogarden");
  EXPECT_EQ(ReadMatchName("Orange France (HQ)").core, "orange");
  EXPECT_EQ(ReadMatchName("Berg Kaprow Lewis LLP").initials, "bkl");
  EXPECT_THAT(ReadMatchName("UBP - Union Bancaire Privée").aliases, testing::Contains("ubp"));
  EXPECT_THAT(ReadMatchName("PSG (Paris Saint Germain)").aliases,
              testing::Contains("saintgermain"));
}

TEST(MatchName, GermanLettersAreAlsoReadAsTheyAreSpelledOut) {
  EXPECT_THAT(ReadMatchName("Müller GmbH").aliases, testing::ElementsAre("mueller"));
  EXPECT_EQ(KeyOf("Müller GmbH"), "muller");
  EXPECT_THAT(ReadMatchName("Müller & Söhne KG").aliases,
              testing::Contains(ReadMatchName("Mueller und Soehne").core));
  EXPECT_THAT(ReadMatchName("ÖBB").aliases, testing::ElementsAre("oebb"));
  EXPECT_THAT(ReadMatchName("Muller").aliases, testing::IsEmpty());
}

TEST(MatchProfile, DomainsOfMailProvidersAndSharedHostsTellNothing) {
  MatchRecord lead = Company("1", "Bakery", "https://www.facebook.com/bakery");
  lead[MatchField::kEmail] = "ann@gmail.com";
  EXPECT_EQ(ReadMatchProfile(lead).domain, "");
  lead[MatchField::kEmail] = "ann@sales.bakery.co.uk";
  EXPECT_EQ(ReadMatchProfile(lead).domain, "bakery.co.uk");
  lead[MatchField::kWebsite] = "http://shop.baker.fr/x?y";
  EXPECT_EQ(ReadMatchProfile(lead).domain, "baker.fr");
}

TEST(MatchProfile, PhonesMeetHoweverTheyAreWritten) {
  MatchRecord one = Company("1", "A", "", "+33 1 42 36 43 04");
  MatchRecord two = Company("2", "A", "", "0142364304");
  MatchRecord three = Company("3", "A", "", "33142364304.0");
  const auto tail = [](const MatchRecord& record) {
    return std::string(PhoneTail(ReadMatchProfile(record).phone));
  };
  EXPECT_EQ(tail(one), tail(two));
  EXPECT_EQ(tail(one), tail(three));
  EXPECT_EQ(ReadMatchProfile(Company("4", "A", "", "0000000000")).phone, "");
}

TEST(MatchScorer, OddsAreThePowersOfE) {
  for (const int32_t log_odds_e3 : {-12'000, -3'141, -1, 0, 1, 693, 4'999, 12'000}) {
    const double exact = std::exp(log_odds_e3 / 1000.0) * 1e6;
    EXPECT_NEAR(static_cast<double>(OddsE6(log_odds_e3)), exact, exact * 2e-4 + 2);
  }
  EXPECT_EQ(ChanceE4(0), 5'000);
}

RC_GTEST_PROP(MatchScorer, MoreLogOddsAreNeverLessChance, (int16_t a, int16_t b)) {
  RC_ASSERT(ChanceE4(std::min(a, b)) <= ChanceE4(std::max(a, b)));
}

TEST(MatchLead, ARespelledNameFindsItsAccount) {
  MatchList list = ListOf({Company("a1", "Procoplast SA"), Company("a2", "Heytens Decor"),
                           Company("a3", "Suttons Seeds")});
  const MatchAnswer answer = Ask(&list, Company("l1", "PROCOPLAST France"));
  EXPECT_EQ(answer.outcome, MatchOutcome::kMatch);
  EXPECT_EQ(answer.candidates.front().id, "a1");
  EXPECT_THAT(AnswerEvidence(answer, kCompanyWeights), HasSubstr("name same"));
}

TEST(MatchLead, AStrangerIsNone) {
  MatchList list = ListOf({Company("a1", "Procoplast SA"), Company("a2", "Heytens Decor")});
  EXPECT_EQ(Ask(&list, Company("l1", "Bidwells LLP")).outcome, MatchOutcome::kNone);
  EXPECT_EQ(Ask(&list, Company("l2", "")).outcome, MatchOutcome::kNone);
}

TEST(MatchLead, WhoGivesNothingButAnAccountsNumberIsForAPerson) {
  MatchList list = ListOf({Company("a", "Alpenwerk AG", "alpenwerk.ch", "+41 44 123 45 67"),
                           Company("b", "Nordlicht GmbH", "nordlicht.de", "+49 40 555 12 34")});
  const MatchAnswer answer = Ask(&list, Company("", "", "", "+41 44 123 45 67"));
  EXPECT_EQ(answer.outcome, MatchOutcome::kAmbiguous);
  ASSERT_EQ(answer.candidates.size(), 1u);
  EXPECT_EQ(answer.candidates[0].id, "a");
  EXPECT_EQ(Ask(&list, Company("", "", "", "+41 44 765 43 21")).outcome, MatchOutcome::kNone);
  EXPECT_EQ(Ask(&list, Company("", "Zirkelbau", "", "+41 44 123 45 67")).outcome,
            MatchOutcome::kNone)
      << "another company's name says more than the number";
}

TEST(MatchLead, ACompanyIsFoundByWhatPeopleCallItsChineseName) {
  MatchList list = ListOf({Company("a", "北京字节跳动科技有限公司", "", "", "北京"),
                           Company("b", "北京百度网讯科技有限公司", "", "", "北京"),
                           Company("c", "深圳市腾讯计算机系统有限公司", "", "", "深圳")});
  const MatchAnswer answer = Ask(&list, Company("", "字节跳动"));
  EXPECT_EQ(answer.outcome, MatchOutcome::kMatch);
  ASSERT_FALSE(answer.candidates.empty());
  EXPECT_EQ(answer.candidates[0].id, "a");
  EXPECT_EQ(Ask(&list, Company("", "北京科技有限公司")).outcome, MatchOutcome::kNone)
      << "a place and a trade are no name";
}

TEST(MatchLead, ALatinNameSaysNothingAgainstOneInSignsThatAreReadOtherwise) {
  MatchList list = ListOf({Company("a", "株式会社日立製作所", "hitachi.co.jp"),
                           Company("b", "أرامكو السعودية", "aramco.sa"),
                           Company("c", "Procoplast SA", "procoplast.be")});
  const MatchAnswer answer = Ask(&list, Company("", "Hitachi Seisakusho", "www.hitachi.co.jp"));
  EXPECT_EQ(answer.outcome, MatchOutcome::kMatch);
  EXPECT_EQ(Ask(&list, Company("", "Saudi Oil Company", "aramco.sa")).outcome,
            MatchOutcome::kMatch);
  EXPECT_EQ(Ask(&list, Company("", "Bidwells")).outcome, MatchOutcome::kNone);
}

TEST(MatchLead, OneNameOnTwoDomainsIsForAPersonUnlessSomethingTellsThemApart) {
  MatchList list = ListOf({Company("fr", "Bureau Veritas", "bureauveritas.fr", "+33155247000"),
                           Company("com", "Bureau Veritas", "bureauveritas.com", "+14155550123")});
  const MatchAnswer open = Ask(&list, Company("l1", "Bureau Veritas"));
  EXPECT_EQ(open.outcome, MatchOutcome::kAmbiguous);
  EXPECT_THAT(AnswerEvidence(open, kCompanyWeights), HasSubstr("candidates: "));
  const MatchAnswer told = Ask(&list, Company("l2", "Bureau Veritas", "www.bureauveritas.com"));
  EXPECT_EQ(told.outcome, MatchOutcome::kMatch);
  EXPECT_EQ(told.candidates.front().id, "com");
}

TEST(MatchLead, OfOneCompanysAccountsTheParentThenTheOwnedOneIsTaken) {
  MatchRecord head = Company("head", "Acme Holding", "acme.com");
  MatchRecord branch = Company("branch", "Acme Services", "acme.com");
  branch[MatchField::kParent] = "head";
  MatchList family = ListOf({branch, head});
  const MatchAnswer by_parent = Ask(&family, Company("l1", "Acme", "acme.com"));
  EXPECT_EQ(by_parent.outcome, MatchOutcome::kMatch);
  EXPECT_EQ(by_parent.candidates.front().id, "head");
  EXPECT_EQ(by_parent.rule, "parent");

  branch[MatchField::kParent] = "";
  branch[MatchField::kOwner] = "jo";
  MatchList owned = ListOf({branch, head});
  const MatchAnswer by_owner = Ask(&owned, Company("l1", "Acme", "acme.com"));
  EXPECT_EQ(by_owner.candidates.front().id, "branch");
  EXPECT_EQ(by_owner.rule, "owner");

  // One name twice is one account entered twice, unless two people own them.
  MatchRecord again = Company("again", "Acme Services", "acme.com");
  again[MatchField::kOwner] = "jo";
  MatchList twice = ListOf({branch, again});
  EXPECT_EQ(Ask(&twice, Company("l1", "Acme", "acme.com")).rule, "fuller");
  again[MatchField::kOwner] = "kim";
  MatchList kept_apart = ListOf({branch, again});
  EXPECT_EQ(Ask(&kept_apart, Company("l1", "Acme", "acme.com")).outcome, MatchOutcome::kAmbiguous);

  branch[MatchField::kOwner] = "";
  MatchList equal = ListOf({branch, head});
  EXPECT_EQ(Ask(&equal, Company("l1", "Acme", "acme.com")).outcome, MatchOutcome::kAmbiguous);
}

TEST(MatchLead, BeyondCertaintyTheBetterAccountIsStillTaken) {
  MatchList list = ListOf({Company("paris", "Acme", "acme.com", "+33142364304", "Paris"),
                           Company("lyon", "Acme", "acme.com", "+33472364304", "Lyon")});
  const MatchAnswer answer =
      Ask(&list, Company("l1", "Acme", "acme.com", "+33 4 72 36 43 04", "Lyon"));
  EXPECT_EQ(answer.outcome, MatchOutcome::kMatch);
  EXPECT_EQ(answer.candidates.front().id, "lyon");
  EXPECT_EQ(answer.rule, "");
}

TEST(MatchLead, ARecordsIdIsNoEvidence) {
  MatchList list = ListOf({Company("77", "Procoplast"), Company("78", "Heytens")});
  EXPECT_EQ(Ask(&list, Company("77", "Heytens")).candidates.front().id, "78");
  EXPECT_EQ(Ask(&list, Company("77", "")).outcome, MatchOutcome::kNone);
}

TEST(MatchDuplicates, APersonEnteredTwiceIsFoundAndANamesakeIsNot) {
  const auto person = [](std::string id, std::string given, std::string surname, std::string birth,
                         std::string city) {
    MatchRecord record;
    record[MatchField::kId] = std::move(id);
    record[MatchField::kGivenName] = std::move(given);
    record[MatchField::kSurname] = std::move(surname);
    record[MatchField::kBirthDate] = std::move(birth);
    record[MatchField::kCity] = std::move(city);
    return record;
  };
  MatchList list = ListOf({person("1", "Robert", "Allen", "1971-06-24", "Leeds"),
                           person("2", "Robert", "Alen", "1971-06-24", "Leeds"),
                           person("3", "Robert", "Allen", "1950-01-02", "York")});
  const auto pairs = *FindDuplicates(kPersonWeights, kDuplicateThresholds, &list);
  std::vector<std::pair<uint32_t, uint32_t>> same;
  for (const DuplicatePair& pair : pairs) {
    if (pair.outcome == MatchOutcome::kMatch) same.emplace_back(pair.first, pair.second);
  }
  EXPECT_THAT(same, ElementsAre(std::pair(0U, 1U)));
}

// Any bytes in any field: a record is read, filed, compared with itself and others, and never lost.
RC_GTEST_PROP(MatchRobustness, AnyBytesAreReadAndEqualRecordsMeet,
              (const std::vector<std::string>& texts)) {
  MatchRecord record = Company("x", "Procoplast");
  for (size_t i = 0; i < texts.size(); ++i) {
    record.fields[1 + i % (kMatchFields - 1)] = texts[i];
  }
  MatchList list = ListOf({record, Company("y", "Heytens")});
  const MatchProfile profile = ReadMatchProfile(record);
  const MatchAnswer answer = *MatchLead(profile, kCompanyWeights, MatchThresholds{}, &list);
  RC_ASSERT(answer.confidence_e4 >= 0 && answer.confidence_e4 <= 10'000);
  if (!BlockKeys(profile).empty()) {
    std::vector<uint32_t> found;
    RC_ASSERT(FindCandidates(profile, &list, &found).ok());
    RC_ASSERT(!found.empty());
  }
}

RC_GTEST_PROP(MatchRobustness, TheOrderOfAPairDoesNotMatter,
              (const std::string& a, const std::string& b)) {
  const MatchProfile one = ReadMatchProfile(Company("1", a));
  const MatchProfile two = ReadMatchProfile(Company("2", b));
  const WordCounts counts;
  RC_ASSERT(EvenLogOddsE3(one, two, counts, kCompanyWeights) ==
            EvenLogOddsE3(two, one, counts, kCompanyWeights));
}

TEST(MatchRobustness, HugeFieldsAreCutAndComparedByTheirBeginning) {
  const std::string name = "Procoplast " + std::string(1'000'000, 'x');
  MatchList list = ListOf({Company("1", name)});
  EXPECT_LE(list.at(0).profile.name.key.size(), size_t{400});
}

}  // namespace
}  // namespace signalbox
