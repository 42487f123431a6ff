// Everything that is read out of one text: its language, what it wants, what it names, how it is
// meant and how soon. Pure; any thread; one to three milliseconds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "insight/text/entities.h"
#include "insight/text/intent_model.h"
#include "insight/text/language.h"

namespace signalbox {

struct TextModels {
  const IntentModel* intents = nullptr;    // required
  const IntentModel* sentiment = nullptr;  // labels `positive`, `neutral`, `negative`; may be null
};

struct Understanding {
  TextLanguage language;
  // Empty where the language is not read.
  IntentAnswer intent, sentiment;
  std::vector<TextEntity> entities;
  // 0 to 10000, by rules: words of urgency, and having a deadline. Not a probability.
  int urgency_e4 = 0;
};

// kInvalid for an unknown zone in `context`.
Result<Understanding> UnderstandText(std::string_view text, const TextModels& models,
                                     const EntityContext& context);

// One object; docs/understanding.md describes it. Probabilities have four decimals.
std::string UnderstandingJson(const Understanding& all, const TextModels& models);

}  // namespace signalbox
