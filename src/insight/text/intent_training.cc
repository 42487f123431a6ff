#include "insight/text/intent_training.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "base/random.h"
#include "insight/text/softmax_model.h"

namespace signalbox {
namespace {

// Of the validation rows that belong nowhere, at least so many are to be refused by the suggestion
// threshold; where there are none, at most so many of the right answers are given up.
constexpr double kWantedRefusals = 0.8;
constexpr double kMostGivenUp = 0.002;
// How often an answer that is let through has to be right, by IntentUse; the first is unused.
constexpr std::array<double, kIntentUses> kWantedRight = {0, 0.97, 0.99};

// Fewer texts than this teach less from all that the encoder says than from its first three parts.
constexpr size_t kFewTexts = 300;

std::map<std::string, std::vector<size_t>> ByLabel(const std::vector<LabelledText>& rows) {
  std::map<std::string, std::vector<size_t>> by;
  for (size_t i = 0; i < rows.size(); ++i) by[rows[i].label].push_back(i);
  return by;
}

// A tenth of each label, at least one, moves to `held`; of a label with one text none.
void HoldBack(uint64_t seed, std::vector<LabelledText>* rows, std::vector<LabelledText>* held) {
  SeededRandom random(seed);
  std::vector<bool> is_held(rows->size());
  for (auto& [label, at] : ByLabel(*rows)) {
    const size_t wanted = at.size() < 2 ? 0 : std::max<size_t>(1, at.size() / 10);
    for (size_t i = 0; i < wanted; ++i) {
      std::swap(at[i], at[i + random.Below(at.size() - i)]);
      is_held[at[i]] = true;
    }
  }
  std::vector<LabelledText> kept;
  for (size_t i = 0; i < rows->size(); ++i)
    (is_held[i] ? *held : kept).push_back(std::move((*rows)[i]));
  *rows = std::move(kept);
}

Status CheckRows(const std::vector<LabelledText>& training,
                 const std::vector<LabelledText>& validation) {
  if (training.size() > kMaxTrainingTexts) {
    return Err(Code::kExhausted, "the training file has " + std::to_string(training.size()) +
                                     " texts, the most is " + std::to_string(kMaxTrainingTexts));
  }
  size_t intents = 0, repeated = 0;
  const auto by = ByLabel(training);
  for (const auto& [label, at] : by) {
    if (label == kOutOfScope) continue;
    ++intents;
    repeated += at.size() > 1 ? 1 : 0;
  }
  if (intents < 2)
    return Err(Code::kInvalid, "there is nothing to tell apart: give texts of two intents or more");
  if (repeated < 2 && validation.empty()) {
    return Err(Code::kInvalid,
               "fewer than two intents have two texts, so that none can be held back; give each "
               "at least " +
                   std::to_string(kLeastOfAnIntent));
  }
  for (const LabelledText& row : validation) {
    if (row.label != kOutOfScope && !by.contains(row.label)) {
      return Err(Code::kInvalid, "validation has intent `" + row.label +
                                     "`, which the training texts have not; correct the label or "
                                     "leave the row out");
    }
  }
  return {};
}

}  // namespace

// Fills a model step by step.
class IntentTrainer {
 public:
  IntentTrainer(const SentenceEncoder* encoder, uint64_t seed, const ValenceWords& valences)
      : seed_(seed) {
    model_.encoder_ = encoder;
    model_.valences_ = valences;
    if (encoder != nullptr) model_.trained_with_ = encoder->digest();
  }

  void Train(const std::vector<LabelledText>& training) {
    model_.taught_by_ = DigestOfTexts(training);
    Learn(training);
    const std::vector<SoftmaxExample> examples = Examples(training);
    model_.words_ = TrainOne(examples, 0, model_.SparseRows());
    if (model_.encoder_ != nullptr) model_.meaning_ = TrainOne(examples, model_.middle_.size(), 0);
  }

  void Calibrate(const std::vector<LabelledText>& validation) {
    std::vector<Judged> alone, both;
    for (const SoftmaxExample& one : Examples(validation)) {
      const int label = IsNowhere(one.label) ? kNowhere : one.label;
      alone.push_back({model_.words_.Scores({}, one.sparse), label});
      if (model_.encoder_ != nullptr)
        both.push_back({model_.Scores({one.dense, one.sparse}), label});
    }
    model_.alone_ = CalibrationBy(alone);
    if (model_.encoder_ != nullptr) model_.both_ = CalibrationBy(both);
  }

  // Of a model of the same labels.
  void TakeCalibration(const IntentTrainer& other) {
    model_.alone_ = other.model_.alone_;
    model_.both_ = other.model_.both_;
  }

  Bytes Save() const { return model_.Save(); }

 private:
  static constexpr int kNowhere = -1;

  void Learn(const std::vector<LabelledText>& training) {
    std::vector<HashedText> hashed;
    for (const auto& [label, at] : ByLabel(training)) {
      columns_.emplace(label, static_cast<int>(model_.labels_.size()));
      model_.labels_.push_back(label);
    }
    for (const LabelledText& row : training) hashed.push_back(HashText(row.text));
    model_.table_ = FeatureTable::Learn(hashed);
    if (model_.encoder_ != nullptr) LearnSpread(training);
  }

