// Teaches an IntentModel from labelled texts, and measures one. The same rows in the same order
// with the same seed and encoder give the same bytes on the same machine. Pure but for its time:
// about two milliseconds a row to read it, and twice as long again to learn.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "insight/text/intent_model.h"

namespace signalbox {

// Fewer texts of an intent than this teach little, and nothing that could be measured; whoever
// trains with them is told.
inline constexpr size_t kLeastOfAnIntent = 5;
// What a machine of 2 GB can train on.
inline constexpr size_t kMaxTrainingTexts = 200'000;

// The temperature and the thresholds are chosen on `validation`; where it is empty, on every tenth
// text of each intent, drawn by `seed`: a model is trained without them, they choose, and then the
// model is trained anew with all. `encoder` may be null: then the model reads words alone for ever.
// `valences` may be empty; for models of how a text is meant (docs/understanding.md). kInvalid for
// fewer than two intents, fewer than two with a text to hold back, or a validation label that is
// not in the training rows.
Result<Bytes> TrainIntents(const std::vector<LabelledText>& training,
                           const std::vector<LabelledText>& validation,
                           const SentenceEncoder* encoder, uint64_t seed,
                           const ValenceWords& valences = {});

// Shares are in ten thousandths.
struct IntentFigures {
  int64_t in_scope = 0, out_of_scope = 0;  // rows
  // Of the rows in scope: right after the threshold (a refusal is wrong), and the best guess right.
  int accuracy_in_scope_e4 = 0, accuracy_of_best_e4 = 0;
  int oos_recall_e4 = 0;  // of the rows out of scope; 0 when there are none
  int ece_e4 = 0;         // 15 equal bins of the best guess, rows in scope
  int macro_f1_e4 = 0;    // over the intents
  bool words_alone = false;
};

IntentFigures MeasureIntents(const IntentModel& model, const std::vector<LabelledText>& rows);

}  // namespace signalbox
