#include "insight/retrieve/word_ranking.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr double kSaturation = 1.2;   // k1
constexpr double kLengthPart = 0.75;  // b
constexpr size_t kColumns = 2;
// A title's word counts twice.
constexpr double kTitleWeight = 2;
// Of a word that more than half of the passages have: it tells little, and never against one.
constexpr double kLeastRarity = 1e-6;

double RarityOf(double with, double passages) {
  return std::max(std::log((passages - with + 0.5) / (with + 0.5)), kLeastRarity);
}

}  // namespace

void WordRanking::Add(size_t at, double length, BytesView hits) {
  if (added_.empty()) words_ = hits.size() / kColumns;
  CHECK(hits.size() == words_ * kColumns);
  added_.emplace_back(at, length);
  for (size_t word = 0; word < words_; ++word) {
    const auto count = [&](size_t column) {
      return static_cast<double>(static_cast<uint8_t>(hits[word * kColumns + column]));
    };
    counts_.push_back(kTitleWeight * count(0) + count(1));
  }
}

std::vector<std::pair<size_t, double>> WordRanking::Scores() const {
  std::vector<double> rarity(words_);
  for (size_t i = 0; i < counts_.size(); ++i) rarity[i % words_] += counts_[i] > 0 ? 1 : 0;
  for (double& each : rarity) each = RarityOf(each, passages_);
  std::vector<std::pair<size_t, double>> scores;
  scores.reserve(added_.size());
  for (size_t i = 0; i < added_.size(); ++i) {
    const auto& [at, length] = added_[i];
    const double share = mean_length_ > 0 ? length / mean_length_ : 1;
    const double down = kSaturation * (1 - kLengthPart + kLengthPart * share);
    double score = 0;
    for (size_t word = 0; word < words_; ++word) {
      const double count = counts_[i * words_ + word];
      if (count > 0) score += rarity[word] * count * (kSaturation + 1) / (count + down);
    }
    scores.emplace_back(at, score);
  }
  return scores;
}

}  // namespace signalbox
