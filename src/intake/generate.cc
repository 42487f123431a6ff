#include "intake/generate.h"

#include <algorithm>
#include <array>

#include "base/json_writer.h"
#include "intake/generate_draft.h"
#include "intake/generate_hostile.h"
#include "intake/md5.h"

namespace signalbox {
namespace {

constexpr uint64_t kMessySalt = 1;

constexpr std::string_view kFreeMail =
    "gmail.com|yahoo.com|outlook.com|hotmail.com|gmx.de|web.de|orange.fr|icloud.com|proton.me|qq."
    "com";
constexpr std::string_view kRoles = "info|sales|contact|office|admin|support|hello|marketing";

std::string AltCase(std::string_view text, SeededRandom& random) {
  const bool upper = random.Below(2) == 0;
  std::string out(text);
  for (char& c : out) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c & ~0x20);
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  }
  return out;
}

// What a hurried person makes of an address.
std::string MessyEmail(const LeadDraft& draft, SeededRandom& random) {
  const std::string local = draft.email.substr(0, draft.email.find('@'));
  switch (random.Below(12)) {
    case 0:
    case 1:
    case 2:
      return local + '@' + std::string(ListItem(kFreeMail, random.Below(1 << 20)));
    case 3:
      return std::string(ListItem(kRoles, random.Below(1 << 20))) + '@' + draft.website;
    case 4:
      return ' ' + AltCase(draft.email, random) + ' ';
    case 5:
      return AltCase(draft.email, random);
    case 6:
      return local + " at " + draft.website;
    case 7:
      return local + "@gmial.com";
    case 8:
      return "";
    default:
      return draft.email;
  }
}

void MessContact(SeededRandom& random, LeadDraft* draft) {
  draft->email = MessyEmail(*draft, random);
  if (random.Below(4) == 0) draft->first_name = AltCase(draft->first_name, random);
  if (random.Below(4) == 0) draft->last_name = AltCase(draft->last_name, random) + "  ";
  if (random.Below(12) == 0) draft->first_name.clear();
  if (random.Below(40) == 0) draft->first_name = draft->last_name = "test";
  switch (random.Below(5)) {
    case 0:
      draft->phone.clear();
      break;
    case 1:
    case 2: {
      const bool america = draft->country->code == "US";
      draft->phone = FillPhone(draft->country->local, america ? "415" : "", random);
      break;
    }
    case 3:
      draft->phone += " ext. " + std::to_string(10 + random.Below(90));
      break;
    default:
      break;
  }
}

void MessCompany(SeededRandom& random, LeadDraft* draft) {
  if (random.Below(4) == 0) draft->company = AltCase(draft->company, random);
  if (random.Below(5) == 0) draft->company = draft->company.substr(0, draft->company.find(' '));
  if (random.Below(8) == 0) draft->company.clear();
  if (random.Below(3) == 0) draft->website = "https://www." + draft->website + "/?utm_source=x";
  if (random.Below(2) == 0) draft->website.clear();
  if (random.Below(2) == 0) draft->employees = 0;
  if (random.Below(3) != 0) draft->annual_revenue = 0;
  if (random.Below(2) == 0) draft->segment.clear();
  if (random.Below(3) == 0) draft->industry = AltCase(draft->industry, random);
  if (random.Below(3) == 0) draft->postal_code.clear();
  if (random.Below(3) == 0) draft->state.clear();
  if (random.Below(4) == 0) draft->city = AltCase(draft->city, random);
  if (random.Below(3) == 0) draft->street.clear();
  if (random.Below(3) == 0) draft->title.clear();
  if (random.Below(4) == 0) draft->consent.clear();
  if (random.Below(3) == 0) draft->message.clear();
}

std::string MessyCountry(const GeneratedCountry& country, SeededRandom& random) {
  switch (random.Below(6)) {
    case 0:
    case 1:
      return std::string(ListItem(country.misspelt, random.Below(1 << 20)));
    case 2:
      return std::string(country.code);
    case 3:
      return random.Below(3) == 0 ? "" : ' ' + AltCase(country.name, random);
    default:
      return std::string(country.name);
  }
}

