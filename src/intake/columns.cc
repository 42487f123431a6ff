#include "intake/columns.h"

#include <array>

namespace signalbox {
namespace {

using F = Field;
using enum ColumnKind;

struct Alias {
  std::string_view name;  // comparable form
  ColumnTarget target;
};

constexpr Alias Own(std::string_view name, Field field, ColumnKind kind) {
  return {name, {field, kind, 0, false}};
}
constexpr Alias Also(std::string_view name, Field field, ColumnKind kind) {
  return {name, {field, kind, 1, false}};
}
constexpr Alias Perhaps(std::string_view name, Field field, ColumnKind kind) {
  return {name, {field, kind, 2, true}};
}

constexpr Alias kAliases[] = {
    Own("externalid", F::kExternalId, kDigitsText),
    Also("leadid", F::kExternalId, kDigitsText),
    Also("id", F::kExternalId, kDigitsText),
    Also("recordid", F::kExternalId, kDigitsText),
    Also("recordidcontact", F::kExternalId, kDigitsText),
    Also("hsobjectid", F::kExternalId, kDigitsText),
    Also("prospectid", F::kExternalId, kDigitsText),
    Own("source", F::kSource, kText),
    Also("leadsource", F::kSource, kText),
    Also("originalsource", F::kSource, kText),
    Also("originaltrafficsource", F::kSource, kText),
    Also("hsanalyticssource", F::kSource, kText),
    Also("utmsource", F::kSource, kText),
    Own("campaign", F::kCampaign, kText),
    Also("campaignid", F::kCampaign, kText),
    Also("campaignname", F::kCampaign, kText),
    Also("utmcampaign", F::kCampaign, kText),
    Own("receivedat", F::kReceivedAt, kTime),
    Perhaps("createddate", F::kReceivedAt, kTime),
    Perhaps("createdate", F::kReceivedAt, kTime),
    Perhaps("createdat", F::kReceivedAt, kTime),
    Perhaps("submittedat", F::kReceivedAt, kTime),
    Own("firstname", F::kFirstName, kText),
    Also("givenname", F::kFirstName, kText),
    Also("forename", F::kFirstName, kText),
    Own("lastname", F::kLastName, kText),
    Also("familyname", F::kLastName, kText),
    Also("surname", F::kLastName, kText),
    Own("name", F::kName, kText),
    Also("fullname", F::kName, kText),
    Also("contactname", F::kName, kText),
    Own("email", F::kEmail, kText),
    Also("emailaddress", F::kEmail, kText),
    Also("mail", F::kEmail, kText),
    Also("workemail", F::kEmail, kText),
    Also("businessemail", F::kEmail, kText),
    Own("phone", F::kPhone, kDigitsText),
    Also("phone1", F::kPhone, kDigitsText),
    Also("phonenumber", F::kPhone, kDigitsText),
    Also("telephone", F::kPhone, kDigitsText),
    Also("tel", F::kPhone, kDigitsText),
    Also("businessphone", F::kPhone, kDigitsText),
    Also("workphone", F::kPhone, kDigitsText),
    Also("mobilephone", F::kPhone, kDigitsText),
    Also("mobilephonenumber", F::kPhone, kDigitsText),
    Also("mobile", F::kPhone, kDigitsText),
    Own("title", F::kTitle, kText),
    Also("jobtitle", F::kTitle, kText),
    Also("position", F::kTitle, kText),
    Own("company", F::kCompany, kText),
    Also("companyname", F::kCompany, kText),
    Also("companyaccount", F::kCompany, kText),
    Also("associatedcompany", F::kCompany, kText),
    Also("accountname", F::kCompany, kText),
    Also("account", F::kCompany, kText),
    Also("organization", F::kCompany, kText),
    Also("organisation", F::kCompany, kText),
    Also("employer", F::kCompany, kText),
    Own("website", F::kWebsite, kText),
    Also("websiteurl", F::kWebsite, kText),
    Also("web", F::kWebsite, kText),
    Also("url", F::kWebsite, kText),
    Also("homepage", F::kWebsite, kText),
    Also("domain", F::kWebsite, kText),
    Also("companydomainname", F::kWebsite, kText),
    Own("industry", F::kIndustry, kText),
    Also("sector", F::kIndustry, kText),
    Own("employees", F::kEmployees, kInteger),
    Also("numberofemployees", F::kEmployees, kInteger),
    Also("noofemployees", F::kEmployees, kInteger),
    Also("numemployees", F::kEmployees, kInteger),
    Also("employeecount", F::kEmployees, kInteger),
    Perhaps("companysize", F::kEmployees, kInteger),
    Own("annualrevenue", F::kAnnualRevenue, kMoney),
    Perhaps("revenue", F::kAnnualRevenue, kMoney),
    Own("country", F::kCountry, kText),
    Also("countryregion", F::kCountry, kText),
    Also("countrycode", F::kCountry, kText),
    Own("state", F::kState, kText),
    Also("stateprovince", F::kState, kText),
    Also("stateregion", F::kState, kText),
    Also("statecode", F::kState, kText),
    Also("province", F::kState, kText),
    Own("city", F::kCity, kText),
    Also("town", F::kCity, kText),
    Own("street", F::kStreet, kText),
    Also("address", F::kStreet, kText),
    Also("address1", F::kStreet, kText),
    Also("addressline1", F::kStreet, kText),
    Also("streetaddress", F::kStreet, kText),
    Own("postalcode", F::kPostalCode, kDigitsText),
    Also("postcode", F::kPostalCode, kDigitsText),
    Also("zip", F::kPostalCode, kDigitsText),
    Also("zipcode", F::kPostalCode, kDigitsText),
    Also("zippostalcode", F::kPostalCode, kDigitsText),
    Own("segment", F::kSegment, kText),
    Own("message", F::kMessage, kText),
    Also("comments", F::kMessage, kText),
    Also("comment", F::kMessage, kText),
    Also("description", F::kMessage, kText),
    Also("inquiry", F::kMessage, kText),
    Also("enquiry", F::kMessage, kText),
    Own("consent", F::kConsent, kConsent),
    Also("consentbasis", F::kConsent, kConsent),
    Also("legalbasis", F::kConsent, kConsent),
    Also("hslegalbasis", F::kConsent, kConsent),
    Also("legalbasisforprocessingcontactsdata", F::kConsent, kConsent),
    Own("consentemail", F::kConsentEmail, kFlag),
    Perhaps("hasoptedoutofemail", F::kConsentEmail, kOptOut),
    Perhaps("emailoptout", F::kConsentEmail, kOptOut),
    Perhaps("donotemail", F::kConsentEmail, kOptOut),
    Perhaps("hsemailoptout", F::kConsentEmail, kOptOut),
    Perhaps("unsubscribedfromallemail", F::kConsentEmail, kOptOut),
    Own("consentphone", F::kConsentPhone, kFlag),
    Perhaps("donotcall", F::kConsentPhone, kOptOut),
    Own("consentat", F::kConsentAt, kTime),
    Also("consentts", F::kConsentAt, kTime),
};

constexpr std::string_view kPrefixes[] = {"lead", "contact", "company", "address", "properties"};

// Longer than any name of the table, so that a longer header is unknown without a look.
constexpr size_t kMaxComparable = 48;

// Open addressing over the table; four times as many slots as names keeps probes near one.
constexpr size_t kSlots = 512;
static_assert(std::size(kAliases) * 4 <= kSlots + 40);

constexpr size_t Slot(std::string_view name) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  return (hash ^ (hash >> 32)) % kSlots;
}

constexpr std::array<uint8_t, kSlots> BuildIndex() {
  std::array<uint8_t, kSlots> index{};
  for (size_t n = 0; n < std::size(kAliases); ++n) {
    size_t at = Slot(kAliases[n].name);
    while (index[at] != 0) at = (at + 1) % kSlots;
    index[at] = static_cast<uint8_t>(n + 1);
  }
  return index;
}

constexpr std::array<uint8_t, kSlots> kIndex = BuildIndex();

const ColumnTarget* Find(std::string_view comparable) {
  for (size_t at = Slot(comparable); kIndex[at] != 0; at = (at + 1) % kSlots) {
    const Alias& alias = kAliases[kIndex[at] - 1U];
    if (alias.name == comparable) return &alias.target;
  }
  return nullptr;
}

// The byte as it is compared, or 0 for one that is passed over.
constexpr char Comparable(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c | 0x20);
  const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
  return kept ? c : '\0';
}

}  // namespace

const ColumnTarget* RecogniseColumn(std::string_view name) {
  std::array<char, kMaxComparable> buffer;
  size_t size = 0;
  for (const char c : name) {
    const char kept = Comparable(c);
    if (kept == '\0') continue;
    if (size == buffer.size()) return nullptr;
    buffer[size++] = kept;
  }
  const std::string_view whole(buffer.data(), size);
  if (const ColumnTarget* target = Find(whole)) return target;
  for (const std::string_view prefix : kPrefixes) {
    if (!whole.starts_with(prefix)) continue;
    const ColumnTarget* target = Find(whole.substr(prefix.size()));
    if (target == nullptr) return nullptr;
    return target->field == Field::kExternalId && prefix != "lead" ? nullptr : target;
  }
  return nullptr;
}

std::string ComparableName(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (const char kept = Comparable(c); kept != '\0') out.push_back(kept);
  }
  return out;
}

}  // namespace signalbox
