// Whether an intent model may come into use, by labelled texts that it was not taught by. Pure; any
// thread.
#pragma once

#include <vector>

#include "insight/promotion_verdict.h"
#include "insight/text/intent_model.h"

namespace signalbox {

// An answer is right when it is the text's label after the threshold: a refusal is right for
// kOutOfScope alone. `champion` is null where none is in use; what knows nothing says the commonest
// label of the rows. See insight/paired_promotion.h.
PromotionVerdict JudgeIntents(const IntentModel& candidate, const IntentModel* champion,
                              const std::vector<LabelledText>& rows);

}  // namespace signalbox