std::string MessyLead(uint64_t seed, uint64_t index) {
  SeededRandom random = LeadRandom(seed, index, kMessySalt);
  // Four in a hundred come back: an earlier person, another visit.
  const bool again = index > 0 && random.Below(25) == 0;
  // A visitor who returns was here within the last thousand leads.
  const uint64_t reach = std::min<uint64_t>(index, 1000);
  LeadDraft draft = MakeDraft(seed, again ? index - 1 - random.Below(reach) : index);
  draft.external_id = "G-" + std::to_string(index);
  if (again) {
    draft.received_at = MakeDraft(seed, index).received_at;
  } else {
    MessContact(random, &draft);
  }
  MessCompany(random, &draft);
  return DraftAsJson(draft, MessyCountry(*draft.country, random));
}

std::string TwoDigits(unsigned value) {
  return {static_cast<char>('0' + value / 10), static_cast<char>('0' + value % 10)};
}

// makeLead(i) of the peers' benchmark: the same members in the same order, byte for byte.
std::string PeersLead(uint64_t index) {
  constexpr std::string_view kCountries = "US|GB|DE|FR|CA|AU|IN|BR|JP|NL";
  constexpr std::string_view kSegments = "enterprise|midmarket|smb|startup|public";
  constexpr std::string_view kIndustries =
      "software|healthcare|manufacturing|retail|finance|education|logistics|energy";
  const std::string number = std::to_string(index);
  const std::array<uint8_t, 16> h = Md5("lead" + number);
  const std::string company = std::to_string(h[5]);
  std::string line;
  JsonWriter json(&line);
  json.BeginObject();
  json.Member("lead_id",
              "L-" + std::string(10 - std::min<size_t>(10, number.size()), '0') + number);
  json.Member("source", ListItem("web_form|webinar|partner|chat|event", h[0]));
  json.Member("received_at",
              "2026-11-20T" + TwoDigits(h[1] % 24) + ':' + TwoDigits(h[2] % 60) + ":00Z");
  json.Key("contact").BeginObject();
  json.Member("first_name", "Jordan" + std::to_string(h[3]));
  json.Member("last_name", "Mercer" + std::to_string(h[4]));
  json.Member("email", "jordan.mercer" + number + "@example-company-" + company + ".com");
  json.Member("phone", "+1-415-555-" + std::to_string(1000 + h[6] * 13 % 9000));
  json.Member("title", ListItem("VP Engineering|Director of IT|CTO|Procurement Manager", h[7]));
  json.EndObject();
  json.Key("company").BeginObject();
  json.Member("name", "Example Company " + company + " Holdings");
  json.Member("domain", "example-company-" + company + ".com");
  json.Member("industry", ListItem(kIndustries, h[8]));
  json.Member("employees", int64_t{10} + h[9] * h[10]);
  json.Member("country", ListItem(kCountries, h[11]));
  json.Member("segment", ListItem(kSegments, h[12]));
  json.EndObject();
  json.Key("consent").BeginObject();
  json.Member("email", h[13] > 10).Member("phone", (h[13] & 1) == 1);
  json.Member("basis", "opt_in").Member("ts", "2026-11-20T10:11:12Z");
  json.EndObject();
  json.Member("message",
              "We are looking to replace our current lead routing tool this quarter and would like "
              "a demo for our team of sales engineers.");
  json.EndObject();
  return line;
}

}  // namespace

std::optional<LeadProfile> LeadProfileByName(std::string_view name) {
  if (name == "clean") return LeadProfile::kClean;
  if (name == "messy") return LeadProfile::kMessy;
  if (name == "hostile") return LeadProfile::kHostile;
  if (name == "peers") return LeadProfile::kPeers;
  return std::nullopt;
}

std::string GenerateLead(uint64_t seed, uint64_t index, LeadProfile profile) {
  switch (profile) {
    case LeadProfile::kClean: {
      const LeadDraft draft = MakeDraft(seed, index);
      return DraftAsJson(draft, draft.country->name);
    }
    case LeadProfile::kMessy:
      return MessyLead(seed, index);
    case LeadProfile::kHostile:
      return HostileLead(seed, index);
    case LeadProfile::kPeers:
      return PeersLead(index);
  }
  return {};
}

}  // namespace signalbox