  // The dense features are centred, and scaled so that each of the parts has a length of
  // about 1, as the words and the letters have.
  void LearnSpread(const std::vector<LabelledText>& training) {
    const size_t dense =
        training.size() < kFewTexts ? IntentModel::kDenseOfFew : IntentModel::kDense;
    model_.middle_.assign(dense, 0);
    model_.spread_.assign(dense, 1);
    std::vector<double> sum(dense), squares(dense);
    dense_.reserve(training.size());
    for (const LabelledText& row : training) {
      dense_.push_back(model_.Read(row.text).dense);
      for (size_t i = 0; i < dense; ++i) {
        const double value = dense_.back()[i];
        sum[i] += value;
        squares[i] += value * value;
      }
    }
    const double count = static_cast<double>(training.size());
    for (size_t i = 0; i < dense; ++i) {
      const double mean = sum[i] / count;
      const double variance = std::max(squares[i] / count - mean * mean, 1e-9);
      model_.middle_[i] = static_cast<float>(mean);
      model_.spread_[i] = static_cast<float>(1 / std::sqrt(variance * kEncodedSize));
    }
  }

  std::vector<SoftmaxExample> Examples(const std::vector<LabelledText>& rows) {
    std::vector<SoftmaxExample> examples;
    examples.reserve(rows.size());
    // The training rows were encoded once already, before the spread was known.
    const bool is_read = dense_.size() == rows.size() && !dense_.empty();
    for (size_t at = 0; at < rows.size(); ++at) {
      SoftmaxExample one;
      if (is_read) {
        one.sparse = model_.Sparse(rows[at].text);
        one.dense = std::move(dense_[at]);
        for (size_t i = 0; i < one.dense.size(); ++i)
          one.dense[i] = (one.dense[i] - model_.middle_[i]) * model_.spread_[i];
      } else {
        IntentInput input = model_.Read(rows[at].text);
        one.dense = std::move(input.dense);
        one.sparse = std::move(input.sparse);
      }
      const auto column = columns_.find(rows[at].label);
      one.label = column == columns_.end() ? kNowhere : column->second;
      examples.push_back(std::move(one));
    }
    dense_.clear();
    return examples;
  }

  PackedSoftmax TrainOne(const std::vector<SoftmaxExample>& examples, size_t dense,
                         size_t sparse) const {
    SoftmaxTraining how;
    how.seed = seed_;
    SoftmaxModel softmax(dense, sparse, model_.labels_.size());
    softmax.Train(examples, how);
    return PackedSoftmax(softmax);
  }

  struct Judged {
    std::vector<float> scores;
    int label = kNowhere;
  };

  IntentCalibration CalibrationBy(const std::vector<Judged>& judged) const {
    IntentCalibration calibration;
    calibration.temperature = BestTemperature(judged);
    ChooseThresholds(judged, &calibration);
    return calibration;
  }

  bool IsNowhere(int label) const {
    return label == kNowhere || model_.labels_[static_cast<size_t>(label)] == kOutOfScope;
  }

  // The one that makes the labels of the held rows likeliest, by golden section over its logarithm.
  static float BestTemperature(const std::vector<Judged>& judged) {
    const auto loss = [&judged](double log_temperature) {
      double sum = 0;
      for (const Judged& one : judged) {
        if (one.label == kNowhere) continue;
        std::vector<float> probabilities = one.scores;
        ToProbabilities(&probabilities, static_cast<float>(std::exp(log_temperature)));
        sum -= std::log(std::max(probabilities[static_cast<size_t>(one.label)], 1e-12F));
      }
      return sum;
    };
    constexpr double kGolden = 0.6180339887498949;
    double low = std::log(0.2), high = std::log(5.0);
    double a = high - kGolden * (high - low), b = low + kGolden * (high - low);
    double at_a = loss(a), at_b = loss(b);
    for (int i = 0; i < 24; ++i) {
      const bool left = at_a < at_b;
      (left ? high : low) = left ? b : a;
      const double next = left ? high - kGolden * (high - low) : low + kGolden * (high - low);
      (left ? b : a) = left ? a : b;
      (left ? at_b : at_a) = left ? at_a : at_b;
      (left ? a : b) = next;
      (left ? at_a : at_b) = loss(next);
    }
    return static_cast<float>(std::exp((low + high) / 2));
  }

  struct Offered {
    int probability_e6 = 0;
    bool right = false, nowhere = false;
  };

  std::vector<Offered> Offers(const std::vector<Judged>& judged, float temperature) const {
    std::vector<Offered> offers;
    for (const Judged& one : judged) {
      std::vector<float> probabilities = one.scores;
      ToProbabilities(&probabilities, temperature);
      int best = kNowhere;
      for (int i = 0; i < static_cast<int>(probabilities.size()); ++i) {
        if (IsNowhere(i)) continue;
        if (best == kNowhere ||
            probabilities[static_cast<size_t>(i)] > probabilities[static_cast<size_t>(best)])
          best = i;
      }
      const float top = probabilities[static_cast<size_t>(best)];
      offers.push_back({static_cast<int>(std::lround(top * static_cast<float>(kProbabilityUnit))),
                        best == one.label, one.label == kNowhere});
    }
    std::sort(offers.begin(), offers.end(), [](const Offered& a, const Offered& b) {
      return a.probability_e6 > b.probability_e6;
    });
    return offers;
  }

