#include "insight/match/match_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace signalbox {
namespace {

using enum PairFeature;

struct Told {
  PairFeature feature;
  std::string_view field, found;
};

// Of a field, the strongest finding first.
constexpr Told kTold[] = {{kNameSame, "name", "same"},
                          {kCoreSame, "name", "same but for words that say little"},
                          {kAliasSame, "name", "same as a part or the initials"},
                          {kNameInside, "name", "one holds the other"},
                          {kNameLikeness, "name", "alike"},
                          {kWordsShared, "name", "shares words"},
                          {kSharedRarity, "name", "shares words"},
                          {kLeftUncovered, "name", "differs"},
                          {kRightUncovered, "name", "differs"},
                          {kGenericDiffers, "name", "differs"},
                          {kNumberDiffers, "name", "numbers differ"},
                          {kLabelSame, "name", "is the other's domain"},
                          {kLabelNear, "name", "is near the other's domain"},
                          {kDomainSame, "domain", "same"},
                          {kDomainDiffers, "domain", "differs"},
                          {kPhoneSame, "phone", "same"},
                          {kPhoneDiffers, "phone", "differs"},
                          {kPostalSame, "postal_code", "same"},
                          {kPostalDiffers, "postal_code", "differs"},
                          {kCitySame, "city", "same"},
                          {kCityDiffers, "city", "differs"},
                          {kStreetLikeness, "street", "alike"},
                          {kStreetDiffers, "street", "differs"},
                          {kHouseDiffers, "street", "number differs"},
                          {kCountryDiffers, "country", "differs"},
                          {kEmailSame, "email", "same"},
                          {kEmailDiffers, "email", "differs"},
                          {kSurnameSame, "surname", "same"},
                          {kSurnameLikeness, "surname", "alike"},
                          {kSurnameDiffers, "surname", "differs"},
                          {kGivenSame, "given_name", "same"},
                          {kGivenLikeness, "given_name", "alike"},
                          {kGivenDiffers, "given_name", "differs"},
                          {kNamesSwapped, "surname", "swapped with the given name"},
                          {kBirthSame, "birth_date", "same"},
                          {kBirthNear, "birth_date", "one slip apart"},
                          {kBirthDiffers, "birth_date", "differs"},
                          {kIdSame, "national_id", "same"},
                          {kIdNear, "national_id", "one slip apart"},
                          {kIdDiffers, "national_id", "differs"},
                          {kDistrictSame, "district", "same"},
                          {kStateDiffers, "state", "differs"},
                          {kPlaceSame, "place", "same"},
                          {kElsewhere, "place", "nothing the same"}};
static_assert(std::size(kTold) == kPairFeatures);

struct FieldFound {
  std::string_view field;
  std::string_view in_favour, against;  // the first finding of each kind
  int64_t sum_e6 = 0;
};

}  // namespace

std::string ChanceText(int32_t chance_e4) {
  return fmt::format("{}.{:04}", chance_e4 / 10'000, chance_e4 % 10'000);
}

std::string PairEvidence(const PairFeatures& features, const PairWeights& weights) {
  std::vector<FieldFound> fields;
  for (const Told& told : kTold) {
    const int64_t part_e6 =
        int64_t{features[told.feature]} * weights.weights_e3[static_cast<size_t>(told.feature)];
    if (part_e6 == 0) continue;
    auto field = std::ranges::find(fields, told.field, &FieldFound::field);
    if (field == fields.end()) {
      field = fields.insert(field, {told.field, {}, {}, 0});
    }
    field->sum_e6 += part_e6;
    std::string_view& found = part_e6 > 0 ? field->in_favour : field->against;
    if (found.empty()) found = told.found;
  }
  std::ranges::stable_sort(fields, [](const FieldFound& a, const FieldFound& b) {
    return std::abs(a.sum_e6) > std::abs(b.sum_e6);
  });
  std::string out;
  for (const FieldFound& field : fields) {
    const int64_t tenths = (std::abs(field.sum_e6) + 50'000) / 100'000;
    out += fmt::format("{}{} {} {}{}.{}", out.empty() ? "" : "; ", field.field,
                       field.sum_e6 < 0 ? field.against : field.in_favour,
                       field.sum_e6 < 0 ? '-' : '+', tenths / 10, tenths % 10);
  }
  return out;
}

std::string AnswerEvidence(const MatchAnswer& answer, const PairWeights& weights) {
  if (answer.candidates.empty()) return "no account shares a name, domain, phone or address";
  std::string out;
  if (answer.outcome == MatchOutcome::kAmbiguous) {
    out = "candidates: ";
    for (const MatchCandidate& one : answer.candidates) {
      if (&one != &answer.candidates.front()) out += " | ";
      out += fmt::format("{} {} ({})", one.id, ChanceText(one.chance_e4),
                         PairEvidence(one.features, weights));
    }
    return out;
  }
  if (!answer.rule.empty()) out = fmt::format("chosen by {}; ", answer.rule);
  if (answer.outcome == MatchOutcome::kNone) {
    out += fmt::format("nearest is {}: ", answer.candidates.front().id);
  }
  return out + PairEvidence(answer.candidates.front().features, weights);
}

}  // namespace signalbox
