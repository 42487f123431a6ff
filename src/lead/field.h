// Every attribute that policy, plans and agents can speak of, by number and by name.
//
// A field is a slot: `lead.country` in a condition compiles to its number. Numbers are stored in
// events: append only, never renumber, never reuse. Fields of a lead that are not here are extras,
// kept under their own names (lead/attributes.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace signalbox {

enum class FieldType : uint8_t { kText, kInt, kBool };

// What may stand in the clear part of an event. kPersonal goes to the sealed part only.
enum class DataClass : uint8_t { kCode, kPersonal };

// X(number, identifier, "name", type, data class)
#define SB_FIELDS(X)                                                                              \
  /* as received (interfaces.md, "The lead") */                                                   \
  X(0, kExternalId, "lead.external_id", kText, kPersonal)                                         \
  X(1, kSource, "lead.source", kText, kPersonal)                                                  \
  X(2, kCampaign, "lead.campaign", kText, kPersonal)                                              \
  X(3, kReceivedAt, "lead.received_at", kInt, kCode)                                              \
  X(4, kFirstName, "lead.first_name", kText, kPersonal)                                           \
  X(5, kLastName, "lead.last_name", kText, kPersonal)                                             \
  X(6, kName, "lead.name", kText, kPersonal)                                                      \
  X(7, kEmail, "lead.email", kText, kPersonal)                                                    \
  X(8, kPhone, "lead.phone", kText, kPersonal)                                                    \
  X(9, kTitle, "lead.title", kText, kPersonal)                                                    \
  X(10, kCompany, "lead.company", kText, kPersonal)                                               \
  X(11, kWebsite, "lead.website", kText, kPersonal)                                               \
  X(12, kIndustry, "lead.industry", kText, kPersonal)                                             \
  X(13, kEmployees, "lead.employees", kInt, kCode)                                                \
  X(14, kAnnualRevenue, "lead.annual_revenue", kInt, kCode)                                       \
  X(15, kCountry, "lead.country", kText, kPersonal)                                               \
  X(16, kState, "lead.state", kText, kPersonal)                                                   \
  X(17, kCity, "lead.city", kText, kPersonal)                                                     \
  X(18, kStreet, "lead.street", kText, kPersonal)                                                 \
  X(19, kPostalCode, "lead.postal_code", kText, kPersonal)                                        \
  X(20, kSegment, "lead.segment", kText, kPersonal)                                               \
  X(21, kMessage, "lead.message", kText, kPersonal)                                               \
  /* given | legitimate_interest | refused | unknown */                                           \
  X(22, kConsent, "lead.consent", kText, kCode)                                                   \
  X(23, kConsentEmail, "lead.consent_email", kBool, kCode)                                        \
  X(24, kConsentPhone, "lead.consent_phone", kBool, kCode)                                        \
  X(25, kConsentAt, "lead.consent_at", kInt, kCode)                                               \
  /* learned by steps */                                                                          \
  X(26, kDomain, "lead.domain", kText, kPersonal) /* registrable domain */                        \
  X(27, kFreeMail, "lead.free_mail", kBool, kCode)                                                \
  X(28, kRegion, "lead.region", kText, kCode)              /* emea | amer | apac */               \
  X(29, kTimeZone, "lead.time_zone", kText, kCode)         /* IANA name */                        \
  X(30, kSizeBand, "lead.size_band", kText, kCode)         /* micro small mid large enterprise */ \
  X(31, kIndustryCode, "lead.industry_code", kText, kCode) /* NAICS sector */                     \
  X(32, kCompanyKey, "lead.company_key", kText, kPersonal) /* name without legal form */          \
  X(33, kLanguage, "lead.language", kText, kCode)                                                 \
  X(34, kScore, "lead.score", kInt, kCode)              /* 0..100 */                              \
  X(35, kScoreBand, "lead.score_band", kText, kCode)    /* hot warm cold */                       \
  X(36, kDataQuality, "lead.data_quality", kInt, kCode) /* 0..100 */                              \
  X(37, kIntent, "lead.intent", kText, kCode)                                                     \
  X(38, kUrgency, "lead.urgency", kInt, kCode) /* 0..100 */                                       \
  X(39, kLane, "lead.lane", kText, kCode)      /* asked_for | list */                             \
  X(40, kTouches, "lead.touches", kInt, kCode) /* earlier visits */                               \
  X(41, kEmailValid, "lead.email_valid", kBool, kCode)                                            \
  X(42, kPhoneValid, "lead.phone_valid", kBool, kCode)                                            \
  X(43, kMayContact, "lead.may_contact", kBool, kCode)                                            \
  X(44, kMayEmail, "lead.may_email", kBool, kCode)                                                \
  X(45, kMayCall, "lead.may_call", kBool, kCode)                                                  \
  X(46, kRoleAddress, "lead.role_address", kBool, kCode)                                          \
  X(47, kDisposable, "lead.disposable", kBool, kCode)                                             \
  X(48, kNextChannel, "lead.next_channel", kText, kCode)     /* email | phone */                  \
  X(49, kNextContactAt, "lead.next_contact_at", kInt, kCode) /* time in us */                     \
  X(50, kNextContactRole, "lead.next_contact_role", kText, kCode)                                 \
  X(51, kTitleLevel, "lead.title_level", kText, kCode) /* exec director mgr staff */              \
  X(52, kValid, "lead.valid", kBool, kCode)                                                       \
  /* looked up */                                                                                 \
  X(60, kContactId, "contact.id", kText, kPersonal)                                               \
  X(61, kContactOwner, "contact.owner", kText, kPersonal)                                         \
  X(62, kContactOwnerActive, "contact.owner.active", kBool, kCode)                                \
  X(63, kAccountId, "account.id", kText, kPersonal)                                               \
  X(64, kAccountName, "account.name", kText, kPersonal)                                           \
  X(65, kAccountType, "account.type", kText, kCode)                                               \
  X(66, kAccountOwner, "account.owner", kText, kPersonal)                                         \
  X(67, kAccountOwnerActive, "account.owner.active", kBool, kCode)                                \
  X(68, kOpportunityOpen, "opportunity.open", kBool, kCode)                                       \
  X(69, kOpportunityOwner, "opportunity.owner", kText, kPersonal)                                 \
  X(70, kOpportunityOwnerActive, "opportunity.owner.active", kBool, kCode)                        \
  X(71, kMatchOutcome, "match.outcome", kText, kCode) /* match | none | ambiguous */              \
  X(72, kMatchBy, "match.by", kText, kCode)           /* email | domain | name */                 \
  X(73, kPriorOwner, "prior.owner", kText, kPersonal)                                             \
  X(74, kPriorOwnerActive, "prior.owner.active", kBool, kCode)                                    \
  X(75, kCampaignId, "campaign.id", kText, kPersonal)                                             \
  /* what was decided, for steps after it */                                                      \
  X(80, kOwner, "owner.id", kText, kPersonal)                                                     \
  X(81, kOwnerEmail, "owner.email", kText, kPersonal)                                             \
  X(82, kQueue, "queue.id", kText, kCode)                                                         \
  X(83, kCrmId, "crm.id", kText, kPersonal)                                                       \
  X(84, kCrmStatus, "crm.status", kText, kCode)                                                   \
  X(85, kRouteRule, "route.rule", kText, kCode)                                                   \
  X(86, kRoutePriority, "route.priority", kText, kCode)                                           \
  /* the benchmark's peers write these (bench/peer-bundle) */                                     \
  X(87, kKey, "lead.key", kText, kPersonal)                                                       \
  X(88, kChannels, "lead.channels", kText, kCode) /* separated by | */                            \
  X(89, kCheckedAt, "lead.checked_at", kInt, kCode)                                               \
  X(90, kTech, "lead.tech", kText, kCode) /* separated by | */

enum class Field : uint8_t {
#define SB_X(number, identifier, name, type, data_class) identifier = number,
  SB_FIELDS(SB_X)
#undef SB_X
};

// One more than the largest number; slots of extras start here.
inline constexpr int kFieldCount = 91;

struct FieldSpec {
  Field field;
  std::string_view name;
  FieldType type;
  DataClass data_class;
};

// Nullptr for a number that no field has.
const FieldSpec* FindField(int number);
inline const FieldSpec& SpecOf(Field field) {
  return *FindField(static_cast<int>(field));
}
std::optional<Field> FieldByName(std::string_view name);

}  // namespace signalbox
