// The sentence encoder that comes with the program, for whoever reads texts in a workspace.
#pragma once

#include <memory>

#include "insight/text/sentence_encoder.h"

namespace signalbox {

// Null where there is none, and where the file is refused, which a line in the log says: texts are
// read by their words alone then. Some tens of milliseconds; any thread.
std::unique_ptr<SentenceEncoder> LoadShippedEncoder();

}  // namespace signalbox
