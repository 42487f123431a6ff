#include "access/field_set.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

FieldSet Set(std::initializer_list<std::string_view> names) {
  FieldSet fields;
  for (const std::string_view name : names) fields.set(PersonalFieldByName(name).value());
  return fields;
}

Attributes Lead() {
  Attributes lead;
  lead.SetText(Field::kEmail, "petra@huber.example");
  lead.SetText(Field::kPhone, "+49 (0)171 234-5678");
  lead.SetText(Field::kFirstName, "Petra");
  lead.SetText(Field::kMessage, "Please call soon");
  lead.SetInt(Field::kEmployees, 40);
  lead.SetExtra("utm", "spring");
  lead.SetExtra("note", "reach her at PETRA@huber.example");
  return lead;
}

TEST(FieldSet, EveryPersonalFieldHasANameAndNoOtherFieldHas) {
  for (int number = 0; number < kFieldCount; ++number) {
    const FieldSpec* spec = FindField(number);
    if (spec == nullptr) continue;
    const bool personal = spec->data_class == DataClass::kPersonal;
    EXPECT_EQ(PersonalFieldByName(spec->name).has_value(), personal) << spec->name;
  }
  const std::vector<std::string> names = NamesOf(PersonalFields());
  EXPECT_EQ(names.size(), PersonalFields().count());
  for (const std::string& name : names) EXPECT_TRUE(PersonalFieldByName(name)) << name;
}

TEST(FieldSet, TakesOutWhatIsHiddenAndLeavesTheRest) {
  Attributes lead = Lead();
  const Attributes taken = TakeOut(Set({"phone"}), &lead);
  EXPECT_EQ(taken.Fields(), std::vector<Field>{Field::kPhone});
  EXPECT_TRUE(taken.extras().empty());
  Attributes wanted = Lead();
  wanted.Remove(Field::kPhone);
  EXPECT_EQ(lead, wanted);
}

TEST(FieldSet, AFreeTextThatHoldsWhatIsHiddenGoesWithIt) {
  Attributes lead = Lead();
  lead.SetText(Field::kMessage, "Call 0171 2345678 please");
  TakeOut(Set({"phone"}), &lead);
  EXPECT_FALSE(lead.Has(Field::kMessage)) << "however the number is written";
  lead = Lead();
  TakeOut(Set({"email"}), &lead);
  EXPECT_EQ(lead.FindExtra("note"), nullptr);
  EXPECT_NE(lead.FindExtra("utm"), nullptr);
  EXPECT_TRUE(lead.Has(Field::kMessage));
  EXPECT_EQ(lead.Int(Field::kEmployees), 40);
  lead = Lead();
  lead.SetText(Field::kExternalId, "crm-petra@huber.example");
  TakeOut(Set({"email"}), &lead);
  EXPECT_FALSE(lead.Has(Field::kExternalId));
}

TEST(FieldSet, AFreeTextThatQuotesWhatWasSaidAtAnotherTimeGoesToo) {
  Attributes before;
  before.SetText(Field::kPhone, "+49 30 5551234");
  HiddenValues known;
  EXPECT_TRUE(known.empty());
  known.Add(before);
  Attributes later;
  later.SetText(Field::kMessage, "as I said: 030/555 1234");
  later.SetText(Field::kCity, "Berlin");
  const Attributes taken = TakeOut(Set({"phone"}), &later, known);
  EXPECT_TRUE(taken.Has(Field::kMessage));
  EXPECT_FALSE(later.Has(Field::kMessage));
  EXPECT_TRUE(later.Has(Field::kCity));
}

TEST(FieldSet, FreeFieldsAreHiddenTogether) {
  Attributes lead = Lead();
  const Attributes taken = TakeOut(Set({"free_fields"}), &lead);
  EXPECT_EQ(taken.extras().size(), 2U);
  EXPECT_TRUE(lead.extras().empty());
  EXPECT_TRUE(lead.Has(Field::kEmail));
}

TEST(FieldSet, WhatTellsTheSameInAnotherFormIsHiddenAsWell) {
  EXPECT_EQ(WithWhatTells(Set({"email"})), Set({"email", "domain"}));
  EXPECT_EQ(WithWhatTells(Set({"first_name"})), Set({"first_name", "name"}));
  EXPECT_EQ(WithWhatTells(Set({"name"})), Set({"first_name", "last_name", "name"}));
  EXPECT_EQ(WithWhatTells(Set({"message"})), Set({"message"}));
}

}  // namespace
}  // namespace signalbox
