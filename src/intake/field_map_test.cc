#include "intake/field_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "intake/lead_json.h"

namespace signalbox {
namespace {

FieldMap Map(std::string_view yaml) {
  Result<FieldMap> map = FieldMap::Parse(yaml);
  EXPECT_TRUE(map.ok()) << map.error().message;
  return map.ok() ? *map : FieldMap();
}

Attributes Json(std::string_view yaml, std::string_view json) {
  const FieldMap map = Map(yaml);
  const LeadOrFault lead = ParseLeadJson(json, &map);
  EXPECT_TRUE(lead.has_value()) << lead.error().pointer << " " << lead.error().message;
  return lead.value_or(Attributes());
}

std::string Extra(const Attributes& lead, std::string_view name) {
  const std::string* value = lead.FindExtra(name);
  return value == nullptr ? "(none)" : *value;
}

TEST(FieldMap, TheSendersNamesBecomeOurs) {
  const Attributes lead = Json("columns: {Work E-Mail: email, size: employees, plan: lead.wish}",
                               R"({"work_email":"a@b.example","SIZE":"1,200","plan":"gold"})");
  EXPECT_EQ(lead.Text(Field::kEmail), "a@b.example");
  EXPECT_EQ(lead.Int(Field::kEmployees), 1200);
  EXPECT_EQ(Extra(lead, "wish"), "gold");
}

TEST(FieldMap, NestedNamesAreReachedByDotsAndArraysByNumber) {
  const Attributes lead = Json(
      "columns: {form_response.answers.0.email: email, form_response.answers.1.text: company,"
      " email.value: lead.other}",
      R"({"form_response":{"answers":[{"email":"a@b.example"},{"text":"Acme","id":7}]},)"
      R"("email":{"value":"x"}})");
  EXPECT_EQ(lead.Text(Field::kEmail), "a@b.example");
  EXPECT_EQ(lead.Text(Field::kCompany), "Acme");
  EXPECT_EQ(Extra(lead, "form_response.answers.1.id"), "7");
  EXPECT_EQ(Extra(lead, "other"), "x");
}

TEST(FieldMap, WhatIsIgnoredIsPassedOverWithAllBelowIt) {
  const Attributes lead =
      Json("ignore: [utm, email]", R"({"utm":{"source":"x"},"email":5,"name":"Ada"})");
  EXPECT_FALSE(lead.Has(Field::kEmail));
  EXPECT_EQ(lead.Text(Field::kName), "Ada");
  EXPECT_TRUE(lead.extras().empty());
}

TEST(FieldMap, ANameThatTheMapDoesNotHaveYieldsToOneThatItHas) {
  const Attributes lead = Json("columns: {work: email}", R"({"email":"home@x.example",)"
                                                         R"("work":"work@x.example"})");
  EXPECT_EQ(lead.Text(Field::kEmail), "work@x.example");
  EXPECT_EQ(Extra(lead, "email"), "home@x.example");
}

TEST(FieldMap, FormsAreReadByTheSameMap) {
  const FieldMap map = Map("columns: {'your-email': email}\nignore: [csrf]");
  const LeadOrFault lead = ParseLeadForm("your-email=a%40b.example&csrf=1&note=hi", &map);
  ASSERT_TRUE(lead.has_value());
  EXPECT_EQ(lead->Text(Field::kEmail), "a@b.example");
  EXPECT_EQ(lead->FindExtra("csrf"), nullptr);
  EXPECT_EQ(Extra(*lead, "note"), "hi");
}

TEST(FieldMap, AValueThatDoesNotFitIsNamedByTheSendersName) {
  const FieldMap map = Map("columns: {size.all: employees}");
  const LeadOrFault lead = ParseLeadJson(R"({"size":{"all":"many"}})", &map);
  ASSERT_FALSE(lead.has_value());
  EXPECT_EQ(lead.error().pointer, "/size/all");
}

TEST(FieldMap, AMapThatCannotBeMeantIsRefused) {
  const auto fault = [](std::string_view yaml) {
    const Result<FieldMap> map = FieldMap::Parse(yaml);
    return map.ok() ? std::string() : map.error().message;
  };
  EXPECT_EQ(fault("header: false"),
            "`header` and `delimiter` are for files; a source has `columns` and `ignore`");
  EXPECT_EQ(fault("columns: {a..b: email}"), "`a..b` is no name of a field");
  EXPECT_EQ(fault("columns: {A B: email}\nignore: [a_b]"), "`a_b` is there twice");
  EXPECT_THAT(fault("colums: {a: email}"), testing::HasSubstr("unknown key `colums`"));
}

}  // namespace
}  // namespace signalbox
