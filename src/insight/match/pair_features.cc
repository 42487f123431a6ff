#include "insight/match/pair_features.h"

#include <algorithm>

#include "base/ascii.h"
#include "insight/match/likeness.h"

namespace signalbox {
namespace {

using enum PairFeature;

int32_t Flag(bool is) {
  return is ? 1000 : 0;
}

// Words are one from here on, or with one edit where they are long.
bool SameWord(const std::string& a, const std::string& b) {
  constexpr size_t kLong = 6;
  constexpr int32_t kAlikeE3 = 930;
  if (a == b) return true;
  if (a.size() < kLong || b.size() < kLong || IsDigit(a[0])) return false;
  return OneEditApart(a, b) || JaroWinklerE3(a, b) >= kAlikeE3;
}

bool IsNumber(const std::string& word) {
  return std::ranges::all_of(word, IsDigit);
}

struct WordOverlap {
  int32_t shared_e3 = 0, left_e3 = 0, right_e3 = 0;  // bits of shared words, of those of one side
  int32_t generic = 0;                               // generic words of one side only
  bool number_differs = false;
};

void CountSide(const MatchName& name, uint64_t met, const WordCounts& counts, int32_t* bits_e3,
               WordOverlap* overlap) {
  for (size_t i = 0; i < name.words.size(); ++i) {
    if ((met >> i & 1) != 0) continue;
    if (name.IsGeneric(i)) {
      ++overlap->generic;
    } else {
      *bits_e3 += counts.WeightE3(name.words[i]);
      overlap->number_differs |= IsNumber(name.words[i]);
    }
  }
}

// Words that stand apart in one name and together in the other (`oui car`, `ouicar`) share all.
WordOverlap CompareWords(const MatchName& left, const MatchName& right, const WordCounts& counts) {
  WordOverlap overlap;
  uint64_t left_met = 0, right_met = 0;
  for (size_t i = 0; i < left.words.size(); ++i) {
    for (size_t j = 0; j < right.words.size(); ++j) {
      if ((right_met >> j & 1) != 0 || !SameWord(left.words[i], right.words[j])) continue;
      left_met |= uint64_t{1} << i;
      right_met |= uint64_t{1} << j;
      const int32_t weight_e3 =
          std::min(counts.WeightE3(left.words[i]), counts.WeightE3(right.words[j]));
      // What is said by many names still tells a little when both say it.
      overlap.shared_e3 += left.IsGeneric(i) ? weight_e3 / 4 : weight_e3;
      break;
    }
  }
  CountSide(left, left_met, counts, &overlap.left_e3, &overlap);
  CountSide(right, right_met, counts, &overlap.right_e3, &overlap);
  if (left.core == right.core) {
    overlap.shared_e3 += (overlap.left_e3 + overlap.right_e3) / 2;
    overlap.left_e3 = overlap.right_e3 = 0;
    overlap.number_differs = false;
  }
  return overlap;
}

bool HasAlias(const MatchName& name, const std::string& key) {
  return std::ranges::find(name.aliases, key) != name.aliases.end();
}

bool MeetByAlias(const MatchName& a, const MatchName& b) {
  constexpr size_t kMinInitials = 3;
  if (a.initials.size() >= kMinInitials && (a.initials == b.core || a.initials == b.key))
    return true;
  if (HasAlias(a, b.key) || HasAlias(a, b.core)) return true;
  return std::ranges::any_of(a.aliases, [&](const std::string& one) { return HasAlias(b, one); });
}

void CompareLabel(const MatchName& name, const std::string& label, PairFeatures* out) {
  constexpr size_t kMinLabel = 3;
  constexpr size_t kMinNear = 4;
  if (label.size() < kMinLabel || name.core.empty()) return;
  if (label == name.key || label == name.core || label == name.initials) {
    (*out)[kLabelSame] = 1000;
  } else if (std::min(label.size(), name.core.size()) >= kMinNear &&
             (label.starts_with(name.core) || name.core.starts_with(label))) {
    (*out)[kLabelNear] = 1000;
  }
}

void CompareNames(const MatchProfile& left, const MatchProfile& right, const WordCounts& counts,
                  PairFeatures* out) {
  PairFeatures& f = *out;
  const MatchName &a = left.name, &b = right.name;
  CompareLabel(a, right.label, out);
  CompareLabel(b, left.label, out);
  if (a.key.empty() || b.key.empty()) return;
  f[kNameSame] = Flag(a.key == b.key);
  const WordOverlap words = CompareWords(a, b, counts);
  const bool says_nothing = a.hides_sound != b.hides_sound && words.shared_e3 == 0;
  if (says_nothing && !MeetByAlias(a, b) && !MeetByAlias(b, a)) return;
  const bool same_words = words.left_e3 == 0 && words.right_e3 == 0 && words.shared_e3 > 0;
  f[kCoreSame] = Flag(a.key != b.key && (a.core == b.core || same_words));
  constexpr int32_t kFromE3 = 700;  // unrelated names are this alike
  const int32_t alike_e3 = JaroWinklerE3(a.core, b.core);
  f[kNameLikeness] = std::max(0, alike_e3 - kFromE3) * 1000 / (1000 - kFromE3);
  const int32_t all_e3 = words.shared_e3 + words.left_e3 + words.right_e3;
  f[kWordsShared] = all_e3 > 0 ? static_cast<int32_t>(int64_t{1000} * words.shared_e3 / all_e3) : 0;
  // In bits of at most 20, 40 for what is shared: more of it tells no more.
  f[kLeftUncovered] = std::min(1000, words.left_e3 / 20);
  f[kRightUncovered] = std::min(1000, words.right_e3 / 20);
  f[kSharedRarity] = std::min(1000, words.shared_e3 / 40);
  constexpr size_t kMinInside = 4;
  f[kNameInside] = Flag(a.core != b.core && std::min(a.core.size(), b.core.size()) >= kMinInside &&
                        (a.core.starts_with(b.core) || b.core.starts_with(a.core)));
  f[kAliasSame] = Flag(a.core != b.core && (MeetByAlias(a, b) || MeetByAlias(b, a)));
  f[kGenericDiffers] = std::min(1000, 250 * words.generic);
  f[kNumberDiffers] = Flag(words.number_differs);
}

// Sets one of two features when both sides give the text.
bool SameOrNot(std::string_view a, std::string_view b, PairFeature same, PairFeature differs,
               PairFeatures* out) {
  if (a.empty() || b.empty()) return false;
  (*out)[a == b ? same : differs] = 1000;
  return true;
}

bool SamePostal(const std::string& a, const std::string& b) {
  if (a == b) return true;
  // A spreadsheet took the zero in front; a ZIP code may have its four further digits.
  if (a.size() + 1 == b.size() && b[0] == '0') return std::string_view(b).substr(1) == a;
  if (b.size() + 1 == a.size() && a[0] == '0') return std::string_view(a).substr(1) == b;
  constexpr size_t kZip = 5, kLongZip = 9;
  if (std::max(a.size(), b.size()) != kLongZip || std::min(a.size(), b.size()) != kZip)
    return false;
  return a.starts_with(b) || b.starts_with(a);
}

void CompareStreets(const MatchProfile& left, const MatchProfile& right, PairFeatures* out) {
  if (left.street.empty() || right.street.empty()) return;
  uint32_t met = 0;
  int32_t shared = 0;
  for (const std::string& word : left.street) {
    for (size_t j = 0; j < right.street.size(); ++j) {
      if ((met >> j & 1) != 0 || !SameWord(word, right.street[j])) continue;
      met |= uint32_t{1} << j;
      ++shared;
      break;
    }
  }
  const auto shorter = static_cast<int32_t>(std::min(left.street.size(), right.street.size()));
  const auto longer = static_cast<int32_t>(std::max(left.street.size(), right.street.size()));
  const int32_t alike_e3 = 1000 * shared / ((shorter + longer + 1) / 2);
  constexpr int32_t kSomeE3 = 400;  // a kind of street, or a number, alone
  (*out)[kStreetLikeness] = alike_e3 > kSomeE3 ? std::min(1000, alike_e3) : 0;
  (*out)[kStreetDiffers] = Flag(alike_e3 <= kSomeE3);
  if (!left.house.empty() && !right.house.empty()) {
    (*out)[kHouseDiffers] = Flag(left.house != right.house);
  }
}

void ComparePlaces(const MatchProfile& left, const MatchProfile& right, PairFeatures* out) {
  if (!left.postal_code.empty() && !right.postal_code.empty()) {
    const bool same = SamePostal(left.postal_code, right.postal_code);
    (*out)[same ? kPostalSame : kPostalDiffers] = 1000;
  }
  if (!left.city.empty() && !right.city.empty()) {
    // `paris` and `parisladefense` are one place.
    const bool same = left.city.starts_with(right.city) || right.city.starts_with(left.city) ||
                      OneEditApart(left.city, right.city);
    (*out)[same ? kCitySame : kCityDiffers] = 1000;
  }
  CompareStreets(left, right, out);
  if (!left.country.empty() && !right.country.empty()) {
    (*out)[kCountryDiffers] = Flag(left.country != right.country);
  }
  if (!left.district.empty() && !right.district.empty()) {
    (*out)[kDistrictSame] = Flag(JaroWinklerE3(left.district, right.district) > 900);
  }
  if (!left.state.empty() && !right.state.empty()) {
    (*out)[kStateDiffers] = Flag(left.state != right.state);
  }
}

void CompareWord(const std::string& a, const std::string& b, PairFeature same, PairFeature likeness,
                 PairFeature differs, PairFeatures* out) {
  if (a.empty() || b.empty()) return;
  constexpr int32_t kAlikeE3 = 800;
  const int32_t alike_e3 = JaroWinklerE3(a, b);
  if (a == b) {
    // Likeness too, so that what is alike never says more than what is the same.
    (*out)[same] = (*out)[likeness] = 1000;
  } else if (alike_e3 > kAlikeE3) {
    (*out)[likeness] = (alike_e3 - kAlikeE3) * 5;
  } else {
    (*out)[differs] = 1000;
  }
}

void CompareDigits(const std::string& a, const std::string& b, PairFeature same, PairFeature near,
                   PairFeature differs, PairFeatures* out) {
  if (a.empty() || b.empty()) return;
  std::string sorted_a = a, sorted_b = b;
  std::ranges::sort(sorted_a);
  std::ranges::sort(sorted_b);
  const bool close = OneEditApart(a, b) || sorted_a == sorted_b;
  (*out)[a == b ? same : close ? near : differs] = 1000;
}

void ComparePeople(const MatchProfile& left, const MatchProfile& right, PairFeatures* out) {
  CompareWord(left.surname, right.surname, kSurnameSame, kSurnameLikeness, kSurnameDiffers, out);
  CompareWord(left.given_name, right.given_name, kGivenSame, kGivenLikeness, kGivenDiffers, out);
  const bool swapped = !left.surname.empty() && !left.given_name.empty() &&
                       left.surname == right.given_name && left.given_name == right.surname;
  (*out)[kNamesSwapped] = Flag(swapped);
  CompareDigits(left.birth_date, right.birth_date, kBirthSame, kBirthNear, kBirthDiffers, out);
  CompareDigits(left.national_id, right.national_id, kIdSame, kIdNear, kIdDiffers, out);
}

// What single findings do not add up to: one place, or two places that have nothing in common.
void CompareWhole(PairFeatures* out) {
  PairFeatures& f = *out;
  const bool house = f[kStreetLikeness] > 0 && f[kHouseDiffers] == 0;
  const bool town = f[kPostalSame] > 0 || f[kCitySame] > 0;
  f[kPlaceSame] = Flag(house && (town || f[kPhoneSame] > 0));
  int32_t differing = 0;
  for (const PairFeature one : {kPhoneDiffers, kPostalDiffers, kCityDiffers, kStreetDiffers}) {
    differing += f[one] > 0 ? 1 : 0;
  }
  const bool nothing = f[kPhoneSame] == 0 && !town && f[kStreetLikeness] == 0;
  constexpr int32_t kEnough = 2;
  f[kElsewhere] = Flag(nothing && differing >= kEnough);
}

}  // namespace

std::string_view PairFeatureName(PairFeature feature) {
  static constexpr std::array<std::string_view, kPairFeatures> kNames = {
      "name_same",       "core_same",       "name_likeness",  "words_shared",     "left_uncovered",
      "right_uncovered", "shared_rarity",   "name_inside",    "alias_same",       "generic_differs",
      "number_differs",  "label_same",      "label_near",     "domain_same",      "domain_differs",
      "phone_same",      "phone_differs",   "postal_same",    "postal_differs",   "city_same",
      "city_differs",    "street_likeness", "street_differs", "house_differs",    "country_differs",
      "email_same",      "email_differs",   "surname_same",   "surname_likeness", "surname_differs",
      "given_same",      "given_likeness",  "given_differs",  "names_swapped",    "birth_same",
      "birth_near",      "birth_differs",   "id_same",        "id_near",          "id_differs",
      "district_same",   "state_differs",   "place_same",     "elsewhere"};
  return kNames[static_cast<size_t>(feature)];
}

PairFeatures ComparePair(const MatchProfile& left, const MatchProfile& right,
                         const WordCounts& counts) {
  PairFeatures features;
  CompareNames(left, right, counts, &features);
  SameOrNot(left.domain, right.domain, kDomainSame, kDomainDiffers, &features);
  SameOrNot(PhoneTail(left.phone), PhoneTail(right.phone), kPhoneSame, kPhoneDiffers, &features);
  SameOrNot(left.email, right.email, kEmailSame, kEmailDiffers, &features);
  ComparePlaces(left, right, &features);
  ComparePeople(left, right, &features);
  CompareWhole(&features);
  return features;
}

}  // namespace signalbox
