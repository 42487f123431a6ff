#include "agents/contact_law.h"

#include <algorithm>

namespace signalbox::reference {
namespace {

struct CountryLaw {
  std::string_view country;
  ContactLaw law;
};

constexpr bool kIn = true;    // opt-in
constexpr bool kOut = false;  // opt-out
constexpr uint8_t kSatSun = 0b1100000;
constexpr uint8_t kFriSat = 0b0110000;

constexpr int16_t At(int hour, int minute = 0) {
  return static_cast<int16_t>(hour * 60 + minute);
}

// Sorted by country. Opt-in for electronic mail: ePrivacy directive 2002/58/EC article 13 and its
// national forms, PECR (GB), UWG (CH), CASL (CA), LGPD (BR), Spam Act (AU), and their like.
// Opt-out: CAN-SPAM (US) and countries without such a rule. Calls between companies are opt-out in
// most places; hours are those of the regulators of telephone marketing where there is one (US TCPA
// 8-21, CA CRTC 9-21:30, GB Ofcom 8-21, IN TRAI 9-21, AU industry standard 9-20, FR decree
// 2022-1313 10-20, BR Anatel 9-21), else 8-20.
constexpr CountryLaw kCountryLaws[] = {
    {"AE", {kIn, kOut, At(9), At(18), kSatSun}},     {"AR", {kOut, kOut, At(8), At(20), kSatSun}},
    {"AT", {kIn, kIn, At(8), At(20), kSatSun}},      {"AU", {kIn, kOut, At(9), At(20), kSatSun}},
    {"BE", {kIn, kOut, At(8), At(20), kSatSun}},     {"BG", {kIn, kOut, At(8), At(20), kSatSun}},
    {"BH", {kOut, kOut, At(8), At(20), kFriSat}},    {"BR", {kIn, kOut, At(9), At(21), kSatSun}},
    {"CA", {kIn, kOut, At(9), At(21, 30), kSatSun}}, {"CH", {kIn, kOut, At(8), At(20), kSatSun}},
    {"CL", {kOut, kOut, At(8), At(20), kSatSun}},    {"CN", {kIn, kIn, At(8), At(20), kSatSun}},
    {"CO", {kOut, kOut, At(8), At(19), kSatSun}},    {"CY", {kIn, kOut, At(8), At(20), kSatSun}},
    {"CZ", {kIn, kOut, At(8), At(20), kSatSun}},     {"DE", {kIn, kIn, At(8), At(20), kSatSun}},
    {"DK", {kIn, kOut, At(8), At(20), kSatSun}},     {"EE", {kIn, kOut, At(8), At(20), kSatSun}},
    {"EG", {kOut, kOut, At(9), At(20), kFriSat}},    {"ES", {kIn, kIn, At(9), At(21), kSatSun}},
    {"FI", {kIn, kOut, At(8), At(20), kSatSun}},     {"FR", {kIn, kOut, At(10), At(20), kSatSun}},
    {"GB", {kIn, kOut, At(8), At(21), kSatSun}},     {"GR", {kIn, kOut, At(8), At(20), kSatSun}},
    {"HK", {kOut, kOut, At(9), At(21), kSatSun}},    {"HR", {kIn, kOut, At(8), At(20), kSatSun}},
    {"HU", {kIn, kOut, At(8), At(20), kSatSun}},     {"ID", {kOut, kOut, At(8), At(20), kSatSun}},
    {"IE", {kIn, kOut, At(8), At(20), kSatSun}},     {"IL", {kIn, kOut, At(9), At(20), kFriSat}},
    {"IN", {kOut, kOut, At(9), At(21), kSatSun}},    {"IS", {kIn, kOut, At(8), At(20), kSatSun}},
    {"IT", {kIn, kOut, At(9), At(20), kSatSun}},     {"JO", {kOut, kOut, At(8), At(20), kFriSat}},
    {"JP", {kIn, kOut, At(9), At(20), kSatSun}},     {"KR", {kIn, kOut, At(8), At(21), kSatSun}},
    {"KW", {kOut, kOut, At(8), At(20), kFriSat}},    {"LI", {kIn, kOut, At(8), At(20), kSatSun}},
    {"LT", {kIn, kOut, At(8), At(20), kSatSun}},     {"LU", {kIn, kOut, At(8), At(20), kSatSun}},
    {"LV", {kIn, kOut, At(8), At(20), kSatSun}},     {"MT", {kIn, kOut, At(8), At(20), kSatSun}},
    {"MX", {kOut, kOut, At(8), At(20), kSatSun}},    {"MY", {kOut, kOut, At(8), At(20), kSatSun}},
    {"NL", {kIn, kOut, At(9), At(20), kSatSun}},     {"NO", {kIn, kOut, At(8), At(20), kSatSun}},
    {"NZ", {kIn, kOut, At(8), At(20), kSatSun}},     {"OM", {kOut, kOut, At(8), At(20), kFriSat}},
    {"PH", {kOut, kOut, At(8), At(20), kSatSun}},    {"PL", {kIn, kIn, At(8), At(20), kSatSun}},
    {"PT", {kIn, kOut, At(9), At(20), kSatSun}},     {"QA", {kIn, kOut, At(8), At(20), kFriSat}},
    {"RO", {kIn, kOut, At(8), At(20), kSatSun}},     {"SA", {kIn, kOut, At(9), At(20), kFriSat}},
    {"SE", {kIn, kOut, At(8), At(20), kSatSun}},     {"SG", {kOut, kOut, At(8), At(20), kSatSun}},
    {"SI", {kIn, kOut, At(8), At(20), kSatSun}},     {"SK", {kIn, kOut, At(8), At(20), kSatSun}},
    {"TH", {kOut, kOut, At(8), At(20), kSatSun}},    {"TR", {kIn, kIn, At(9), At(20), kSatSun}},
    {"TW", {kOut, kOut, At(8), At(20), kSatSun}},    {"US", {kOut, kOut, At(8), At(21), kSatSun}},
    {"VN", {kIn, kIn, At(8), At(17), kSatSun}},      {"ZA", {kIn, kOut, At(8), At(20), kSatSun}},
};

constexpr bool LawByCountry(const CountryLaw& a, const CountryLaw& b) {
  return a.country < b.country;
}
static_assert(std::is_sorted(std::begin(kCountryLaws), std::end(kCountryLaws), LawByCountry));

constexpr ContactLaw kStrictest;

}  // namespace

const ContactLaw& ContactLawOf(std::string_view country) {
  const auto at = std::lower_bound(std::begin(kCountryLaws), std::end(kCountryLaws),
                                   CountryLaw{country, {}}, LawByCountry);
  return at == std::end(kCountryLaws) || at->country != country ? kStrictest : at->law;
}

}  // namespace signalbox::reference
