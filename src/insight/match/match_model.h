// The pair scorer as a model file, kind `pair_scorer`: the weights that the program carries, and
// the thresholds that a workspace chose. So what matched a lead has a hash, as every model has.
//
// CBOR: [kPairScorerVersion, base, [weight...], match_e4, none_e4]. Pure; any thread.
#pragma once

#include <string_view>

#include "insight/match/matcher.h"
#include "insight/match/pair_scorer.h"
#include "insight/model_file.h"

namespace signalbox {

struct MatchModel {
  static constexpr std::string_view kKind = "pair_scorer";
  PairWeights weights;
  MatchThresholds thresholds;

  // The model file's bytes.
  Bytes Encode() const;
  // kUnsupported for another kind, or weights of another kPairScorerVersion; kCorrupt for what does
  // not read, and for thresholds that are no chances or stand the wrong way round.
  static Result<MatchModel> Decode(const ModelFile& file);
};

}  // namespace signalbox
