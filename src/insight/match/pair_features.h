// What two records say for and against being one, as numbers: the input of the learned scorer.
//
// Neither a record's id nor its place in a file is among them. Values from 0 to 1000; 0 where a
// side does not give what is compared. Pure but for the counts; thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "insight/match/match_profile.h"
#include "insight/match/word_counts.h"

namespace signalbox {

// The order is that of the learned weights: a new one goes to the end and needs new weights.
enum class PairFeature : uint8_t {
  kNameSame,        // the whole names
  kCoreSame,        // without generic words and in any order, the whole names differing
  kNameLikeness,    // Jaro-Winkler above .7, of the cores
  kWordsShared,     // weight of shared words by weight of all
  kLeftUncovered,   // weight of the left name's words that the right lacks
  kRightUncovered,  // and the other way round
  kSharedRarity,    // bits of the shared words
  kNameInside,      // one core is the beginning of the other
  kAliasSame,       // a part, the initials or the core of one is the other's
  kGenericDiffers,  // generic words of one side only, each 250
  kNumberDiffers,   // numbers in the names that are not the same
  kLabelSame,       // one's name is the other's domain without its ending
  kLabelNear,       // one begins with the other
  kDomainSame,
  kDomainDiffers,
  kPhoneSame,
  kPhoneDiffers,
  kPostalSame,
  kPostalDiffers,
  kCitySame,
  kCityDiffers,
  kStreetLikeness,  // words shared by words
  kStreetDiffers,
  kHouseDiffers,
  kCountryDiffers,
  kEmailSame,
  kEmailDiffers,
  kSurnameSame,
  kSurnameLikeness,
  kSurnameDiffers,
  kGivenSame,
  kGivenLikeness,
  kGivenDiffers,
  kNamesSwapped,
  kBirthSame,
  kBirthNear,  // one edit, or day and month swapped
  kBirthDiffers,
  kIdSame,  // of the nation, not of the file
  kIdNear,
  kIdDiffers,
  kDistrictSame,
  kStateDiffers,
  kPlaceSame,  // street, house and city or postal code, or phone and street
  kElsewhere,  // two or more of phone, postal code, city and street are given, and all differ
};
inline constexpr size_t kPairFeatures = 44;

// `name_same`, ...: the column's word in the trainer's files.
std::string_view PairFeatureName(PairFeature feature);

struct PairFeatures {
  std::array<int32_t, kPairFeatures> values_e3{};

  int32_t& operator[](PairFeature feature) { return values_e3[static_cast<size_t>(feature)]; }
  int32_t operator[](PairFeature feature) const { return values_e3[static_cast<size_t>(feature)]; }
};

PairFeatures ComparePair(const MatchProfile& left, const MatchProfile& right,
                         const WordCounts& counts);

}  // namespace signalbox
