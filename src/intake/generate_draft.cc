#include "intake/generate_draft.h"

#include <array>

#include "base/clock.h"
#include "base/json_writer.h"
#include "intake/fold_case.h"

namespace signalbox {
namespace {

constexpr TimeUs kFirstReceived = 1'780'272'000 * kSecondUs;  // 2026-06-01
constexpr TimeUs kBetweenLeads = 97 * kSecondUs;

constexpr std::string_view kSources =
    "web_form|web_form|web_form|webinar|event|partner|chat|content_download|referral|paid_search";
constexpr std::string_view kCampaigns =
    "spring-launch|pricing-page|partner-day|revops-webinar|autumn-roadshow|benchmark-report";
constexpr std::string_view kTitles =
    "VP Sales|Director of Revenue Operations|Head of Marketing|CTO|CEO|Sales Operations Manager|"
    "IT Director|Procurement Manager|Marketing Manager|CFO|Account Executive|Operations Analyst|"
    "Chief Revenue Officer|Business Development Manager|CRM Administrator|Managing Director";
constexpr std::string_view kIndustries =
    "Software|Healthcare|Manufacturing|Retail|Financial Services|Education|Logistics|Energy|"
    "Professional Services|Hospitality|Construction|Media|Telecommunications|Agriculture";
constexpr std::string_view kCompanyFirst =
    "Bright|North|Silver|Blue|Iron|Clear|Summit|Harbor|Cedar|Atlas|Nova|Vertex|Granite|Falcon|"
    "Meridian|Orchard|Copper|Lumen|Pioneer|Quantum|Redwood|Sterling|Tidal|Union|Vista|Willow|"
    "Zenith|Amber|Beacon|Crescent|Delta|Evergreen";
constexpr std::string_view kCompanySecond =
    "water|field|bridge|stone|line|gate|point|works|path|view|mark|forge|haven|wave|crest|wood";
constexpr std::string_view kCompanyThird =
    "Logistics|Systems|Foods|Analytics|Medical|Robotics|Textiles|Energy|Partners|Media|Labs|"
    "Engineering|Insurance|Travel|Packaging|Networks|Retail|Pharma|Homes|Motors";
constexpr std::string_view kMessages =
    "We would like a demo for our sales team this quarter.|Please send pricing for 50 seats.|"
    "Our current lead routing is manual and slow. Can you help?|"
    "Interested in the Salesforce integration, please call me.|"
    "Evaluating three vendors, decision by the end of the month.|"
    "Just downloading the report, no need to contact me.|"
    "How do you handle round robin with part-time sellers?|"
    "We need a data processing agreement before a trial.|"
    "Existing customer, we want to add a second workspace.|Met you at the conference.||";

struct Band {
  int up_to_percent;
  int64_t from, to;
};
// Close to a log-normal with a median near 60: most companies are small, a few are very large.
constexpr Band kSizes[] = {{18, 1, 9},     {45, 10, 49},     {69, 50, 199},
                           {87, 200, 999}, {96, 1000, 4999}, {100, 5000, 60000}};

std::string Pick(std::string_view list, SeededRandom& random) {
  return std::string(ListItem(list, random.Below(1 << 20)));
}

std::string_view PlacePart(std::string_view place, int number) {
  for (; number > 0; --number) {
    const size_t semicolon = place.find(';');
    place = semicolon == std::string_view::npos ? "" : place.substr(semicolon + 1);
  }
  return place.substr(0, place.find(';'));
}

const GeneratedCountry& PickCountry(SeededRandom& random) {
  const auto countries = GeneratedCountries();
  int total = 0;
  for (const GeneratedCountry& country : countries) total += country.weight;
  int at = static_cast<int>(random.Below(static_cast<uint64_t>(total)));
  for (const GeneratedCountry& country : countries) {
    at -= country.weight;
    if (at < 0) return country;
  }
  return countries.front();
}

void DrawCompany(SeededRandom& random, LeadDraft* draft) {
  const std::string stem = Pick(kCompanyFirst, random) + Pick(kCompanySecond, random);
  const std::string third = Pick(kCompanyThird, random);
  draft->company = stem + ' ' + third + ' ' + Pick(draft->country->legal_form, random);
  draft->website = AsciiWord(stem) + '-' + AsciiWord(third) + std::string(draft->country->tld);
  draft->industry = Pick(kIndustries, random);
  const int percent = static_cast<int>(random.Below(100));
  for (const Band& band : kSizes) {
    if (percent >= band.up_to_percent) continue;
    const auto width = static_cast<uint64_t>(band.to - band.from + 1);
    draft->employees = band.from + static_cast<int64_t>(random.Below(width));
    break;
  }
  const auto per_head = 80 + static_cast<int64_t>(random.Below(170));
  if (random.Below(10) < 6) draft->annual_revenue = draft->employees * per_head * 1000;
  draft->segment = draft->employees >= 1000  ? "enterprise"
                   : draft->employees >= 100 ? "midmarket"
                                             : "smb";
}

std::string DrawConsent(SeededRandom& random) {
  const uint64_t percent = random.Below(100);
  if (percent < 62) return "given";
  if (percent < 85) return "legitimate_interest";
  return percent < 95 ? "unknown" : "refused";
}

// The base letter of an accented Latin one, by its code point from U+00C0; two letters for a few.
std::string_view BaseLetters(uint32_t c) {
  constexpr std::array<std::string_view, 32> kLatin1 = {
      "a", "a", "a", "a", "ae", "a", "ae", "c", "e", "e", "e", "e", "i",  "i", "i",  "i",
      "d", "n", "o", "o", "o",  "o", "oe", "",  "o", "u", "u", "u", "ue", "y", "th", "y"};
  if (c == 0xdf) return "ss";
  if (c >= 0xe0 && c <= 0xff) return kLatin1[c - 0xe0];
  switch (c) {
    case 0x105:
      return "a";
    case 0x107:
      return "c";
    case 0x119:
      return "e";
    case 0x142:
      return "l";
    case 0x144:
      return "n";
    case 0x15b:
      return "s";
    case 0x17a:
    case 0x17c:
      return "z";
    default:
      return "";
  }
}

}  // namespace

SeededRandom LeadRandom(uint64_t seed, uint64_t index, uint64_t salt) {
  const uint64_t mixed = SeededRandom(seed ^ (salt << 56)).Next() + index;
  return SeededRandom(SeededRandom(mixed).Next());
}

std::string FillPhone(std::string_view pattern, std::string_view area, SeededRandom& random) {
  std::string phone;
  for (const char c : pattern) {
    if (c == '#') {
      phone.push_back(static_cast<char>('0' + random.Below(10)));
    } else if (c == 'N') {
      phone.push_back(static_cast<char>('2' + random.Below(8)));
    } else if (c == '@') {
      phone += area;
    } else {
      phone.push_back(c);
    }
  }
  return phone;
}

std::string AsciiWord(std::string_view text) {
  const std::string folded = FoldCase(text);
  std::string out;
  for (size_t i = 0; i < folded.size(); ++i) {
    const auto c = static_cast<unsigned char>(folded[i]);
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out.push_back(folded[i]);
    } else if (c >= 0xc3 && c <= 0xc5 && i + 1 < folded.size()) {
      out += BaseLetters((c & 0x1fU) << 6 | (static_cast<unsigned char>(folded[++i]) & 0x3fU));
    }
  }
  return out;
}

