// normalise, enrich, detect_intent and advise_contact by their documented outcomes.
#include <gtest/gtest.h>

#include "agents/local_agents.h"
#include "agents/reasons.h"
#include "agents/test_leads.h"

namespace signalbox {
namespace {

using local::AdviseContact;
using local::DetectIntent;
using local::Enrich;
using local::Normalise;
using testing_leads::Has;
using testing_leads::kFriday;
using testing_leads::Lead;
using testing_leads::RunAgent;

TEST(Normalise, EveryFieldTakesItsStandardForm) {
  const AgentResult result =
      RunAgent(Normalise, Lead({{Field::kCountry, "Deutschland"},
                                {Field::kState, "Bayern"},
                                {Field::kPostalCode, "D-80331"},
                                {Field::kPhone, "089 / 1234567"},
                                {Field::kEmail, " J.Gross@Maier-Bau.de"},
                                {Field::kFirstName, " Jürgen"},
                                {Field::kLastName, "Groß"},
                                {Field::kCompany, "Maier Bau GmbH"},
                                {Field::kWebsite, "https://www.maier-bau.de/kontakt"}}));
  EXPECT_EQ(result.outcome, Outcome::kOk);
  const Attributes& out = result.output;
  EXPECT_EQ(out.Text(Field::kCountry), "DE");
  EXPECT_EQ(out.Text(Field::kState), "BY");
  EXPECT_EQ(out.Text(Field::kPostalCode), "80331");
  EXPECT_EQ(out.Text(Field::kPhone), "+49891234567");
  EXPECT_EQ(out.Text(Field::kEmail), "j.gross@maier-bau.de");
  EXPECT_EQ(out.Text(Field::kName), "Jürgen Groß");
  EXPECT_EQ(out.Text(Field::kCompanyKey), "maier bau");
  EXPECT_EQ(out.Text(Field::kDomain), "maier-bau.de");
}

TEST(Normalise, WhatIsInStandardFormIsNotWrittenAgain) {
  Attributes lead = Lead({{Field::kCountry, "Brasil"},
                          {Field::kState, "são paulo"},
                          {Field::kPhone, "(11) 3091-4000"},
                          {Field::kEmail, "ana@acme.com.br"},
                          {Field::kCompany, "Acme Ltda."}});
  lead.Overlay(RunAgent(Normalise, lead).output);
  EXPECT_TRUE(RunAgent(Normalise, lead).output.empty());
}

TEST(Normalise, ACountryThatIsNoneWaitsForAPersonAndTheRestIsStillDone) {
  const AgentResult result =
      RunAgent(Normalise, Lead({{Field::kCountry, "Atlantis"}, {Field::kCompany, "Acme Inc."}}));
  EXPECT_EQ(result.outcome, Outcome::kNeedsHuman);
  EXPECT_EQ(result.reason, reason::kUnknownCountry);
  EXPECT_EQ(result.output.Text(Field::kCompanyKey), "acme");
}

TEST(Normalise, AMissingCountryFollowsFromPlacePhoneOrDomain) {
  const AgentResult by_place =
      RunAgent(Normalise, Lead({{Field::kState, "NJ"}, {Field::kPostalCode, "8014"}}));
  EXPECT_EQ(by_place.output.Text(Field::kCountry), "US");
  EXPECT_EQ(by_place.output.Text(Field::kPostalCode), "08014");
  EXPECT_TRUE(Has(by_place, reason::kCountryByPlace));
  const AgentResult by_phone = RunAgent(Normalise, Lead({{Field::kPhone, "+33 1 42 68 53 00"}}));
  EXPECT_EQ(by_phone.output.Text(Field::kCountry), "FR");
  EXPECT_LT(by_phone.confidence_e4, by_place.confidence_e4);
  const AgentResult by_domain = RunAgent(Normalise, Lead({{Field::kEmail, "a@acme.co.uk"}}));
  EXPECT_EQ(by_domain.output.Text(Field::kCountry), "GB");
  const AgentResult by_site = RunAgent(Normalise, Lead({{Field::kWebsite, "acme.nl"}}));
  EXPECT_EQ(by_site.output.Text(Field::kCountry), "NL");
  EXPECT_EQ(by_site.confidence_e4, 6000);
  const AgentResult general = RunAgent(Normalise, Lead({{Field::kWebsite, "acme.io"}}));
  EXPECT_EQ(general.outcome, Outcome::kOk);
  EXPECT_FALSE(general.output.Has(Field::kCountry));
}

TEST(Normalise, AProvidersDomainIsNoCompanys) {
  EXPECT_FALSE(
      RunAgent(Normalise, Lead({{Field::kEmail, "jane@gmail.com"}})).output.Has(Field::kDomain));
  const AgentResult page = RunAgent(Normalise, Lead({{Field::kEmail, "jane@mail.acme.com"},
                                                     {Field::kWebsite, "facebook.com/acme"}}));
  EXPECT_EQ(page.output.Text(Field::kDomain), "acme.com");
}

TEST(Enrich, PlaceSizeSectorAndTitleAreAdded) {
  Attributes lead = Lead({{Field::kCountry, "US"},
                          {Field::kState, "CA"},
                          {Field::kIndustry, "Banking"},
                          {Field::kTitle, "CFO"}});
  lead.SetInt(Field::kEmployees, 640);
  const AgentResult result = RunAgent(Enrich, lead);
  EXPECT_EQ(result.output.Text(Field::kRegion), "amer");
  EXPECT_EQ(result.output.Text(Field::kTimeZone), "America/Los_Angeles");
  EXPECT_EQ(result.output.Text(Field::kSizeBand), "large");
  EXPECT_EQ(result.output.Text(Field::kIndustryCode), "52");
  EXPECT_EQ(result.output.Text(Field::kTitleLevel), "exec");
}

TEST(Enrich, ASectorFromACompanysNameIsOnlyAGuess) {
  const AgentResult result = RunAgent(Enrich, Lead({{Field::kCompany, "Feltz Printing Service"}}));
  EXPECT_EQ(result.output.Text(Field::kIndustryCode), "31-33");
  EXPECT_EQ(result.confidence_e4, 6000);
  EXPECT_TRUE(RunAgent(Enrich, Attributes()).output.empty());
}

TEST(DetectIntent, TheMessageSaysWhatThePersonWants) {
  const std::pair<const char*, const char*> cases[] = {
      {"We would like a demo for our team.", "demo"},
      {"How much does it cost for 50 users?", "pricing"},
      {"Bitte senden Sie mir ein Angebot", "pricing"},
      {"I cannot login, my password is broken", "support"},
      {"We want to become a reseller", "partnership"},
      {"Hello there", "other"}};
  for (const auto& [message, intent] : cases) {
    EXPECT_EQ(
        RunAgent(DetectIntent, Lead({{Field::kMessage, message}})).output.Text(Field::kIntent),
        intent)
        << message;
  }
  const AgentResult urgent =
      RunAgent(DetectIntent, Lead({{Field::kMessage, "Urgent: please call today about a quote"}}));
  EXPECT_EQ(urgent.output.Int(Field::kUrgency), 90);
}

TEST(DetectIntent, NothingToReadIsAnAbstention) {
  const AgentResult result = RunAgent(DetectIntent, Lead({{Field::kSource, "import"}}));
  EXPECT_EQ(result.outcome, Outcome::kAbstain);
  EXPECT_EQ(result.reason, reason::kNothingToRead);
}

TEST(DetectIntent, AWallOfTextIsReadWithoutHarm) {
  const std::string wall(20000, 'a');
  EXPECT_EQ(RunAgent(DetectIntent, Lead({{Field::kMessage, wall}})).output.Text(Field::kIntent),
            "other");
}

TEST(AdviseContact, AHotLeadIsCalledInItsOwnOfficeHours) {
  Attributes lead = Lead({{Field::kPhone, "+81312345678"},
                          {Field::kEmail, "a@acme.jp"},
                          {Field::kCountry, "JP"},
                          {Field::kTimeZone, "Asia/Tokyo"},
                          {Field::kScoreBand, "hot"}});
  lead.SetBool(Field::kMayCall, true);
  AgentResult result = RunAgent(AdviseContact, lead);
  EXPECT_EQ(result.output.Text(Field::kNextChannel), "phone");
  EXPECT_EQ(result.output.Text(Field::kNextContactRole), "ae");
  EXPECT_EQ(FormatTime(result.output.Int(Field::kNextContactAt)), "2026-11-23T00:00:00Z");
  lead.SetBool(Field::kMayCall, false);
  result = RunAgent(AdviseContact, lead);
  EXPECT_EQ(result.output.Text(Field::kNextChannel), "email");
}

TEST(AdviseContact, NoOpenChannelIsAnAbstention) {
  Attributes lead = Lead({{Field::kEmail, "a@acme.com"}});
  lead.SetBool(Field::kMayEmail, false);
  const AgentResult result = RunAgent(AdviseContact, lead);
  EXPECT_EQ(result.outcome, Outcome::kAbstain);
  EXPECT_EQ(result.reason, reason::kNoChannel);
}

TEST(AdviseContact, AnUnknownZoneIsSaid) {
  const AgentResult result = RunAgent(AdviseContact, Lead({{Field::kEmail, "a@acme.com"}}));
  EXPECT_TRUE(Has(result, reason::kZoneAssumed));
  EXPECT_EQ(result.output.Int(Field::kNextContactAt), kFriday);
}

TEST(PeerSteps, AnswerWhatThePeersJavaScriptAnswers) {
  Attributes lead = Lead({{Field::kExternalId, "L-7"},
                          {Field::kEmail, "Jordan.M@acme.com"},
                          {Field::kWebsite, "acme.com"},
                          {Field::kTitle, "VP Engineering"},
                          {Field::kCountry, "US"},
                          {Field::kSource, "webinar"},
                          {Field::kConsent, "given"},
                          {Field::kOwner, "rep-3"}});
  lead.SetInt(Field::kEmployees, 6000);
  lead.SetInt(Field::kReceivedAt, 5);
  lead.SetBool(Field::kConsentEmail, true);
  lead.SetBool(Field::kConsentPhone, true);
  lead.Overlay(RunAgent(local::PeerValidate, lead).output);
  EXPECT_TRUE(lead.Bool(Field::kValid));
  EXPECT_EQ(lead.Text(Field::kEmail), "jordan.m@acme.com");
  EXPECT_EQ(lead.Text(Field::kKey), "L-7:Jordan.M@acme.com");
  lead.Overlay(RunAgent(local::PeerConsent, lead).output);
  EXPECT_EQ(lead.Text(Field::kChannels), "email|phone");
  EXPECT_EQ(lead.Int(Field::kCheckedAt), 5);
  lead.Overlay(RunAgent(local::PeerEnrich, lead).output);
  EXPECT_EQ(lead.Text(Field::kSizeBand), "XL");
  EXPECT_EQ(lead.Text(Field::kRegion), "NA");
  EXPECT_EQ(lead.Text(Field::kTitleLevel), "exec");
  lead.Overlay(RunAgent(local::PeerScore, lead).output);
  EXPECT_EQ(lead.Int(Field::kScore), 85);
  lead.Overlay(RunAgent(local::PeerCrm, lead).output);
  EXPECT_EQ(lead.Text(Field::kCrmId), "CRM-L-7");
  EXPECT_EQ(lead.Text(Field::kCrmStatus), "ASSIGNED");
  EXPECT_EQ(lead.Text(Field::kOwner), "rep-3");
  EXPECT_FALSE(
      RunAgent(local::PeerValidate, Lead({{Field::kEmail, "a@b.COM"}, {Field::kCountry, "US"}}))
          .output.Bool(Field::kValid));
}

}  // namespace
}  // namespace signalbox
