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

}  // namespace

const std::vector<LocalAgent>& LocalAgents() {
  static const std::vector<LocalAgent> agents = {
      MakeValidateContact(),
      MakeCheckConsent(),
      MakeScoreLead(),
  };
  return agents;
}

}  // namespace signalbox