  void ChooseThresholds(const std::vector<Judged>& judged, IntentCalibration* out) const {
    const std::vector<Offered> offers = Offers(judged, out->temperature);
    std::vector<int> nowhere, right;
    for (const Offered& offer : offers) {
      if (offer.nowhere) nowhere.push_back(offer.probability_e6);
      if (offer.right) right.push_back(offer.probability_e6);
    }
    const auto below = [](const std::vector<int>& falling, double share) {
      const size_t count = static_cast<size_t>(share * static_cast<double>(falling.size()));
      return count == 0 ? 0 : falling[falling.size() - count] + 1;
    };
    out->least_e6[0] =
        nowhere.empty() ? below(right, kMostGivenUp) : below(nowhere, kWantedRefusals);
    for (size_t use = 1; use < kIntentUses; ++use) {
      // Never to be reached, unless some threshold gives what is wanted.
      int least = kProbabilityUnit + 1;
      double let_through = 0, good = 0;
      for (const Offered& offer : offers) {
        let_through += 1;
        good += offer.right ? 1 : 0;
        if (good >= kWantedRight[use] * let_through) least = offer.probability_e6;
      }
      out->least_e6[use] = std::max(least, out->least_e6[0]);
    }
  }

  uint64_t seed_;
  IntentModel model_;
  std::map<std::string, int> columns_;
  std::vector<std::vector<float>> dense_;
};

Result<Bytes> TrainIntents(const std::vector<LabelledText>& training,
                           const std::vector<LabelledText>& validation,
                           const SentenceEncoder* encoder, uint64_t seed,
                           const ValenceWords& valences) {
  SB_TRY(CheckRows(training, validation));
  IntentTrainer trainer(encoder, seed, valences);
  trainer.Train(training);
  if (!validation.empty()) {
    trainer.Calibrate(validation);
    return trainer.Save();
  }
  std::vector<LabelledText> rows = training, held;
  HoldBack(seed, &rows, &held);
  IntentTrainer chooser(encoder, seed, valences);
  chooser.Train(rows);
  chooser.Calibrate(held);
  trainer.TakeCalibration(chooser);
  return trainer.Save();
}

namespace {

int E4(double share) {
  return static_cast<int>(std::lround(share * 10'000));
}

struct Counts {
  int64_t right = 0, said = 0, there = 0;
};

int MacroF1(const std::map<std::string, Counts>& by) {
  double sum = 0;
  for (const auto& [label, counts] : by) {
    const int64_t both = counts.said + counts.there;
    if (both != 0) sum += 2 * static_cast<double>(counts.right) / static_cast<double>(both);
  }
  return by.empty() ? 0 : E4(sum / static_cast<double>(by.size()));
}

}  // namespace

IntentFigures MeasureIntents(const IntentModel& model, const std::vector<LabelledText>& rows) {
  constexpr int kBins = 15;
  struct Bin {
    double sure = 0, right = 0;
  };
  std::array<Bin, kBins> bins{};
  std::map<std::string, Counts> by;
  IntentFigures figures;
  double right = 0, best_right = 0, refused = 0;
  figures.words_alone = model.reads_words_alone();
  for (const LabelledText& row : rows) {
    const IntentAnswer answer = model.Understand(row.text);
    if (row.label == kOutOfScope) {
      ++figures.out_of_scope;
      refused += answer.intent == kOutOfScope ? 1 : 0;
      continue;
    }
    ++figures.in_scope;
    ++by[row.label].there;
    if (answer.intent != kOutOfScope) ++by[answer.intent].said;
    if (answer.intent == row.label) ++by[row.label].right;
    const bool is_right = answer.likeliest.front().intent == row.label;
    right += answer.intent == row.label ? 1 : 0;
    best_right += is_right ? 1 : 0;
    const double sure =
        static_cast<double>(answer.likeliest.front().probability_e6) / kProbabilityUnit;
    Bin& bin = bins[static_cast<size_t>(std::min(kBins - 1, static_cast<int>(sure * kBins)))];
    bin.sure += sure;
    bin.right += is_right ? 1 : 0;
  }
  const double in_scope = static_cast<double>(std::max<int64_t>(figures.in_scope, 1));
  double gap = 0;
  for (const Bin& bin : bins) gap += std::fabs(bin.sure - bin.right);
  figures.accuracy_in_scope_e4 = E4(right / in_scope);
  figures.accuracy_of_best_e4 = E4(best_right / in_scope);
  figures.oos_recall_e4 =
      E4(refused / static_cast<double>(std::max<int64_t>(figures.out_of_scope, 1)));
  figures.ece_e4 = E4(gap / in_scope);
  figures.macro_f1_e4 = MacroF1(by);
  return figures;
}

}  // namespace signalbox
