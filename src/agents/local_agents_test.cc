// validate_contact, check_consent and score_lead by their documented outcomes.
#include "agents/local_agents.h"

#include <gtest/gtest.h>

#include "agents/reasons.h"
#include "agents/slot_check.h"
#include "agents/test_leads.h"

namespace signalbox {
namespace {

using local::CheckConsent;
using local::ScoreLead;
using local::ValidateContact;
using testing_leads::Has;
using testing_leads::Lead;
using testing_leads::RunAgent;

TEST(ValidateContact, AGoodLeadIsOkWithEveryCheckSaid) {
  const AgentResult result = RunAgent(ValidateContact, Lead({{Field::kFirstName, "Ana"},
                                                             {Field::kLastName, "Silva"},
                                                             {Field::kEmail, "Ana.Silva@acme.com"},
                                                             {Field::kPhone, "+1 415 555 0132"},
                                                             {Field::kCompany, "Acme"},
                                                             {Field::kTitle, "CTO"},
                                                             {Field::kCountry, "US"}}));
  EXPECT_EQ(result.outcome, Outcome::kOk);
  EXPECT_TRUE(result.output.Bool(Field::kEmailValid));
  EXPECT_TRUE(result.output.Bool(Field::kPhoneValid));
  EXPECT_TRUE(result.output.Bool(Field::kValid));
  EXPECT_FALSE(result.output.Bool(Field::kFreeMail));
  EXPECT_EQ(result.output.Int(Field::kDataQuality), 95);
}

TEST(ValidateContact, AnEmailThatCannotExistIsRejectedWhenThereIsNoPhone) {
  for (const char* email : {"not an email", "jane@", "@acme.com", "jane@localhost", "a..b@acme.com",
                            "jane@acme.invalid", "jane@192.168.0.1", "jane@@acme.com"}) {
    const AgentResult result =
        RunAgent(ValidateContact, Lead({{Field::kName, "Jane Roe"}, {Field::kEmail, email}}));
    EXPECT_EQ(result.outcome, Outcome::kReject) << email;
    EXPECT_EQ(result.reason, reason::kEmailUnusable) << email;
  }
}

TEST(ValidateContact, AWorkingPhoneSavesALeadWithABrokenEmail) {
  const AgentResult result = RunAgent(ValidateContact, Lead({{Field::kName, "Jane Roe"},
                                                             {Field::kEmail, "jane(at)acme"},
                                                             {Field::kPhone, "+44 20 7946 0958"}}));
  EXPECT_EQ(result.outcome, Outcome::kOk);
  EXPECT_FALSE(result.output.Bool(Field::kEmailValid));
  EXPECT_TRUE(result.output.Bool(Field::kValid));
}

TEST(ValidateContact, ALeadWithNobodyInItWaitsForAPerson) {
  const AgentResult result = RunAgent(ValidateContact, Lead({{Field::kSource, "Referral"}}));
  EXPECT_EQ(result.outcome, Outcome::kNeedsHuman);
  EXPECT_EQ(result.reason, reason::kNoContactData);
}

TEST(ValidateContact, AnImpossiblePhoneAloneWaitsForAPerson) {
  const AgentResult result = RunAgent(
      ValidateContact,
      Lead({{Field::kName, "Jane Roe"}, {Field::kPhone, "12345"}, {Field::kCountry, "DE"}}));
  EXPECT_EQ(result.outcome, Outcome::kNeedsHuman);
  EXPECT_EQ(result.reason, reason::kPhoneUnusable);
}

TEST(ValidateContact, APlaceholderOnAThrowAwayAddressWaitsForAPerson) {
  const AgentResult result = RunAgent(ValidateContact, Lead({{Field::kFirstName, "asdf"},
                                                             {Field::kLastName, "asdf"},
                                                             {Field::kEmail, "x@mailinator.com"}}));
  EXPECT_EQ(result.outcome, Outcome::kNeedsHuman);
  EXPECT_EQ(result.reason, reason::kNotAPerson);
  EXPECT_TRUE(result.output.Bool(Field::kDisposable));
}

TEST(ValidateContact, RoleAndProviderAddressesAreSaidNotStopped) {
  const AgentResult result =
      RunAgent(ValidateContact, Lead({{Field::kName, "Jo Li"}, {Field::kEmail, "info@gmail.com"}}));
  EXPECT_EQ(result.outcome, Outcome::kOk);
  EXPECT_TRUE(result.output.Bool(Field::kRoleAddress));
  EXPECT_TRUE(result.output.Bool(Field::kFreeMail));
  EXPECT_TRUE(Has(result, reason::kEmailRole));
}

TEST(CheckConsent, ARefusalIsRejectedWhateverElseIsTrue) {
  const AgentResult result =
      RunAgent(CheckConsent, Lead({{Field::kConsent, "refused"}, {Field::kSource, "web_form"}}));
  EXPECT_EQ(result.outcome, Outcome::kReject);
  EXPECT_EQ(result.reason, reason::kNoLawfulBasis);
  EXPECT_FALSE(result.output.Bool(Field::kMayContact));
}

TEST(CheckConsent, UnknownConsentFollowsTheLawOfTheCountry) {
  const AgentResult german =
      RunAgent(CheckConsent, Lead({{Field::kCountry, "DE"}, {Field::kSource, "list"}}));
  EXPECT_EQ(german.outcome, Outcome::kOk);
  EXPECT_FALSE(german.output.Bool(Field::kMayEmail));
  EXPECT_FALSE(german.output.Bool(Field::kMayCall));
  const AgentResult american =
      RunAgent(CheckConsent, Lead({{Field::kCountry, "USA"}, {Field::kSource, "list"}}));
  EXPECT_TRUE(american.output.Bool(Field::kMayEmail));
  EXPECT_TRUE(american.output.Bool(Field::kMayCall));
  const AgentResult british =
      RunAgent(CheckConsent, Lead({{Field::kCountry, "England"}, {Field::kConsent, "unknown"}}));
  EXPECT_FALSE(british.output.Bool(Field::kMayEmail));
  EXPECT_TRUE(british.output.Bool(Field::kMayCall));
}

TEST(CheckConsent, WhoeverAskedMayBeAnswered) {
  const AgentResult result =
      RunAgent(CheckConsent, Lead({{Field::kCountry, "DE"}, {Field::kSource, "web_form"}}));
  EXPECT_TRUE(result.output.Bool(Field::kMayEmail));
  EXPECT_TRUE(Has(result, reason::kConsentAsked));
}

TEST(CheckConsent, AFlagClosesItsChannelAndBothFlagsCloseTheLead) {
  Attributes lead = Lead({{Field::kConsent, "given"}});
  lead.SetBool(Field::kConsentEmail, true);
  lead.SetBool(Field::kConsentPhone, false);
  AgentResult result = RunAgent(CheckConsent, lead);
  EXPECT_EQ(result.outcome, Outcome::kOk);
  EXPECT_TRUE(result.output.Bool(Field::kMayEmail));
  EXPECT_FALSE(result.output.Bool(Field::kMayCall));
  lead.SetBool(Field::kConsentEmail, false);
  result = RunAgent(CheckConsent, lead);
  EXPECT_EQ(result.outcome, Outcome::kReject);
  EXPECT_EQ(result.reason, reason::kDoNotContact);
}

TEST(CheckConsent, AnHourWithoutCallsIsSaid) {
  Attributes lead = Lead({{Field::kConsent, "given"},
                          {Field::kCountry, "US"},
                          {Field::kTimeZone, "America/Los_Angeles"}});
  const AgentInput night{lead, ParseTime("2026-11-20T10:00:00Z").value()};
  EXPECT_TRUE(Has(CheckConsent(night), reason::kQuietHours));
  const AgentInput day{lead, ParseTime("2026-11-20T20:00:00Z").value()};
  EXPECT_FALSE(Has(CheckConsent(day), reason::kQuietHours));
}

TEST(ScoreLead, TheScoreIsTheSumOfItsReasons) {
  Attributes lead = Lead({{Field::kTitle, "VP Engineering"},
                          {Field::kSizeBand, "mid"},
                          {Field::kIntent, "demo"},
                          {Field::kSource, "web_form"},
                          {Field::kConsent, "given"}});
  lead.SetBool(Field::kEmailValid, true);
  lead.SetInt(Field::kDataQuality, 80);
  const AgentResult result = RunAgent(ScoreLead, lead);
  int32_t sum = 0;
  for (const Evidence& evidence : result.evidence) sum += evidence.weight;
  EXPECT_EQ(sum, 25 + 15 + 20 + 15 + 8 + 5 + 5);
  EXPECT_EQ(result.output.Int(Field::kScore), sum);
  EXPECT_EQ(result.output.Text(Field::kScoreBand), "hot");
  EXPECT_EQ(result.model_ids, std::vector<std::string>{"points-card@1"});
}

TEST(ScoreLead, AnEmptyLeadScoresNothingAndNoScoreLeavesItsRange) {
  EXPECT_EQ(RunAgent(ScoreLead, Attributes()).output.Int(Field::kScore), 0);
  EXPECT_EQ(RunAgent(ScoreLead, Attributes()).output.Text(Field::kScoreBand), "cold");
  Attributes worst = Lead({{Field::kIntent, "support"}});
  worst.SetBool(Field::kEmailValid, true);
  worst.SetBool(Field::kDisposable, true);
  EXPECT_EQ(RunAgent(ScoreLead, worst).output.Int(Field::kScore), 0);
}

}  // namespace
}  // namespace signalbox
