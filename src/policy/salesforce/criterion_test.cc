#include "policy/salesforce/criterion.h"

#include <gtest/gtest.h>

#include "policy/condition.h"
#include "policy/findings.h"
#include "policy/salesforce/entry_condition.h"
#include "policy/salesforce/written_amount.h"

namespace signalbox {
namespace {

using Values = std::vector<std::string>;

std::string Shown(const FilterLogic& logic) {
  switch (logic.kind) {
    case FilterLogic::Kind::kCriterion:
      return std::to_string(logic.criterion);
    case FilterLogic::Kind::kNot:
      return "!" + Shown(logic.parts[0]);
    default:
      break;
  }
  std::string text = "(";
  for (const FilterLogic& part : logic.parts) {
    if (text.size() > 1) text += logic.kind == FilterLogic::Kind::kAnd ? "&" : "|";
    text += Shown(part);
  }
  return text + ")";
}

std::string Parsed(std::string_view text) {
  const auto logic = ParseFilterLogic(text, 4);
  return logic.ok() ? Shown(*logic) : logic.error().message;
}

TEST(FilterLogicText, BindsNotBeforeAndBeforeOr) {
  EXPECT_EQ(Parsed("(1 AND 3) OR (2 AND NOT 4)"), "((1&3)|(2&!4))");
  EXPECT_EQ(Parsed("1 and 2 or not 3 AND 4"), "((1&2)|(!3&4))");
  EXPECT_EQ(Parsed("NOT(1 OR NOT NOT 2)"), "!(1|!!2)");
  EXPECT_EQ(Parsed("3"), "3");
}

TEST(FilterLogicText, SaysWhereItCannotBeRead) {
  EXPECT_EQ(Parsed("1 AND"), "column 6: the filter ends here; expected a number or `(`");
  EXPECT_EQ(Parsed("1 XOR 2"), "column 3: expected AND, OR or the end");
  EXPECT_EQ(Parsed("(1 AND 2"), "column 9: expected AND, OR or `)`");
  EXPECT_EQ(Parsed("1)"), "column 2: a `)` without its `(`");
  EXPECT_EQ(Parsed("1 AND 5"), "column 7: there is no criterion 5; the entry has 4");
  EXPECT_EQ(Parsed("0"), "column 1: there is no criterion 0; the entry has 4");
  EXPECT_EQ(Parsed("1 OR 99999999999"),
            "column 6: there is no criterion 99999999999; the entry has 4");
  EXPECT_EQ(Parsed("1 ANDY 2"), "column 3: expected AND, OR or the end");
  EXPECT_EQ(Parsed(std::string(5000, '(')), "column 66: nested deeper than 64");
}

TEST(ValueLists, AreCutAtCommasOutsideQuotes) {
  EXPECT_EQ(SplitValues("US, USA ,United States"), (Values{"US", "USA", "United States"}));
  EXPECT_EQ(SplitValues("\"Smith, Jones\",Other"), (Values{"Smith, Jones", "Other"}));
  EXPECT_EQ(SplitValues("\"He said \"\"no\"\"\""), (Values{"He said \"no\""}));
  EXPECT_EQ(SplitValues("19\" rack,22\""), (Values{"19\" rack", "22\""}));
  EXPECT_EQ(SplitValues("\"open,closed"), (Values{"\"open", "closed"}));
  EXPECT_EQ(SplitValues("DE,,AT,"), (Values{"DE", "AT"}));
  EXPECT_EQ(SplitValues("\"\",DE"), (Values{"", "DE"}));
  EXPECT_EQ(SplitValues(""), Values{});
}

TEST(WrittenAmounts, KeepTheirDigits) {
  const auto decimal = [](std::string_view text) {
    const auto amount = ReadAmount(text);
    return amount ? amount->currency + amount->Decimal() : "none";
  };
  EXPECT_EQ(decimal("1200"), "1200.0");
  EXPECT_EQ(decimal("-03.50"), "-3.5");
  EXPECT_EQ(decimal("1,000,000"), "1000000.0");
  EXPECT_EQ(decimal("EUR 1000"), "EUR1000.0");
  EXPECT_EQ(decimal("$5%"), "5.0");
  for (std::string_view none : {"", "1,00", "50-249", "1e5", "1.", "--1", "1234567890123456"}) {
    EXPECT_EQ(decimal(none), "none") << none;
  }
  EXPECT_EQ(ReadAmount("-3.5")->Floor(), -4);
  EXPECT_EQ(ReadAmount("-3.5")->Ceiling(), -3);
  EXPECT_EQ(ReadAmount("3.5")->Floor(), 3);
  EXPECT_EQ(ReadAmount("3.5")->Ceiling(), 4);
}

TEST(WrittenDays, AreReadAsSalesforceWritesThem) {
  EXPECT_EQ(ReadDay("2026-01-31"), "2026-01-31");
  EXPECT_EQ(ReadDay("2026-01-31T08:00:00Z"), "2026-01-31");
  EXPECT_EQ(ReadDay("1/31/2026 8:00 AM"), "2026-01-31");
  EXPECT_EQ(ReadDay("31/1/2026"), "2026-01-31");
  for (std::string_view none :
       {"2026-02-30", "13/13/2026", "1-2-2026", "today", "40-41", "1/2/26"}) {
    EXPECT_EQ(ReadDay(none), std::nullopt) << none;
  }
  for (std::string_view day : {"TODAY", "LAST_N_DAYS:30", "last 30 days", "THIS_FISCAL_QUARTER"}) {
    EXPECT_TRUE(IsRelativeDay(day)) << day;
  }
  for (std::string_view text : {"Tomorrow Inc", "Last chance", "30", "days"}) {
    EXPECT_FALSE(IsRelativeDay(text)) << text;
  }
}

// One criterion, both as its CEL and as its short form where it has one, on one lead.
std::string Answer(std::string_view field, SalesforceOperation operation, std::string_view value,
                   const Attributes& lead) {
  SalesforceEntry entry{.number = 1};
  entry.criteria = {{std::string(field), operation, std::string(value), "", 1}};
  entry.logic = AllCriteria(1);
  SalesforceFields fields;
  const auto test = CompileCriterion(entry.criteria[0], &fields);
  if (!test.ok()) return test.error().message;
  const auto brief = ConditionOf(entry, &fields);
  SlotTable slots;
  for (const auto& [attribute, name] : fields.Declared()) {
    slots.Declare(attribute, SlotType::kText);
  }
  slots.Close();
  Findings findings;
  const auto yaml = ParseYaml("test", "when:" + brief->yaml, &findings);
  const auto holds = [&](const YamlNode& node) -> std::string {
    const auto condition = Condition::Compile(node, slots, false, "test", &findings);
    if (!condition) return findings.Take().front().Text();
    std::string why;
    switch (condition->Evaluate(SlotValues(slots, lead), &why)) {
      case Truth::kTrue:
        return "yes";
      case Truth::kFalse:
        return "no";
      case Truth::kUnknown:
        return why;
    }
    return "";
  };
  YamlNode cel{.kind = YamlNode::Kind::kText, .text = test->cel};
  const std::string answer = holds(cel);
  EXPECT_EQ(holds(*yaml->Find("when")), answer) << test->cel << "\n" << brief->yaml;
  return answer;
}

TEST(Criteria, AnswerAsSalesforceDoes) {
  using enum SalesforceOperation;
  Attributes lead, blank;
  lead.SetText(Field::kCountry, " Österreich ");
  lead.SetInt(Field::kEmployees, 50);
  lead.SetExtra("Tags__c", "Core; Maps");
  lead.SetExtra("Score__c", "12.5");
  lead.SetExtra("Demo_Date__c", "2026-01-31T10:00:00Z");
  lead.SetText(Field::kLastName, "Smith");

  EXPECT_EQ(Answer("Lead.Country", kEquals, "DE,öSTERREICH", lead), "yes");
  EXPECT_EQ(Answer("Lead.Country", kNotEqual, "DE,öSTERREICH", lead), "no");
  EXPECT_EQ(Answer("Lead.Country", kNotEqual, "DE", blank), "yes");
  EXPECT_EQ(Answer("Lead.Country", kEquals, "", blank), "yes");
  EXPECT_EQ(Answer("Lead.Country", kEquals, "", lead), "no");
  EXPECT_EQ(Answer("Lead.Country", kNotEqual, "", blank), "no");
  EXPECT_EQ(Answer("Lead.Country", kEquals, "\"\",DE", blank), "yes");
  EXPECT_EQ(Answer("Lead.Country", kNotEqual, "\"\",DE", blank), "no");
  EXPECT_EQ(Answer("Lead.Country", kContains, "xx,TERR", lead), "yes");
  EXPECT_EQ(Answer("Lead.Country", kNotContain, "xx", blank), "yes");
  EXPECT_EQ(Answer("Lead.Country", kStartsWith, "ös", lead), "yes");
  EXPECT_EQ(Answer("Lead.Country", kStartsWith, "ter", lead), "no");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kLessThan, "50.5", lead), "yes");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kGreaterThan, "49.5", lead), "yes");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kGreaterOrEqual, "51", lead), "no");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kLessOrEqual, "50", blank), "no");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kEquals, "10,50", lead), "yes");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kNotEqual, "50", blank), "yes");
  EXPECT_EQ(Answer("Lead.NumberOfEmployees", kStartsWith, "5", lead), "yes");
  EXPECT_EQ(Answer("Lead.Tags__c", kIncludes, "maps", lead), "yes");
  EXPECT_EQ(Answer("Lead.Tags__c", kIncludes, "Core;Maps", lead), "yes");
  EXPECT_EQ(Answer("Lead.Tags__c", kIncludes, "Core;CRM", lead), "no");
  EXPECT_EQ(Answer("Lead.Tags__c", kIncludes, "Map", lead), "no");
  EXPECT_EQ(Answer("Lead.Tags__c", kExcludes, "CRM,Maps", lead), "no");
  EXPECT_EQ(Answer("Lead.Tags__c", kExcludes, "CRM", blank), "yes");
  EXPECT_EQ(Answer("Lead.Score__c", kGreaterThan, "9", lead), "yes");
  EXPECT_EQ(Answer("Lead.Tags__c", kGreaterThan, "9", lead), "no");
  EXPECT_EQ(Answer("Lead.Demo_Date__c", kGreaterOrEqual, "1/31/2026", lead), "yes");
  EXPECT_EQ(Answer("Lead.Demo_Date__c", kLessThan, "2026-01-31", lead), "no");
  EXPECT_EQ(Answer("Lead.Demo_Date__c", kEquals, "1/31/2026", lead), "yes");
  EXPECT_EQ(Answer("Lead.Name", kEquals, "smith", lead), "yes");
  EXPECT_EQ(Answer("Lead.Name", kEquals, "", blank), "yes");
  EXPECT_EQ(Answer("Lead.DoNotCall", kEquals, "False", blank), "yes");
  EXPECT_EQ(Answer("Lead.Country", kLessThan, "zz", blank), "no");
  EXPECT_EQ(Answer("Lead.LastName", kLessThan, "T", lead), "yes");
  EXPECT_EQ(Answer("Lead.Country", kGreaterThan, "", lead), "no");
  EXPECT_EQ(Answer("Lead.Country", kWithin, "DE,Österreich", lead), "yes");
  EXPECT_EQ(Answer("Lead.Place__c", kWithin, "37.775,-122.418,10,mi", lead),
            "`Lead.Place__c within 37.775,-122.418,10,mi` asks for a distance");
}

