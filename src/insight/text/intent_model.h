// What somebody wants, out of what they wrote: one of the intents that the model was taught, how
// sure that is, and the right to say that it is none of them.
//
// Two linear models, one over what the sentence encoder says and one over hashed words and letters,
// learned apart, their scores added (two readers who err differently: better than one model over
// both), the probabilities calibrated by a temperature (Guo et al. 2017) on rows that neither was
// trained on. Where there is no encoder the words answer alone, less well, and the answer says so.
// Immutable once made; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "insight/text/packed_softmax.h"
#include "insight/text/sentence_encoder.h"
#include "insight/text/text_features.h"
#include "insight/text/valence_words.h"

namespace signalbox {

// The label of rows that belong to no intent, in training files and in answers.
inline constexpr std::string_view kOutOfScope = "oos";

// What a caller means to do with the answer: the dearer an error, the surer it has to be.
enum class IntentUse {
  kSuggest,  // show it to a person: the threshold that decides what is out of scope
  kRoute,    // let policy read it
  kAct,      // answer or change something without a person
};
inline constexpr size_t kIntentUses = 3;
std::string_view IntentUseName(IntentUse use);

// Probabilities are in millionths, as they are stored and compared.
inline constexpr int kProbabilityUnit = 1'000'000;

struct IntentGuess {
  std::string intent;
  int probability_e6 = 0;
};

struct IntentAnswer {
  // kOutOfScope when nothing is likely enough to suggest, and for a text that says nothing.
  std::string intent;
  std::vector<IntentGuess> likeliest;  // at most kMaxGuesses, the likeliest first, never `oos`
  bool words_alone = false;            // there was no encoder
  std::array<bool, kIntentUses> enough_for{};
};
inline constexpr size_t kMaxGuesses = 3;

// What makes scores probabilities and probabilities answers.
struct IntentCalibration {
  float temperature = 1;
  std::array<int, kIntentUses> least_e6{};  // by IntentUse
};

// A text as the two models read it.
struct IntentInput {
  std::vector<float> dense;  // empty without an encoder
  std::vector<RowWeight> sparse;
  bool says_nothing = false;  // no word, or none that is known where words are read alone
};

// A text whose intent is known, kOutOfScope for none.
struct LabelledText {
  std::string text, label;
};
// Names a set of labelled texts, in whatever order they are.
Digest DigestOfTexts(const std::vector<LabelledText>& texts);

class IntentModel {
 public:
  static constexpr std::string_view kKind = "intent";  // in its model file
  // The sentence, and how its pieces were pooled after either layer. A model that few
  // texts taught reads the first three alone.
  static constexpr size_t kDense = 7 * kEncodedSize;
  static constexpr size_t kDenseOfFew = 3 * kEncodedSize;

  // From the bytes of a model file; kInvalid, kUnsupported and kCorrupt as DecodeModelFile.
  // `encoder` may be null, and is not used when it is not the one the model was trained with; it
  // must outlive the model.
  static Result<std::unique_ptr<IntentModel>> Load(BytesView model_file,
                                                   const SentenceEncoder* encoder);
  Bytes Save() const;

  IntentAnswer Understand(std::string_view text) const;

  // The intents, in order of their column; kOutOfScope among them when it was taught.
  const std::vector<std::string>& labels() const { return labels_; }
  bool reads_words_alone() const { return encoder_ == nullptr; }
  // Empty when the encoder is used or was never needed; else why words have to do.
  std::string WhyWordsAlone() const;
  const std::string& id() const { return id_; }  // hex of the file's digest
  // DigestOfTexts of all that it was taught by.
  const Digest& taught_by() const { return taught_by_; }

 private:
  friend class IntentTrainer;

  std::vector<RowWeight> Sparse(std::string_view text) const;
  void AddValences(std::string_view text, std::vector<RowWeight>* sparse) const;
  IntentInput Read(std::string_view text) const;
  std::vector<float> Scores(const IntentInput& input) const;
  const IntentCalibration& Calibration() const { return encoder_ == nullptr ? alone_ : both_; }
  IntentAnswer Answer(const IntentInput& input) const;
  // Rows of words_: the table's, then those of the valences, if there are any.
  size_t SparseRows() const;

  std::string id_;
  std::vector<std::string> labels_;
  FeatureTable table_;
  ValenceWords valences_;
  std::vector<float> middle_, spread_;  // of the dense features over the training rows
  Digest trained_with_{};               // the encoder; zeros for none
  Digest taught_by_{};
  PackedSoftmax words_, meaning_;
  IntentCalibration alone_, both_;  // of words_ alone, and of both added
  const SentenceEncoder* encoder_ = nullptr;
  bool encoder_is_another_ = false;
};

}  // namespace signalbox
