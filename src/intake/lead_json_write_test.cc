#include "intake/lead_json_write.h"

#include <gtest/gtest.h>

#include "intake/generate.h"
#include "intake/lead_json.h"

namespace signalbox {
namespace {

Attributes Reread(const Attributes& lead) {
  std::string text;
  WriteLeadJson(lead, &text);
  const LeadOrFault read = ParseLeadJson(text);
  EXPECT_TRUE(read.has_value()) << text;
  return read.value_or(Attributes());
}

TEST(LeadJsonWrite, WhatIsWrittenReadsBackAsTheSameLead) {
  for (const LeadProfile profile :
       {LeadProfile::kClean, LeadProfile::kMessy, LeadProfile::kHostile, LeadProfile::kPeers}) {
    for (uint64_t i = 0; i < 500; ++i) {
      const LeadOrFault lead = ParseLeadJson(GenerateLead(7, i, profile));
      if (!lead.has_value()) continue;
      EXPECT_EQ(Reread(*lead), *lead) << GenerateLead(7, i, profile);
    }
  }
}

TEST(LeadJsonWrite, AWordThatIsNoConsentStaysBesideTheField) {
  const LeadOrFault lead = ParseLeadForm("email=a%40b.example&consent=perhaps&Company+Size=51-200");
  ASSERT_TRUE(lead.has_value());
  EXPECT_EQ(lead->Text(Field::kConsent), "unknown");
  EXPECT_EQ(Reread(*lead), *lead);
}

TEST(LeadJsonWrite, ASecondValueUnderTheFieldsOwnNameTakesNothingFromTheField) {
  const LeadOrFault lead =
      ParseLeadJson(R"({"phone&":"1","phone":"+49 89 1234","phone_":"2","employees ":5})");
  ASSERT_TRUE(lead.has_value());
  EXPECT_EQ(lead->Text(Field::kPhone), "1");
  EXPECT_EQ(Reread(*lead), *lead);
}

TEST(LeadJsonWrite, TimesAndChannelsKeepTheirMeaning) {
  const LeadOrFault lead = ParseLeadJson(
      R"({"email":"a@b.example","received_at":"2026-03-01T10:00:00Z",
          "consent":{"email":true,"phone":false,"basis":"opt_in","ts":"2026-02-01T10:00:00Z"}})");
  ASSERT_TRUE(lead.has_value());
  EXPECT_EQ(Reread(*lead), *lead);
}

}  // namespace
}  // namespace signalbox