TEST(Criteria, ReadAFieldComparedWithTrueOrFalseAloneAsACheckBox) {
  using enum SalesforceOperation;
  Attributes ticked, blank;
  ticked.SetExtra("Is_Partner__c", "true");
  EXPECT_EQ(Answer("Lead.Is_Partner__c", kEquals, "False", blank), "yes");
  EXPECT_EQ(Answer("Lead.Is_Partner__c", kNotEqual, "False", blank), "no");
  EXPECT_EQ(Answer("Lead.Is_Partner__c", kEquals, "False", ticked), "no");
  EXPECT_EQ(Answer("Lead.Is_Partner__c", kEquals, "True", ticked), "yes");
  EXPECT_EQ(Answer("Lead.Is_Partner__c", kEquals, "False,Unclear", blank), "no");
  SalesforceFields fields;
  const auto test = CompileCriterion({"Lead.Is_Partner__c", kEquals, "False", "", 1}, &fields);
  EXPECT_EQ(test->note,
            "`lead.Is_Partner__c` was read as a check box: a lead without a value is not ticked");
}

TEST(Criteria, LookForManyValuesInALongText) {
  std::string words;
  for (int i = 0; i < 200; ++i) words += "word" + std::to_string(i) + ",";
  Attributes lead;
  lead.SetText(Field::kMessage, std::string(15'000, 'x') + " WORD199");
  using enum SalesforceOperation;
  EXPECT_EQ(Answer("Lead.Description", kContains, words, lead), "yes");
  EXPECT_EQ(Answer("Lead.Description", kNotContain, words, lead), "no");
  EXPECT_EQ(Answer("Lead.Description", kStartsWith, words, lead), "no");
}

}  // namespace
}  // namespace signalbox
