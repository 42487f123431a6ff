// What spoke for and against a pair, field by field, for people. Pure.
#pragma once

#include <string>

#include "insight/match/matcher.h"

namespace signalbox {

// `name same +5.2; phone same +4.0; city differs -0.4`: each field with what was found and its part
// of the log odds, the weightiest first. Empty when nothing could be compared.
std::string PairEvidence(const PairFeatures& features, const PairWeights& weights);

// Of an answer: the rule that chose, then the pair's evidence; for an ambiguous one its candidates,
// `candidates: 17 .48 (name same +5.2) | 23 .47 (...)`.
std::string AnswerEvidence(const MatchAnswer& answer, const PairWeights& weights);

// `0.9731`, of ten thousandths.
std::string ChanceText(int32_t chance_e4);

}  // namespace signalbox
