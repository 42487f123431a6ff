// Where the sentence encoder and the product's own intent model lie, for commands that read texts.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "insight/text/intent_model.h"
#include "insight/text/sentence_encoder.h"

namespace signalbox {

// From `named` (an option), else the environment's SIGNALBOX_ENCODER, else `sentence_encoder.bin`
// beside the program or in `../encoder`. An error when one that was named cannot be read; null,
// with a line on standard error, when none is found or the one that is found is damaged: texts are
// then read by their words alone.
Result<std::unique_ptr<SentenceEncoder>> OpenEncoder(const std::string& named);

// The same for `intents.model` and SIGNALBOX_INTENTS; here there has to be one. `encoder` must
// outlive it.
Result<std::unique_ptr<IntentModel>> OpenIntents(const std::string& named,
                                                 const SentenceEncoder* encoder);

// The same for `sentiment.model` and SIGNALBOX_SENTIMENT; null when there is none.
Result<std::unique_ptr<IntentModel>> OpenSentiment(const SentenceEncoder* encoder);

}  // namespace signalbox
