#include "insight/match/match_profile.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "insight/match/street_words.h"
#include "reference/countries.h"
#include "reference/domain.h"
#include "reference/email_address.h"
#include "reference/fold.h"
#include "reference/mail_domains.h"
#include "reference/phone.h"

namespace signalbox {
namespace {

// Sorted.
constexpr std::string_view kSharedHosts[] = {"about.me",        "amazon.com",
                                             "bit.ly",          "blogspot.com",
                                             "canalblog.com",   "doctolib.fr",
                                             "e-monsite.com",   "eklablog.com",
                                             "etsy.com",        "facebook.com",
                                             "fb.com",          "free.fr",
                                             "github.com",      "github.io",
                                             "gmail.com",       "google.com",
                                             "google.fr",       "instagram.com",
                                             "jimdo.com",       "linkedin.com",
                                             "linktr.ee",       "medium.com",
                                             "myshopify.com",   "over-blog.com",
                                             "pagesjaunes.fr",  "pagespro-orange.fr",
                                             "pinterest.com",   "site123.me",
                                             "squarespace.com", "strikingly.com",
                                             "tripadvisor.com", "tripadvisor.fr",
                                             "tumblr.com",      "twitter.com",
                                             "viadeo.com",      "webflow.io",
                                             "weebly.com",      "wikipedia.org",
                                             "wix.com",         "wixsite.com",
                                             "wordpress.com",   "x.com",
                                             "yelp.com",        "yelp.fr",
                                             "youtube.com"};
static_assert(std::is_sorted(std::begin(kSharedHosts), std::end(kSharedHosts)));

std::string_view Cut(const std::string& text) {
  return TrimBlanks(std::string_view(text).substr(0, kMaxMatchFieldBytes));
}

std::string LettersAndDigits(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (IsAsciiAlnum(c)) out += LowerAscii(c);
  }
  return out;
}

// Folded in Latin letters, words apart.
std::string LatinWords(std::string_view text) {
  return reference::Fold(Latinised(text));
}

std::string Squeezed(std::string_view text) {
  return LettersAndDigits(LatinWords(text));
}

// What a spreadsheet makes of a number: `33000.0`.
std::string_view WithoutFraction(std::string_view text) {
  if (text.size() > 2 && text.ends_with(".0") && IsDigit(text[text.size() - 3])) {
    text.remove_suffix(2);
  }
  return text;
}

std::string DomainOf(std::string_view host_text) {
  const std::string host = LowerAscii(reference::DomainToAscii(host_text));
  const std::string_view domain = reference::RegistrableDomain(host);
  return std::string(domain);
}

std::string LabelOf(std::string_view domain) {
  return LettersAndDigits(domain.substr(0, domain.find('.')));
}

void ReadDomain(const MatchRecord& record, MatchProfile* profile) {
  const reference::EmailAddress email = reference::ReadEmail(Cut(record[MatchField::kEmail]));
  if (email.valid()) profile->email = email.address();
  const std::string_view website = Cut(record[MatchField::kWebsite]);
  std::string domain = website.empty() ? "" : DomainOf(reference::HostOf(website));
  // A provider's own website is that provider, where its name says so.
  const bool own = !domain.empty() && LabelOf(domain) == profile->name.core;
  const auto tells = [](std::string_view one) {
    return !reference::IsFreeMail(one) && !reference::IsDisposable(one) && !IsSharedHost(one);
  };
  if (!own && !tells(domain)) domain.clear();
  if (domain.empty() && email.valid()) {
    domain = DomainOf(email.domain());
    if (!tells(domain)) domain.clear();
  }
  profile->label = LabelOf(domain);
  profile->domain = std::move(domain);
}

std::string PhoneOf(std::string_view text, std::string_view country) {
  text = WithoutFraction(text);
  std::string digits;
  for (const char c : text) {
    if (IsDigit(c)) digits += c;
  }
  // Shorter ones are extensions and slips.
  constexpr size_t kMinDigits = 7;
  constexpr size_t kMaxDigits = 20;
  if (digits.size() < kMinDigits || digits.size() > kMaxDigits) return {};
  if (std::ranges::count(digits, digits[0]) == static_cast<std::ptrdiff_t>(digits.size()))
    return {};
  const reference::PhoneNumber number = reference::ReadPhone(text, country);
  return number.verdict == reference::PhoneVerdict::kValid ? std::string(number.e164()) : digits;
}

void ReadAddress(const MatchRecord& record, MatchProfile* profile) {
  profile->country = reference::CountryCode(Cut(record[MatchField::kCountry]));
  profile->postal_code = LettersAndDigits(WithoutFraction(Cut(record[MatchField::kPostalCode])));
  profile->city = CityKey(LatinWords(Cut(record[MatchField::kCity])));
  profile->state = Squeezed(Cut(record[MatchField::kState]));
  profile->district = Squeezed(Cut(record[MatchField::kDistrict]));
  std::string street(WithoutFraction(Cut(record[MatchField::kHouseNumber])));
  street += ' ';
  street += Cut(record[MatchField::kStreet]);
  profile->street = StreetWords(LatinWords(street));
  for (const std::string& word : profile->street) {
    if (!IsDigit(word[0])) continue;
    profile->house = word;
    break;
  }
}

}  // namespace

std::string_view PhoneTail(std::string_view phone) {
  constexpr size_t kTail = 8;
  return phone.size() > kTail ? phone.substr(phone.size() - kTail) : phone;
}

bool IsSharedHost(std::string_view domain) {
  return std::ranges::binary_search(kSharedHosts, domain);
}

MatchProfile ReadMatchProfile(const MatchRecord& record) {
  MatchProfile profile;
  profile.name = ReadMatchName(Cut(record[MatchField::kName]));
  ReadDomain(record, &profile);
  ReadAddress(record, &profile);
  profile.phone = PhoneOf(Cut(record[MatchField::kPhone]), profile.country);
  profile.given_name = Squeezed(Cut(record[MatchField::kGivenName]));
  profile.surname = Squeezed(Cut(record[MatchField::kSurname]));
  profile.birth_date = LettersAndDigits(WithoutFraction(Cut(record[MatchField::kBirthDate])));
  profile.national_id = LettersAndDigits(WithoutFraction(Cut(record[MatchField::kNationalId])));
  return profile;
}

}  // namespace signalbox
