// Whether one answerer may replace another, by how often each is right on the same held-back rows:
// for models whose answers are right or wrong (intents, account matches). Scores are judged by
// score/judge.h.
//
// It may where it is right at least as often, or so little more rarely that a loss of more than
// kTolerated is ruled out (non-inferiority of paired shares, one-sided at kSignificance). Pure; any
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "insight/promotion_verdict.h"

namespace signalbox {

inline constexpr double kTolerated = 0.01;
// Fewer rows say too little about anything.
inline constexpr size_t kLeastJudgingRows = 50;

// 1 where an answer is right, 0 where not, row by row. `champion` is empty where nothing is in use:
// then `candidate` has to beat `plain`, what somebody who knows nothing gets, by more than chance.
PromotionVerdict JudgePairedAnswers(std::span<const uint8_t> candidate,
                                    std::span<const uint8_t> champion,
                                    std::span<const uint8_t> plain, std::string_view plain_name);

}  // namespace signalbox
