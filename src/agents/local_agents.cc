#include "agents/local_agents.h"

namespace signalbox {
namespace {

LocalAgent Make(std::string id, std::string capability, std::vector<Field> inputs,
                std::vector<Field> outputs, LocalAgentFn run) {
  LocalAgent agent;
  agent.spec.id = std::move(id);
  agent.spec.version = "1.0.0";
  agent.spec.capabilities.push_back(std::move(capability));
  agent.spec.inputs = std::move(inputs);
  agent.spec.outputs = std::move(outputs);
  agent.spec.owner = "signalbox";
  agent.run = run;
  return agent;
}

LocalAgent MakeValidateContact() {
  using enum Field;
  return Make(
      "validate_contact", "validate",
      {kEmail, kPhone, kFirstName, kLastName, kName, kCompany, kTitle, kCountry, kState,
       kPostalCode, kWebsite, kEmployees, kIndustry},
      {kEmailValid, kPhoneValid, kValid, kRoleAddress, kDisposable, kFreeMail, kDataQuality},
      local::ValidateContact);
}

LocalAgent MakeCheckConsent() {
  using enum Field;
  return Make("check_consent", "consent",
              {kConsent, kConsentEmail, kConsentPhone, kCountry, kState, kPostalCode, kPhone,
               kWebsite, kEmail, kSource, kLane, kMessage, kTimeZone},
              {kMayContact, kMayEmail, kMayCall}, local::CheckConsent);
}

LocalAgent MakeScoreLead() {
  using enum Field;
  return Make("score_lead", "score",
              {kTitle, kTitleLevel, kSizeBand, kIntent, kSource, kDataQuality, kEmailValid,
               kFreeMail, kRoleAddress, kDisposable, kTouches, kConsent},
              {kScore, kScoreBand}, local::ScoreLead);
}

LocalAgent MakeNormalise() {
  using enum Field;
  return Make("normalise", "normalise",
              {kCountry, kState, kPostalCode, kPhone, kEmail, kWebsite, kFirstName, kLastName,
               kName, kCompany},
              {kCountry, kState, kPostalCode, kPhone, kEmail, kFirstName, kLastName, kName,
               kCompany, kCompanyKey, kDomain},
              local::Normalise);
}

LocalAgent MakeEnrich() {
  using enum Field;
  return Make("enrich", "enrich", {kCountry, kState, kEmployees, kIndustry, kCompany, kTitle},
              {kRegion, kTimeZone, kSizeBand, kIndustryCode, kTitleLevel}, local::Enrich);
}

LocalAgent MakeDetectIntent() {
  using enum Field;
  return Make("detect_intent", "intent", {kMessage, kSource}, {kIntent, kUrgency},
              local::DetectIntent);
}

LocalAgent MakeAdviseContact() {
  using enum Field;
  return Make("advise_contact", "advise_contact",
              {kPhone, kPhoneValid, kMayCall, kEmail, kEmailValid, kMayEmail, kScoreBand, kUrgency,
               kIntent, kSizeBand, kAccountType, kCountry, kTimeZone},
              {kNextChannel, kNextContactAt, kNextContactRole}, local::AdviseContact);
}

void AddPeerSteps(std::vector<LocalAgent>* agents) {
  using enum Field;
  agents->push_back(Make("peer_validate", "peer_validate", {kEmail, kCountry, kExternalId},
                         {kValid, kEmail, kKey}, local::PeerValidate));
  agents->push_back(Make("peer_consent", "peer_consent",
                         {kConsent, kConsentEmail, kConsentPhone, kReceivedAt},
                         {kMayEmail, kConsent, kChannels, kCheckedAt}, local::PeerConsent));
  agents->push_back(Make("peer_enrich", "peer_enrich",
                         {kEmployees, kTitle, kCountry, kDomain, kWebsite},
                         {kDomain, kSizeBand, kRegion, kTitleLevel, kTech}, local::PeerEnrich));
  agents->push_back(Make("peer_score", "peer_score", {kSizeBand, kTitleLevel, kSource}, {kScore},
                         local::PeerScore));
  agents->push_back(Make("peer_crm", "peer_crm", {kExternalId, kOwner, kReceivedAt},
                         {kCrmId, kOwner, kCrmStatus, kKey, kCheckedAt}, local::PeerCrm));
}

}  // namespace

const std::vector<LocalAgent>& LocalAgents() {
  static const std::vector<LocalAgent> agents = [] {
    std::vector<LocalAgent> all = {MakeValidateContact(), MakeCheckConsent(), MakeNormalise(),
                                   MakeEnrich(),          MakeDetectIntent(), MakeScoreLead(),
                                   MakeAdviseContact()};
    AddPeerSteps(&all);
    return all;
  }();
  return agents;
}

}  // namespace signalbox
