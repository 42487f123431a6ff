#include "policy/condition.h"

#include <gmock/gmock.h>
#include <rapidcheck.h>

#include "policy/findings.h"
#include "policy/folded_text.h"
#include "policy/policy_fixture.h"

namespace signalbox {
namespace {

class ConditionTest : public testing::Test {
 protected:
  ConditionTest() { slots_.Close(); }

  Condition Compile(const std::string& text) {
    Findings findings;
    auto root = ParseYaml("p", "when: " + text, &findings);
    auto condition = Condition::Compile(*root->Find("when"), slots_, true, "p", &findings);
    EXPECT_TRUE(condition.has_value()) << (findings.has_error() ? findings.Take()[0].Text() : "");
    return *condition;
  }
  bool Holds(const std::string& text, const Attributes& lead) {
    return Compile(text).Evaluate(SlotValues(slots_, lead), nullptr) == Truth::kTrue;
  }

  SlotTable slots_;
};

TEST_F(ConditionTest, ComparesTextWithoutCaseAndOuterSpaces) {
  Attributes lead = Lead({{Field::kCity, " M\xC3\x9CNCHEN\xC2\xA0"}, {Field::kCountry, "de"}});
  EXPECT_TRUE(Holds("{lead.city: M\xC3\xBCnchen, lead.country: ' DE '}", lead));
  EXPECT_FALSE(Holds("{lead.city: M\xC3\xBCnche}", lead));
}

TEST_F(ConditionTest, AMissingValueMatchesNothingButKnownFalse) {
  Attributes lead;
  EXPECT_FALSE(Holds("{lead.country: {not: DE}}", lead));
  EXPECT_FALSE(Holds("{lead.employees: ..5}", lead));
  EXPECT_FALSE(Holds("{lead.free_mail: false}", lead));
  EXPECT_TRUE(Holds("{lead.country: {known: false}}", lead));
  EXPECT_TRUE(Holds("{}", lead));
}

TEST_F(ConditionTest, RangesIncludeBothEnds) {
  for (auto [employees, expected] :
       {std::pair{49, false}, {50, true}, {999, true}, {1000, false}}) {
    EXPECT_EQ(Holds("{lead.employees: 50..999}", Lead({}, employees)), expected) << employees;
  }
  EXPECT_TRUE(Holds("{lead.employees: [1, 5..9]}", Lead({}, 7)));
  EXPECT_TRUE(Holds("{lead.employees: {not: 5..9}}", Lead({}, 10)));
}

TEST_F(ConditionTest, ASpaceAtTheEndOfABeginningCounts) {
  for (const std::string& when : {std::string("{lead.title: {starts: 'VP '}}"),
                                  Compile("{lead.title: {starts: 'VP '}}").cel()}) {
    const std::string text = when[0] == '{' ? when : "'" + when + "'";
    EXPECT_TRUE(Holds(text, Lead({{Field::kTitle, " vp Sales"}}))) << text;
    EXPECT_FALSE(Holds(text, Lead({{Field::kTitle, "VPN admin"}}))) << text;
  }
}

TEST_F(ConditionTest, AQuotedRangeIsAText) {
  EXPECT_TRUE(Holds("{lead.title: '50..999'}", Lead({{Field::kTitle, "50..999"}})));
}

TEST_F(ConditionTest, ShowsTheCelThatItMeans) {
  EXPECT_EQ(Compile("{lead.country: [DE, AT], lead.employees: 50..}").cel(),
            "has(lead.country) && lead.country.trim().lowerAscii() in [\"de\", \"at\"] && "
            "has(lead.employees) && lead.employees >= 50");
}

// What `policy explain` prints must be what decides.
TEST_F(ConditionTest, TheShortFormAndItsCelAgree) {
  const std::vector<std::string> conditions = {
      "{lead.country: DE}",
      "{lead.country: [DE, at, \xC3\x84gypten]}",
      "{lead.country: {not: [DE, AT]}}",
      "{lead.country: {not: \xC3\x84gypten}}",
      "{lead.country: {starts: [D, \xC3\xA4]}}",
      "{lead.country: {known: true}}",
      "{lead.country: {known: false}}",
      "{lead.employees: 50..999}",
      "{lead.employees: [1..5, 50]}",
      "{lead.employees: {not: 5..}}",
      "{lead.free_mail: true, lead.country: DE}",
      "{lead.free_mail: {not: true}}",
      "{any: [{lead.country: DE, lead.employees: 50..}, {lead.free_mail: true}]}",
      "{lead.country: {starts: D, not: DK}, any: [{lead.employees: ..5}, {lead.employees: 50}]}"};
  std::vector<std::pair<Condition, Condition>> pairs;
  for (const std::string& text : conditions) {
    Condition condition = Compile(text);
    std::string quoted = condition.cel();
    for (size_t at = 0; (at = quoted.find('\'', at)) != std::string::npos; at += 2) {
      quoted.insert(at, "'");
    }
    pairs.emplace_back(condition, Compile("'" + quoted + "'"));
  }
  bool good = rc::check([&] {
    Attributes lead;
    auto country = *rc::gen::element<std::string>("", "DE", " de ", "AT", "dk", "\xC3\xA4gypten",
                                                  "\xC3\x84GYPTEN", "D\xC3\x84", "FR",
                                                  "\xC2\xA0"
                                                  "at");
    lead.SetText(Field::kCountry, country);
    auto employees = *rc::gen::element(-1, 1, 5, 6, 50, 999, 1000);
    if (employees >= 0) lead.SetInt(Field::kEmployees, employees);
    auto free_mail = *rc::gen::element(-1, 0, 1);
    if (free_mail >= 0) lead.SetBool(Field::kFreeMail, free_mail == 1);
    SlotValues values(slots_, lead);
    for (const auto& [short_form, cel] : pairs) {
      std::string why;
      Truth full = cel.Evaluate(values, &why);
      RC_LOG() << short_form.cel() << " " << why;
      RC_ASSERT(short_form.Evaluate(values, nullptr) == full);
    }
  });
  EXPECT_TRUE(good);
}

TEST_F(ConditionTest, AMissingValueMakesCelUnknownAndSaysWhich) {
  std::string why;
  Attributes lead;
  EXPECT_EQ(Compile("'lead.score > 5'").Evaluate(SlotValues(slots_, lead), &why), Truth::kUnknown);
  EXPECT_THAT(why, testing::HasSubstr("lead.score"));
  EXPECT_EQ(Compile("'lead.score > 5 || true'").Evaluate(SlotValues(slots_, lead), &why),
            Truth::kTrue);
}

TEST(FoldedText, FoldsTheScriptsOfBusinessData) {
  EXPECT_EQ(Folded(" \xC3\x89"
                   "COLE\t"),
            "\xC3\xA9"
            "cole");
  EXPECT_EQ(Folded("\xCE\x91\xCE\xB8\xCE\xAE\xCE\xBD\xCE\xB1"),
            "\xCE\xB1\xCE\xB8\xCE\xAE\xCE\xBD\xCE\xB1");
  EXPECT_EQ(Folded("\xD0\x9C\xD0\x9E\xD0\xA1\xD0\x9A\xD0\x92\xD0\x90"),
            "\xD0\xBC\xD0\xBE\xD1\x81\xD0\xBA\xD0\xB2\xD0\xB0");
  EXPECT_EQ(Folded("\xC5\x81\xC3\xB3"
                   "d\xC5\xBA"),
            "\xC5\x82\xC3\xB3"
            "d\xC5\xBA");
  EXPECT_EQ(Folded("\xE6\x9D\xB1\xE4\xBA\xAC"), "\xE6\x9D\xB1\xE4\xBA\xAC");
  EXPECT_TRUE(EqualsFolded(" ABC ", "abc"));
  EXPECT_FALSE(EqualsFolded("ABCD", "abc"));
  EXPECT_TRUE(StartsFolded(" ABCD ", "abc"));
}

}  // namespace
}  // namespace signalbox
