#include "intake/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/bytes.h"
#include "intake/fold_case.h"
#include "intake/lead_json.h"

namespace signalbox {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Attributes Lead(std::string_view json) {
  return ParseLeadJson(json).value();
}

TEST(Identity, TheEmailIsTheKeyAndPhoneOnlyWithoutOne) {
  EXPECT_THAT(IdentityKeys(Lead(R"({"email":" Ada.L@Example.COM ","phone":"+44 20 7946 0000",)"
                                R"("name":"Ada Lovelace"})")),
              ElementsAre("e:ada.l@example.com"));
  EXPECT_THAT(IdentityKeys(Lead(R"({"email":"n/a","phone":"0044 (0)20 7946-0000 x12",)"
                                R"("name":"ADA  King Lovelace"})")),
              ElementsAre("p:442079460000|ada|king lovelace"));
  EXPECT_THAT(IdentityKeys(Lead(R"({"phone":"+442079460000","first_name":"Ada",)"
                                R"("last_name":"King Lovelace"})")),
              ElementsAre("p:442079460000|ada|king lovelace"));
}

TEST(Identity, APhoneOrACompanyAloneIsNoIdentity) {
  EXPECT_THAT(IdentityKeys(Lead(R"({"phone":"+442079460000","company":"X"})")), IsEmpty());
  EXPECT_THAT(IdentityKeys(Lead(R"({"phone":"+442079460000","first_name":"Ada"})")), IsEmpty());
  EXPECT_THAT(IdentityKeys(Lead(R"({"phone":"12345","name":"Ada L"})")), IsEmpty());
  EXPECT_THAT(IdentityKeys(Lead("{}")), IsEmpty());
}

TEST(Identity, TheSendersIdCountsWithItsSource) {
  EXPECT_THAT(IdentityKeys(Lead(R"({"source":"Web Form","lead_id":"L-1"})")),
              ElementsAre("x:web form|L-1"));
  EXPECT_THAT(IdentityKeys(Lead(R"({"lead_id":"a|b","email":"a@b.c"})")),
              ElementsAre("e:a@b.c", "x:|a|b"));
  EXPECT_NE(IdentityKeys(Lead(R"({"source":"a|b","id":"c"})")),
            IdentityKeys(Lead(R"({"source":"a","id":"b|c"})")));
}

TEST(Identity, NamesAreSplitAsTheyAreWritten) {
  const auto name = [](std::string_view json) {
    const PersonName split = NameOf(Lead(json));
    return split.first + "/" + split.last;
  };
  EXPECT_EQ(name(R"({"name":"Lovelace, Ada"})"), "Ada/Lovelace");
  EXPECT_EQ(name(R"({"name":"  Ada   King Lovelace "})"), "Ada/King Lovelace");
  EXPECT_EQ(name(R"({"name":"Ada"})"), "Ada/");
  EXPECT_EQ(name(R"({"name":"Ada Lovelace","first_name":"A."})"), "A./Lovelace");
}

TEST(Identity, ContentIsWhatASecondClickRepeats) {
  const Bytes first = ContentForm(Lead(
      R"({"id":"1","email":"a@b.c","message":"hi","x":"1","y":"2","received_at":"2026-01-01"})"));
  EXPECT_EQ(first, ContentForm(Lead(R"({"y":"2","message":"hi","x":"1","email":"a@b.c"})")));
  EXPECT_NE(first, ContentForm(Lead(R"({"y":"2","message":"ho","x":"1","email":"a@b.c"})")));
  Attributes learned = Lead(R"({"y":"2","message":"hi","x":"1","email":"a@b.c"})");
  learned.SetText(Field::kRegion, "emea");
  EXPECT_EQ(first, ContentForm(learned));
}

TEST(Identity, ContactDataIsNamePhoneEmailOrCompany) {
  EXPECT_FALSE(HasContactData(Lead(R"({"country":"DE","message":"hi"})")));
  for (const std::string_view json :
       {R"({"name":"a"})", R"({"first_name":"a"})", R"({"email":"a"})", R"({"phone":"1"})",
        R"({"company":"c"})"}) {
    EXPECT_TRUE(HasContactData(Lead(json))) << json;
  }
}

TEST(FoldCase, LettersOfEuropeFoldAndNothingElse) {
  EXPECT_EQ(FoldCase("ÄÖÜ ŁÓDŹ ΑΘΗΝΑΣ ΆΈΌΏ МОСКВА ЁЇ Ÿ ĲĞİ×"),
            "äöü łódź αθηνασ άέόώ москва ёї ÿ ĳğİ×");
}

RC_GTEST_PROP(FoldCase, TwiceIsOnceAndCleanTextStaysClean, (const std::string& text)) {
  const std::string once = FoldCase(text);
  if (IsCleanUtf8(text)) {
    RC_ASSERT(IsCleanUtf8(once));
    RC_ASSERT(FoldCase(once) == once);
  }
}

}  // namespace
}  // namespace signalbox
