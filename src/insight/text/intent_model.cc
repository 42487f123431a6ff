#include "insight/text/intent_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/hash.h"
#include "insight/model_file.h"
#include "insight/text/byte_cursor.h"

namespace signalbox {
namespace {

constexpr uint32_t kIntentPayloadVersion = 2;
// More classes than anybody can tell apart; keeps a damaged count from asking for memory.
constexpr uint32_t kMaxIntents = 10'000;

void AppendCalibration(const IntentCalibration& calibration, Bytes* out) {
  AppendNumber(calibration.temperature, out);
  for (const int least : calibration.least_e6) AppendNumber(int32_t{least}, out);
}

bool ReadCalibration(ByteCursor* from, IntentCalibration* calibration) {
  calibration->temperature = from->Number<float>();
  for (int& least : calibration->least_e6) least = from->Number<int32_t>();
  return from->ok() && calibration->temperature > 0;
}

int Millionths(float probability) {
  return static_cast<int>(std::lround(probability * static_cast<float>(kProbabilityUnit)));
}

}  // namespace

std::string_view IntentUseName(IntentUse use) {
  switch (use) {
    case IntentUse::kSuggest:
      return "suggest";
    case IntentUse::kRoute:
      return "route";
    case IntentUse::kAct:
      return "act";
  }
  return "";
}

Digest DigestOfTexts(const std::vector<LabelledText>& texts) {
  std::vector<Bytes> each;
  for (const LabelledText& one : texts) {
    AppendText(one.label, &each.emplace_back());
    AppendText(one.text, &each.back());
  }
  std::sort(each.begin(), each.end());
  Bytes all;
  for (const Bytes& one : each) all += one;
  return Sha256(all);
}

Bytes IntentModel::Save() const {
  Bytes out;
  AppendNumber(kIntentPayloadVersion, &out);
  AppendNumber(static_cast<uint32_t>(labels_.size()), &out);
  for (const std::string& label : labels_) AppendText(label, &out);
  AppendNumbers(table_.hashes(), &out);
  AppendNumbers(table_.rarity(), &out);
  valences_.AppendTo(&out);
  AppendNumbers(middle_, &out);
  AppendNumbers(spread_, &out);
  out += View(trained_with_);
  out += View(taught_by_);
  AppendCalibration(alone_, &out);
  words_.AppendTo(&out);
  if (middle_.empty()) return EncodeModelFile(kKind, out);
  AppendCalibration(both_, &out);
  meaning_.AppendTo(&out);
  return EncodeModelFile(kKind, out);
}

Result<std::unique_ptr<IntentModel>> IntentModel::Load(BytesView model_file,
                                                       const SentenceEncoder* encoder) {
  SB_ASSIGN(const ModelFile file, DecodeModelFile(model_file));
  if (file.kind != kKind) {
    return Err(Code::kInvalid, "this is a model of kind `" + file.kind +
                                   "`, not of intents; `signalbox model train --kind intent` "
                                   "makes one");
  }
  ByteCursor from(file.payload);
  if (const uint32_t version = from.Number<uint32_t>(); version != kIntentPayloadVersion) {
    return Err(Code::kUnsupported, "the intent model has version " + std::to_string(version) +
                                       ", this program reads " +
                                       std::to_string(kIntentPayloadVersion) + "; train it again");
  }
  auto model = std::make_unique<IntentModel>();
  model->id_ = file.Id();
  const uint32_t labels = from.Number<uint32_t>();
  for (uint32_t i = 0; i < std::min(labels, kMaxIntents); ++i)
    model->labels_.push_back(from.Text());
  std::vector<uint32_t> hashes = from.Counted<uint32_t>();
  std::vector<float> rarity = from.Counted<float>();
  const bool valences = model->valences_.Read(&from);
  model->middle_ = from.Counted<float>();
  model->spread_ = from.Counted<float>();
  const BytesView encoder_digest = from.Take(sizeof(Digest));
  const BytesView texts_digest = from.Take(sizeof(Digest));
  const size_t dense = model->middle_.size();
  const bool shaped = from.ok() && valences && labels > 0 && labels <= kMaxIntents &&
                      hashes.size() == rarity.size() &&
                      (dense == 0 || dense == kDenseOfFew || dense == kDense) &&
                      model->spread_.size() == dense;
  if (shaped) model->table_ = FeatureTable(std::move(hashes), std::move(rarity));
  const auto read = [&](IntentCalibration* calibration, PackedSoftmax* softmax, size_t rows_dense,
                        size_t rows_sparse) {
    return ReadCalibration(&from, calibration) &&
           softmax->Read(&from, rows_dense, rows_sparse, labels);
  };
  if (!shaped || !read(&model->alone_, &model->words_, 0, model->SparseRows()) ||
      (dense != 0 && !read(&model->both_, &model->meaning_, dense, 0)) || !from.AtEnd()) {
    return Err(Code::kInvalid, "the intent model does not have the shape it says; train it again");
  }
  std::copy(encoder_digest.begin(), encoder_digest.end(), model->trained_with_.begin());
  std::copy(texts_digest.begin(), texts_digest.end(), model->taught_by_.begin());
  if (dense != 0 && encoder != nullptr) {
    model->encoder_is_another_ = encoder->digest() != model->trained_with_;
    if (!model->encoder_is_another_) model->encoder_ = encoder;
  }
  return model;
}

std::string IntentModel::WhyWordsAlone() const {
  if (encoder_ != nullptr || middle_.empty()) return "";
  return encoder_is_another_ ? "the sentence encoder is not the one the model was trained with"
                             : "there is no sentence encoder";
}

std::vector<RowWeight> IntentModel::Sparse(std::string_view text) const {
  std::vector<RowWeight> sparse = table_.Weigh(HashText(text));
  AddValences(text, &sparse);
  return sparse;
}

void IntentModel::AddValences(std::string_view text, std::vector<RowWeight>* sparse) const {
  if (valences_.empty()) return;
  auto row = static_cast<uint32_t>(table_.rows());
  for (const float value : valences_.Read(text)) sparse->push_back({row++, value});
}

IntentInput IntentModel::Read(std::string_view text) const {
  IntentInput input;
  const HashedText hashed = HashText(text);
  input.sparse = table_.Weigh(hashed);
  input.says_nothing = hashed.words.empty() || (encoder_ == nullptr && input.sparse.empty());
  AddValences(text, &input.sparse);
  if (encoder_ == nullptr) return input;
  const EncodedText encoded = encoder_->Encode(text);
  input.dense.reserve(middle_.size());
  const PooledPieces &early = encoded.early, &late = encoded.late;
  for (const auto* part : {&encoded.sentence, &late.mean, &late.most, &late.least, &early.mean,
                           &early.most, &early.least}) {
    if (input.dense.size() == middle_.size()) break;
    for (const float value : *part) {
      const size_t i = input.dense.size();
      input.dense.push_back((value - middle_[i]) * spread_[i]);
    }
  }
  return input;
}

size_t IntentModel::SparseRows() const {
  return table_.rows() + (valences_.empty() ? 0 : ValenceWords::kFeatures);
}

std::vector<float> IntentModel::Scores(const IntentInput& input) const {
  std::vector<float> scores = words_.Scores({}, input.sparse);
  if (encoder_ == nullptr) return scores;
  const std::vector<float> meant = meaning_.Scores(input.dense, {});
  for (size_t i = 0; i < scores.size(); ++i) scores[i] += meant[i];
  return scores;
}

IntentAnswer IntentModel::Answer(const IntentInput& input) const {
  const IntentCalibration& calibration = Calibration();
  std::vector<float> probabilities = Scores(input);
  ToProbabilities(&probabilities, calibration.temperature);
  std::vector<size_t> order;
  for (size_t i = 0; i < labels_.size(); ++i) {
    if (labels_[i] != kOutOfScope) order.push_back(i);
  }
  const size_t shown = std::min(kMaxGuesses, order.size());
  std::partial_sort(
      order.begin(), order.begin() + static_cast<ptrdiff_t>(shown), order.end(),
      [&probabilities](size_t a, size_t b) {
        return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
      });
  IntentAnswer answer;
  answer.words_alone = encoder_ == nullptr;
  for (size_t i = 0; i < shown; ++i)
    answer.likeliest.push_back({labels_[order[i]], Millionths(probabilities[order[i]])});
  const int best = shown == 0 ? 0 : answer.likeliest.front().probability_e6;
  for (size_t use = 0; use < kIntentUses; ++use)
    answer.enough_for[use] = shown != 0 && !input.says_nothing && best >= calibration.least_e6[use];
  answer.intent = answer.enough_for[0] ? answer.likeliest.front().intent : std::string(kOutOfScope);
  return answer;
}

IntentAnswer IntentModel::Understand(std::string_view text) const {
  return Answer(Read(text));
}

}  // namespace signalbox
