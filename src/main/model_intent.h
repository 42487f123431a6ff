// `signalbox model train --kind intent` and `model eval` of an intent model; docs/understanding.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "insight/text/intent_training.h"

namespace signalbox {

struct IntentOptions {
  std::string rows;        // CSV with `text` and `label` (or `category`, or `intent`)
  std::string validation;  // the same; may be empty
  std::string encoder;     // a path; empty for the usual places
  std::string valences;    // CSV with `word` and `valence`; may be empty
  std::string model;       // written by training, read by eval
  uint64_t seed = 1;
  bool json = false;
};

// Each gives the program's exit code, having said what went wrong.
int RunIntentTrain(const IntentOptions& options);
int RunIntentEval(const IntentOptions& options);

// kInvalid when there is no such file, no such columns or no rows; says on standard error which
// rows were left out.
Result<std::vector<LabelledText>> ReadLabelledTexts(const std::string& path);

// `0.9412` of 9412.
std::string ShareText(int e4);

}  // namespace signalbox
