// The local agents' functions. Each is pure and stands in a file of its own name; its spec stands
// in local_agents.cc. Callers go through LocalAgents() of agents/contract.h; tests call these.
#pragma once

#include "agents/contract.h"

namespace signalbox::local {

// What is unusable stops here, what is poor is only said. In order:
//   needs_human no_contact_data   no name, e-mail, phone or company at all
//   reject      email_unusable    an e-mail was given that cannot exist, and no phone that may work
//   needs_human phone_unusable    no e-mail, and the phone number is not valid
//   needs_human not_a_person      a placeholder for a name, on a throw-away or role address or on
//                                 none
//   ok          everything else, with email_valid, phone_valid, valid, role_address, disposable,
//               free_mail and data_quality for policy to decide on
AgentResult ValidateContact(const AgentInput& input);

// Whether the person may be contacted, and how (agents/contact_law.h):
//   reject no_lawful_basis   consent is `refused`
//   reject do_not_contact    both channels are closed by the person
//   ok     everything else, with may_contact, may_email, may_call
// `unknown` consent is read by the law of the lead's country: open where the law is opt-out; where
// it is opt-in, open only to a person who asked (a form, a chat, a demo request), because an answer
// to a request needs no further consent (GDPR article 6(1)(b)).
AgentResult CheckConsent(const AgentInput& input);

// Country, state, phone, e-mail, name, company and domain in their standard forms.
//   needs_human unknown_country   a country was given that is none; the rest is still normalised
AgentResult Normalise(const AgentInput& input);

// Region, time zone, size band, industry code and title level, each only where it can be told.
AgentResult Enrich(const AgentInput& input);

// demo | pricing | support | partnership | other, and urgency; abstains with nothing to read.
AgentResult DetectIntent(const AgentInput& input);

// Points card 1 (score_lead.cc holds its rows), 0..100; hot from 70, warm from 40, else cold.
AgentResult ScoreLead(const AgentInput& input);

// The next contact: role, channel and time inside 09:00-17:00 of the person's own working days and
// outside quiet hours. Abstains with no_channel when no channel is open.
AgentResult AdviseContact(const AgentInput& input);

// The steps of the peer benchmark with the peers' own semantics (peer_steps.cc).
AgentResult PeerValidate(const AgentInput& input);
AgentResult PeerConsent(const AgentInput& input);
AgentResult PeerEnrich(const AgentInput& input);
AgentResult PeerScore(const AgentInput& input);
AgentResult PeerCrm(const AgentInput& input);
// One of these five.
inline bool IsBenchmarkAgent(std::string_view id) {
  return id.starts_with("peer_");
}

// Evidence without ceremony.
inline void Note(AgentResult* result, std::string_view code, Field field, int32_t weight = 0) {
  result->evidence.push_back(Evidence{std::string(code), field, weight});
}

inline void Stop(AgentResult* result, Outcome outcome, std::string_view code) {
  result->outcome = outcome;
  result->reason.assign(code);
}

}  // namespace signalbox::local
