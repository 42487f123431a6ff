#include "agents/place.h"

#include <algorithm>

#include "agents/reasons.h"
#include "base/ascii.h"
#include "reference/countries.h"
#include "reference/phone.h"

namespace signalbox::reference {
namespace {

constexpr int32_t kByPlace = 9500;
constexpr int32_t kByPhone = 9000;
constexpr int32_t kByDomain = 6000;

// Country endings that are sold and used as if they were general ones.
constexpr std::string_view kGeneralEndings[] = {
    "ac", "ag", "ai", "am", "as", "bz", "cc", "cd", "cf", "ck", "co", "cx", "dj",
    "eu", "fm", "ga", "gd", "gg", "gl", "gq", "gs", "im", "io", "is", "je", "la",
    "ly", "md", "me", "ml", "ms", "mu", "nu", "pn", "pw", "sc", "sh", "so", "sr",
    "st", "su", "tk", "tl", "to", "tv", "vc", "vg", "vu", "ws"};
static_assert(std::is_sorted(std::begin(kGeneralEndings), std::end(kGeneralEndings)));

// First digits of the ZIP codes of states whose codes begin with zero: only these lose a digit in a
// spreadsheet. (USPS Publication 28; the islands' 006 to 009 lose two.)
bool LosesZero(std::string_view state) {
  return state == "CT" || state == "MA" || state == "ME" || state == "NH" || state == "NJ" ||
         state == "RI" || state == "VT" || state == "PR" || state == "VI";
}

std::string_view CountryOfDomain(std::string_view text) {
  text = TrimBlanks(text);
  const size_t scheme = text.find("://");
  if (scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#:"));
  const size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || text.size() - dot != 3) return {};
  const char ending[] = {LowerAscii(text[dot + 1]), LowerAscii(text[dot + 2])};
  if (std::binary_search(std::begin(kGeneralEndings), std::end(kGeneralEndings),
                         std::string_view(ending, 2))) {
    return {};
  }
  return CountryCode({ending, 2});
}

}  // namespace

bool IsZipOf(std::string_view state, std::string_view postal_code) {
  postal_code = TrimBlanks(postal_code);
  const size_t digits = std::min(postal_code.find('-'), postal_code.size());
  if (digits < 3 || digits > 5 ||
      !std::all_of(postal_code.begin(), postal_code.begin() + static_cast<ptrdiff_t>(digits),
                   IsDigit)) {
    return false;
  }
  return digits == 5 || LosesZero(state);
}

CountryFinding FindCountry(const Attributes& record) {
  const std::string_view given = TrimBlanks(record.Text(Field::kCountry));
  if (!given.empty()) {
    const std::string_view code = CountryCode(given);
    return {code, code.empty() ? reason::kUnknownCountry : reason::kCountryGiven, Field::kCountry,
            code.empty() ? 0 : 10000, code.empty()};
  }
  const std::string_view state = StateCode("US", record.Text(Field::kState));
  if (!state.empty() && IsZipOf(state, record.Text(Field::kPostalCode))) {
    return {"US", reason::kCountryByPlace, Field::kPostalCode, kByPlace, false};
  }
  const std::string_view phone = TrimBlanks(record.Text(Field::kPhone));
  if (!phone.empty() && (phone.front() == '+' || !state.empty())) {
    const PhoneNumber number = ReadPhone(phone, state.empty() ? std::string_view() : "US");
    if (!number.country.empty()) {
      return {number.country, reason::kCountryByPhone, Field::kPhone, kByPhone, false};
    }
  }
  for (const Field field : {Field::kWebsite, Field::kEmail}) {
    const std::string_view country = CountryOfDomain(record.Text(field));
    if (!country.empty()) return {country, reason::kCountryByDomain, field, kByDomain, false};
  }
  return {{}, reason::kCountryMissing, Field::kCountry, 0, false};
}

}  // namespace signalbox::reference