LeadDraft MakeDraft(uint64_t seed, uint64_t index) {
  SeededRandom random = LeadRandom(seed, index, 0);
  LeadDraft draft;
  draft.country = &PickCountry(random);
  draft.external_id = "G-" + std::to_string(index);
  draft.source = Pick(kSources, random);
  if (random.Below(3) == 0) draft.campaign = Pick(kCampaigns, random);
  // Order and spacing follow the index alone; beyond a thousand years it begins again.
  const auto slot = static_cast<TimeUs>(index % 300'000'000);
  draft.received_at = FormatTime(kFirstReceived + slot * kBetweenLeads +
                                 static_cast<TimeUs>(random.Below(97)) * kSecondUs);
  draft.first_name = Pick(draft.country->first_names, random);
  draft.last_name = Pick(draft.country->last_names, random);
  draft.title = Pick(kTitles, random);
  DrawCompany(random, &draft);
  // The index keeps two people of a large run from one address.
  draft.email = AsciiWord(draft.first_name) + '.' + AsciiWord(draft.last_name) +
                std::to_string(index) + '@' + draft.website;
  const std::string place = Pick(draft.country->places, random);
  draft.state = PlacePart(place, 0);
  draft.city = PlacePart(place, 1);
  draft.postal_code = PlacePart(place, 2);
  draft.street = std::string(PlacePart(place, 3)) + ' ' + std::to_string(1 + random.Below(240));
  draft.mobile = random.Below(2) == 0;
  draft.phone = FillPhone(draft.mobile ? draft.country->mobile : draft.country->landline,
                          PlacePart(place, 4), random);
  draft.message = Pick(kMessages, random);
  draft.consent = DrawConsent(random);
  return draft;
}

std::string DraftAsJson(const LeadDraft& draft, std::string_view country_as_written) {
  std::string line;
  JsonWriter json(&line);
  const auto text = [&](std::string_view key, std::string_view value) {
    if (!value.empty()) json.Member(key, value);
  };
  json.BeginObject();
  text("external_id", draft.external_id);
  text("source", draft.source);
  text("campaign", draft.campaign);
  text("received_at", draft.received_at);
  text("first_name", draft.first_name);
  text("last_name", draft.last_name);
  text("email", draft.email);
  text("phone", draft.phone);
  text("title", draft.title);
  text("company", draft.company);
  text("website", draft.website);
  text("industry", draft.industry);
  if (draft.employees != 0) json.Member("employees", draft.employees);
  if (draft.annual_revenue != 0) json.Member("annual_revenue", draft.annual_revenue);
  text("country", country_as_written);
  text("state", draft.state);
  text("city", draft.city);
  text("street", draft.street);
  text("postal_code", draft.postal_code);
  text("segment", draft.segment);
  text("message", draft.message);
  text("consent", draft.consent);
  json.EndObject();
  return line;
}

}  // namespace signalbox
