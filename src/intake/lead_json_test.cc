#include "intake/lead_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/clock.h"
#include "base/limits.h"

namespace signalbox {
namespace {

Attributes Good(std::string_view json) {
  LeadOrFault lead = ParseLeadJson(json);
  EXPECT_TRUE(lead.has_value()) << json << ": " << lead.error().pointer << " "
                                << lead.error().message;
  return lead.value_or(Attributes());
}

LeadFault Bad(std::string_view json) {
  LeadOrFault lead = ParseLeadJson(json);
  EXPECT_FALSE(lead.has_value()) << json;
  return lead ? LeadFault{"-", "-"} : lead.error();
}

constexpr std::string_view kPeerLead =
    R"({"lead_id":"L-0000000007","source":"web_form","received_at":"2026-11-20T22:20:00Z",)"
    R"("contact":{"first_name":"Jordan32","last_name":"Mercer1","email":"j.m7@example-company-9.com",)"
    R"("phone":"+1-415-555-1039","title":"CTO"},"company":{"name":"Example Company 9 Holdings",)"
    R"("domain":"example-company-9.com","industry":"retail","employees":4210,"country":"DE",)"
    R"("segment":"smb"},"consent":{"email":true,"phone":false,"basis":"opt_in",)"
    R"("ts":"2026-11-20T10:11:12Z"},"message":"We are looking to replace our current lead routing tool"})";

TEST(LeadJson, TheNestedLeadOfTheBenchmarkIsReadWhole) {
  const Attributes lead = Good(kPeerLead);
  EXPECT_EQ(lead.Text(Field::kExternalId), "L-0000000007");
  EXPECT_EQ(lead.Text(Field::kSource), "web_form");
  EXPECT_EQ(FormatTime(lead.Int(Field::kReceivedAt)), "2026-11-20T22:20:00Z");
  EXPECT_EQ(lead.Text(Field::kFirstName), "Jordan32");
  EXPECT_EQ(lead.Text(Field::kEmail), "j.m7@example-company-9.com");
  EXPECT_EQ(lead.Text(Field::kCompany), "Example Company 9 Holdings");
  EXPECT_EQ(lead.Text(Field::kWebsite), "example-company-9.com");
  EXPECT_EQ(lead.Int(Field::kEmployees), 4210);
  EXPECT_EQ(lead.Text(Field::kCountry), "DE");
  EXPECT_EQ(lead.Text(Field::kSegment), "smb");
  EXPECT_EQ(lead.Text(Field::kConsent), "given");
  EXPECT_TRUE(lead.Bool(Field::kConsentEmail));
  EXPECT_TRUE(lead.Has(Field::kConsentPhone));
  EXPECT_FALSE(lead.Bool(Field::kConsentPhone));
  EXPECT_EQ(FormatTime(lead.Int(Field::kConsentAt)), "2026-11-20T10:11:12Z");
  EXPECT_TRUE(lead.extras().empty());
}

TEST(LeadJson, EveryFieldOfTheContractIsKnownByItsOwnName) {
  for (const std::string_view name :
       {"external_id", "source", "campaign", "first_name", "last_name", "name", "email", "phone",
        "title", "company", "website", "industry", "country", "state", "city", "street",
        "postal_code", "segment", "message"}) {
    const Attributes lead = Good("{\"" + std::string(name) + "\":\"v\"}");
    EXPECT_EQ(lead.Text(*FieldByName("lead." + std::string(name))), "v") << name;
  }
  EXPECT_EQ(Good(R"({"annual_revenue":1250000.5})").Int(Field::kAnnualRevenue), 1250001);
}

TEST(LeadJson, NamesOfCrmsAndFormsAreAliases) {
  const Attributes lead = Good(
      R"({"Id":"00Q1","FirstName":"A","LastName":"B","zip":94105,"web":"a.com","phone1":"1",)"
      R"("company_name":"C","address":"1 High St","NumberOfEmployees":"250","HasOptedOutOfEmail":true,)"
      R"("LeadSource":"Web","hs_email_optout":null})");
  EXPECT_EQ(lead.Text(Field::kExternalId), "00Q1");
  EXPECT_EQ(lead.Text(Field::kPostalCode), "94105");
  EXPECT_EQ(lead.Text(Field::kStreet), "1 High St");
  EXPECT_EQ(lead.Int(Field::kEmployees), 250);
  EXPECT_TRUE(lead.Has(Field::kConsentEmail));
  EXPECT_FALSE(lead.Bool(Field::kConsentEmail));
  EXPECT_EQ(Good(R"({"properties":{"email":"a@b.c","hs_object_id":"7"}})").Text(Field::kEmail),
            "a@b.c");
}

TEST(LeadJson, WhatIsNotKnownIsKeptUnderItsOwnName) {
  const Attributes lead =
      Good(R"({"County":"Kent","Score 2":7.5,"x":{"y":true,"Z":"a"},"tags":["a",{"b":1}]})");
  EXPECT_EQ(*lead.FindExtra("County"), "Kent");
  EXPECT_EQ(*lead.FindExtra("Score 2"), "7.5");
  EXPECT_EQ(*lead.FindExtra("x.y"), "true");
  EXPECT_EQ(*lead.FindExtra("x.Z"), "a");
  EXPECT_EQ(*lead.FindExtra("tags"), R"(["a",{"b":1}])");
}

TEST(LeadJson, TheOwnNameWinsOverAnAliasAndTheOtherValueIsKept) {
  for (const std::string_view json :
       {R"({"id":"a","external_id":"b"})", R"({"external_id":"b","id":"a"})"}) {
    const Attributes lead = Good(json);
    EXPECT_EQ(lead.Text(Field::kExternalId), "b");
    ASSERT_NE(lead.FindExtra("id"), nullptr);
    EXPECT_EQ(*lead.FindExtra("id"), "a");
  }
}

TEST(LeadJson, AWrongTypeNamesItsPointer) {
  EXPECT_EQ(Bad(R"({"employees":"many"})"),
            (LeadFault{"/employees", "expected an integer, got a text"}));
  EXPECT_EQ(Bad(R"({"employees":"12"})").pointer, "/employees");
  EXPECT_EQ(Bad(R"({"employees":1.125})").pointer, "/employees");
  EXPECT_EQ(Bad(R"({"company":{"employees":[1]}})"),
            (LeadFault{"/company/employees", "expected a number, got an array"}));
  EXPECT_EQ(Bad(R"({"email":42})"), (LeadFault{"/email", "expected a text, got a number"}));
  EXPECT_EQ(Bad(R"({"email":{"a":1}})").pointer, "/email");
  EXPECT_EQ(Bad(R"({"received_at":"yesterday"})").pointer, "/received_at");
  EXPECT_EQ(Bad(R"({"consent":{"email":"perhaps"}})").pointer, "/consent/email");
  EXPECT_EQ(Bad("[1]").message, "expected an object, got an array");
}

TEST(LeadJson, ConsentIsOneOfFourWordsAndOtherWordsStayBesideIt) {
  EXPECT_EQ(Good(R"({"consent":"legitimate_interest"})").Text(Field::kConsent),
            "legitimate_interest");
  EXPECT_EQ(Good(R"({"consent":"Opt-In"})").Text(Field::kConsent), "given");
  const Attributes odd = Good(R"({"consent":"ask jane@example.com"})");
  EXPECT_EQ(odd.Text(Field::kConsent), "unknown");
  EXPECT_EQ(*odd.FindExtra("consent"), "ask jane@example.com");
}

TEST(LeadJson, ANameTwiceIsRefusedWithItsPointer) {
  EXPECT_EQ(Bad(R"({"email":"a","email":"b"})"), (LeadFault{"/email", "the name is there twice"}));
  EXPECT_EQ(Bad(R"({"x":{"a/b":1,"a/b":2}})").pointer, "/x/a~1b");
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_EQ(Bad(many + "\"k7\":2}").pointer, "/k7");
}

TEST(LeadJson, MalformedTextNamesThePlace) {
  EXPECT_EQ(Bad("{\"a\":1,}").message,
            "not JSON, line 1, column 8: expected a name in double quotes");
  EXPECT_EQ(Bad("{\"a\":\n tru}").message, "not JSON, line 2, column 2: expected a value");
  EXPECT_EQ(Bad("{\"a\":\"\xff\"}").message, "not JSON, line 1, column 7: invalid UTF-8");
  EXPECT_EQ(Bad(std::string("{\"a\":\"\0\"}", 9)).message,
            "not JSON, line 1, column 7: a NUL byte");
  EXPECT_EQ(Bad(R"({"a":"x\u0000y"})"), (LeadFault{"/a", "contains a NUL character"}));
  EXPECT_EQ(Bad(R"({"a":"\ud800"})").message,
            "not JSON, line 1, column 7: half of a surrogate pair");
  EXPECT_THAT(Bad(R"({"a":123456789012345678901})").message, testing::HasSubstr("64 bits"));
  EXPECT_THAT(Bad("").message, testing::HasSubstr("the text ends where a value should be"));
}

TEST(LeadJson, ANumberThatNothingCanHoldIsNamedByPlaceAndPointer) {
  const LeadFault huge = Bad(R"({"email":"a@b.example","deal":{"sizes":[1, 1e400]}})");
  EXPECT_EQ(huge.pointer, "/deal/sizes/1");
  EXPECT_EQ(huge.message,
            "not JSON, line 1, column 44: a number beyond what JSON readers can hold (1e308); send "
            "it as a text");
  const LeadFault integer = Bad(R"({"a/b":{"n":-92233720368547758080}})");
  EXPECT_EQ(integer.pointer, "/a~1b/n");
  EXPECT_EQ(integer.message,
            "not JSON, line 1, column 13: an integer of more than 64 bits; send it as a text");
  EXPECT_EQ(*Good(R"({"size":18446744073709551615})").FindExtra("size"), "18446744073709551615");
  EXPECT_EQ(*Good(R"({"size":1e-400})").FindExtra("size"), "0");
}

TEST(LeadJson, AFaultOfTheTextNamesTheMemberItIsIn) {
  EXPECT_EQ(Bad(R"({"company":{"name":tru}})").pointer, "/company/name");
  EXPECT_EQ(Bad(R"({"tags":["a","b",}])").pointer, "/tags/2");
  EXPECT_EQ(Bad("{name: 1}").pointer, "") << "before its first name it is in no member";
  EXPECT_EQ(Bad(R"({"company":{name: 1}})").pointer, "/company");
}

TEST(LeadJson, DepthAndLengthAreBounded) {
  const auto deep = [](size_t levels) {
    return "{\"a\":" + std::string(levels, '[') + std::string(levels, ']') + "}";
  };
  Good(deep(kMaxNesting - 8));
  EXPECT_EQ(Bad(deep(10'000)).message, "nested deeper than 64 levels");
  const auto field = [](size_t size) { return "{\"message\":\"" + std::string(size, 'x') + "\"}"; };
  EXPECT_EQ(Good(field(kMaxFieldBytes)).Text(Field::kMessage).size(), kMaxFieldBytes);
  EXPECT_EQ(Bad(field(kMaxFieldBytes + 1)), (LeadFault{"/message", "longer than 16384 bytes"}));
  EXPECT_EQ(Bad(field(kMaxLeadBytes)).message, "longer than 65536 bytes");
  std::string many = "{\"a\":0";
  for (size_t i = 0; i < kMaxExtraFields; ++i) many += ",\"k" + std::to_string(i) + "\":1";
  EXPECT_THAT(Bad(many + "}").message, testing::HasSubstr("more than 500 fields"));
}

TEST(LeadJson, SpacesAndNullAreMissing) {
  EXPECT_TRUE(Good(R"({"email":"  ","name":null,"x":null,"y":""})").empty());
}

TEST(ParseLeads, OneBadItemOfAnArrayLeavesTheOthers) {
  const auto leads =
      ParseLeads("[ {\"email\":\"a@b.c\"},\n{\"email\": oops}, 7 , {\"name\":\"x\"}]");
  ASSERT_TRUE(leads.ok());
  ASSERT_EQ(leads->items.size(), 4U);
  EXPECT_TRUE(leads->many);
  EXPECT_TRUE(leads->items[0].lead.has_value());
  EXPECT_FALSE(leads->items[1].lead.has_value());
  EXPECT_EQ(leads->items[1].line, 2U);
  EXPECT_EQ(leads->items[1].raw, "{\"email\": oops}");
  EXPECT_EQ(leads->items[2].lead.error().message, "expected an object, got a number");
  EXPECT_EQ(leads->items[3].lead->Text(Field::kName), "x");
  EXPECT_EQ(leads->items[3].index, 3U);
}

TEST(ParseLeads, LinesAreToldFromOnePrettyObject) {
  const auto lines = ParseLeads("{\"name\":\"a\"}\n\n{\"name\":\n{\"name\":\"c\"}\r\n");
  ASSERT_TRUE(lines.ok());
  ASSERT_EQ(lines->items.size(), 3U);
  EXPECT_FALSE(lines->items[1].lead.has_value());
  EXPECT_EQ(lines->items[2].line, 4U);
  EXPECT_EQ(lines->items[2].lead->Text(Field::kName), "c");
  const auto pretty =
      ParseLeads("\xef\xbb\xbf{\n  \"name\": \"a\",\n  \"company\":\n  {\"name\":\"c\"}\n}\n");
  ASSERT_TRUE(pretty.ok());
  ASSERT_EQ(pretty->items.size(), 1U);
  EXPECT_FALSE(pretty->many);
  EXPECT_EQ(pretty->items[0].lead->Text(Field::kCompany), "c");
}

TEST(ParseLeads, ABodyThatIsNoListIsRefusedAsAWhole) {
  for (const std::string_view body :
       {"", " \n", "[", "[{}", "[{},", "[{} {}]", "[{}] x", "[\"a", "[1,"}) {
    EXPECT_FALSE(ParseLeads(body).ok()) << body;
  }
  EXPECT_TRUE(ParseLeads("[]").ok());
  std::string many = "[{}";
  for (size_t i = 0; i < kMaxLeadsPerRequest; ++i) many += ",{}";
  const auto over = ParseLeads(many + "]");
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, Code::kExhausted);
}

TEST(LeadForm, FieldsAreDecodedAndReadAsPeopleWriteThem) {
  const LeadOrFault lead = ParseLeadForm(
      "first_name=Zo%C3%AB&contact%5Bemail%5D=a%2Bb@c.com&employees=1%2C200&message=a+b&topic=x&"
      "topic="
      "y&consent_email=yes&100%=&=z&&plain");
  ASSERT_TRUE(lead.has_value());
  EXPECT_EQ(lead->Text(Field::kFirstName), "Zo\xc3\xab");
  EXPECT_EQ(lead->Text(Field::kEmail), "a+b@c.com");
  EXPECT_EQ(lead->Int(Field::kEmployees), 1200);
  EXPECT_EQ(lead->Text(Field::kMessage), "a b");
  EXPECT_EQ(*lead->FindExtra("topic"), "x|y");
  EXPECT_TRUE(lead->Bool(Field::kConsentEmail));
}

TEST(LeadForm, BadValuesNameTheirField) {
  EXPECT_EQ(ParseLeadForm("employees=many").error(),
            (LeadFault{"/employees", "expected an integer, got a text"}));
  EXPECT_EQ(ParseLeadForm("name=%FF").error(), (LeadFault{"/name", "invalid UTF-8"}));
  EXPECT_EQ(ParseLeadForm("name=a%00b").error(), (LeadFault{"/name", "contains a NUL character"}));
}

RC_GTEST_PROP(LeadJson, ArbitraryBytesNeverCrash, (const std::string& bytes)) {
  static_cast<void>(ParseLeads(bytes));
  static_cast<void>(ParseLeads('[' + bytes + ']'));
  static_cast<void>(ParseLeads("{\"" + bytes + "\":1}\n{"));
  static_cast<void>(ParseLeadForm(bytes));
}

RC_GTEST_PROP(LeadJson, AChangedByteGivesALeadOrAFaultWithAMessage, ()) {
  std::string json(kPeerLead);
  json[*rc::gen::inRange<size_t>(0, json.size())] = *rc::gen::arbitrary<char>();
  const LeadOrFault lead = ParseLeadJson(json);
  RC_ASSERT(lead.has_value() || !lead.error().message.empty());
}

}  // namespace
}  // namespace signalbox
