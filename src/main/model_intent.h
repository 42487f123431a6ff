// `signalbox model train --kind intent` and `model eval` of an intent model; docs/understanding.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "insight/text/intent_training.h"
#include "main/csv_table.h"

namespace signalbox {

struct IntentOptions {
  std::string rows;        // CSV with `text` and `label` (or `category`, or `intent`)
  std::string validation;  // the same; may be empty
  std::string encoder;     // a path; empty for the usual places
  std::string valences;    // CSV with `word` and `valence`; may be empty
  std::string model;       // written by training, read by eval
  uint64_t seed = 1;
  bool json = false;
  int64_t added = -1;  // examples that were added to the rows before; -1 where none could be
};

// Each gives the program's exit code, having said what went wrong.
int RunIntentTrain(const IntentOptions& options);
int RunIntentEval(const IntentOptions& options);

// Where a table has texts and their labels; -1 for a column that it has not.
struct TextColumns {
  int text = -1, label = -1;
};
TextColumns TextColumnsOf(const CsvTable& table);

// kInvalid when there is no such file, no such columns or no rows; says on standard error which
// rows were left out: those that cannot be read, and those without a text or a label.
Result<std::vector<LabelledText>> ReadLabelledTexts(const std::string& path);

// `0.9412` of 9412.
std::string ShareText(int e4);

}  // namespace signalbox
