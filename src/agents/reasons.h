// Every code that an agent or the boundary around it may answer with, and the words it is read as.
//
// Codes are stored in events and stay for ever; words are rendered when read and may change. Agents
// name a code through these constants, so a code that is not in the table does not compile. Codes
// are kept below 16 bytes, where a string holds them without allocation.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lead/field.h"

namespace signalbox {

// X(identifier, "code", "words"); `{field}` in the words is the field's plain name.
#define SB_REASONS(X)                                                                             \
  /* outcomes of validate_contact, check_consent, normalise, advise_contact */                    \
  X(kNoContactData, "no_contact_data", "there is no name, e-mail, phone or company to work with") \
  X(kEmailUnusable, "email_unusable", "the e-mail address cannot exist and there is no phone")    \
  X(kPhoneUnusable, "phone_unusable", "the phone number is not valid and there is no e-mail")     \
  X(kNotAPerson, "not_a_person", "the name is a placeholder and the address is throw-away")       \
  X(kNoLawfulBasis, "no_lawful_basis",                                                            \
    "there is no consent or other ground to contact the person")                                  \
  X(kDoNotContact, "do_not_contact", "the person may be contacted on no channel")                 \
  X(kUnknownCountry, "unknown_country", "the country given is not one that we know")              \
  X(kNoChannel, "no_channel", "there is no channel on which the person may be contacted")         \
  X(kNothingToRead, "nothing_to_read", "there is nothing to read an intent from")                 \
  /* evidence of validate_contact */                                                              \
  X(kEmailValid, "email.valid", "the e-mail address is well formed")                              \
  X(kEmailSyntax, "email.syntax", "the e-mail address is not well formed")                        \
  X(kEmailNoDomain, "email.no_domain", "the e-mail's domain cannot exist")                        \
  X(kEmailSuffix, "email.suffix", "the e-mail's domain ends in no known suffix")                  \
  X(kEmailMissing, "email.missing", "no e-mail address was given")                                \
  X(kEmailRole, "email.role", "the e-mail address is a desk, not a person")                       \
  X(kEmailDisposable, "email.throwaway", "the e-mail address is disposable")                      \
  X(kEmailFree, "email.free", "the e-mail address belongs to a mail provider")                    \
  X(kPhoneValid, "phone.valid", "the phone number is valid in its country")                       \
  X(kPhoneInvalid, "phone.invalid", "the phone number is not valid in its country")               \
  X(kPhoneUnsure, "phone.unsure", "the phone number's country is not known")                      \
  X(kPhoneMissing, "phone.missing", "no phone number was given")                                  \
  X(kNameMissing, "name.missing", "no name was given")                                            \
  X(kNamePlaceholder, "name.fake", "the name is a placeholder")                                   \
  X(kCompanyMissing, "company.missing", "no company was given")                                   \
  X(kFieldGiven, "field.given", "{field} was given")                                              \
  /* evidence of check_consent */                                                                 \
  X(kConsentGiven, "consent.given", "the person agreed to be contacted")                          \
  X(kConsentInterest, "consent.legit", "there is a legitimate interest to contact the person")    \
  X(kConsentRefused, "consent.refused", "the person refused")                                     \
  X(kConsentAsked, "consent.asked", "the person asked to be contacted")                           \
  X(kConsentOptOut, "consent.opt_out", "the law of the region allows a first contact")            \
  X(kConsentOptIn, "consent.opt_in", "the law of the region asks for consent, and none is known") \
  X(kConsentNoEmail, "consent.no_mail", "the person may not be e-mailed")                         \
  X(kConsentNoPhone, "consent.no_call", "the person may not be called")                           \
  X(kQuietHours, "call.quiet", "calls are not allowed at this hour where the person is")          \
  /* evidence of normalise */                                                                     \
  X(kCountryGiven, "country.given", "the country was given")                                      \
  X(kCountryByPlace, "country.place", "the country follows from state and postal code")           \
  X(kCountryByPhone, "country.phone", "the country follows from the phone number")                \
  X(kCountryByDomain, "country.domain", "the country follows from the domain's ending")           \
  X(kCountryMissing, "country.none", "no country was given and none can be told")                 \
  X(kStateUnknown, "state.unknown", "the state is not one of its country")                        \
  X(kChanged, "value.changed", "{field} was brought into its standard form")                      \
  /* evidence of enrich, detect_intent and advise_contact */                                      \
  X(kByCountry, "by.country", "{field} follows from the country")                                 \
  X(kByState, "by.state", "{field} follows from the state")                                       \
  X(kByEmployees, "by.employees", "{field} follows from the number of employees")                 \
  X(kByKeyword, "by.keyword", "{field} follows from words in the text")                           \
  X(kByTitle, "by.title", "{field} follows from the title")                                       \
  X(kByScore, "by.score", "{field} follows from the score")                                       \
  X(kByConsent, "by.consent", "{field} follows from what the person allowed")                     \
  X(kByHours, "by.hours", "{field} is within working hours where the person is")                  \
  X(kZoneAssumed, "zone.assumed", "the time zone is not known; UTC was taken")                    \
  /* score_lead: one code for each row of the points card */                                      \
  X(kScoreTitle, "score.title", "points for the title")                                           \
  X(kScoreSize, "score.size", "points for the company's size")                                    \
  X(kScoreIntent, "score.intent", "points for what the person wants")                             \
  X(kScoreSource, "score.source", "points for where the lead came from")                          \
  X(kScoreQuality, "score.quality", "points for complete and valid contact fields")               \
  X(kScoreMail, "score.mail", "points for the kind of e-mail address")                            \
  X(kScoreTouches, "score.touches", "points for having come back")                                \
  X(kScoreConsent, "score.consent", "points for having agreed to be contacted")                   \
  /* the boundary around agents */                                                                \
  X(kAgentTimeout, "agent_timeout", "the agent did not answer in time")                           \
  X(kAgentUnreachable, "agent_down", "the agent could not be reached")                            \
  X(kAgentBadAnswer, "agent_nonsense", "the agent's answer is not what it declares")              \
  X(kAgentBadInput, "agent_bad_input", "the lead is not what the agent accepts")                  \
  X(kAgentRefused, "agent_http_4xx", "the agent refused the request")                             \
  X(kAgentFailed, "agent_http_5xx", "the agent failed")                                           \
  X(kAgentBusy, "agent_http_429", "the agent asked to wait")                                      \
  X(kAgentTooLarge, "agent_too_large", "the agent's answer is too long")                          \
  X(kUndeclaredOutput, "output.extra", "the agent wrote {field}, which it does not declare")      \
  X(kBadConfidence, "output.doubt", "the agent's confidence is not between 0 and 1")              \
  X(kReasonMissing, "output.reason", "the agent gave no reason")                                  \
  X(kWrongType, "output.type", "the agent wrote {field} in the wrong type")                       \
  /* agents that ask a learned model */                                                           \
  X(kModelRefused, "model_refused", "its model file is not the one that its hash names")          \
  X(kModelFor, "model.for", "the model's points for {field}")                                     \
  X(kModelAgainst, "model.against", "the model's points against, for {field}")                    \
  X(kModelFeature, "model.feature", "the model's points for a feature that is computed")          \
  X(kModelIntent, "model.intent", "the model's certainty of what the text wants, in 1 %")         \
  X(kModelWords, "model.words", "the text was read by its words alone, there is no encoder")      \
  X(kNotEnglish, "not_read", "the text is in a language that is not read")                        \
  X(kNotSure, "not_sure", "no intent is sure enough to route by")                                 \
  X(kMatchParent, "match.parent", "of several accounts of one company the parent was taken")      \
  X(kMatchOwner, "match.owner", "of several accounts of one company the owned one was taken")     \
  X(kMatchFuller, "match.fuller", "of several accounts the one that says more was taken")         \
  X(kMatchField, "match.field", "{field} speaks for or against the account, in .1 of log odds")   \
  X(kMatchSeveral, "match.several", "several accounts are likely; the second's chance in 1 %")    \
  X(kNoCompany, "no_company", "there is no company, website or e-mail to match an account by")    \
  /* why the registry passed an agent over */                                                     \
  X(kPassedState, "pass.state", "it is a draft or retired")                                       \
  X(kPassedSunset, "pass.sunset", "it is past its sunset")                                        \
  X(kPassedVersion, "pass.version", "its version is not in the range that the step asks for")     \
  X(kPassedRegion, "pass.region", "it may not see leads of this region")                          \
  X(kPassedClass, "pass.class", "it may not see data of this class")                              \
  X(kPassedTried, "pass.tried", "it was tried before and failed")                                 \
  X(kPassedCanary, "pass.canary", "the lead is not in its canary share")                          \
  X(kPassedQuota, "pass.quota", "its quota is used up")                                           \
  X(kPassedBreaker, "pass.breaker", "it failed too often and rests")                              \
  X(kUnavailableAgent, "agent_none", "no agent offers what the step needs")

namespace reason {
#define SB_X(identifier, code, words) inline constexpr std::string_view identifier = code;
SB_REASONS(SB_X)
#undef SB_X
}  // namespace reason

// The words of `code` about `field`; nullopt for a code of another's making (an HTTP agent's).
std::optional<std::string> RenderReason(std::string_view code, Field field);

// A field as people say it: `lead.postal_code` is `postal code`.
std::string FieldWords(Field field);

}  // namespace signalbox
