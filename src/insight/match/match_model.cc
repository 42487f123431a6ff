#include "insight/match/match_model.h"

#include "base/cbor.h"

namespace signalbox {

Bytes MatchModel::Encode() const {
  Bytes payload;
  CborWriter out(&payload);
  out.Array(5);
  out.Int(kPairScorerVersion);
  out.Int(weights.base_e3);
  out.Array(weights.weights_e3.size());
  for (const int32_t weight : weights.weights_e3) out.Int(weight);
  out.Int(thresholds.match_e4);
  out.Int(thresholds.none_e4);
  return EncodeModelFile(kKind, payload);
}

Result<MatchModel> MatchModel::Decode(const ModelFile& file) {
  if (file.kind != kKind)
    return Err(Code::kUnsupported, "a model of kind `" + file.kind + "` does not match accounts");
  CborReader in(file.payload);
  if (in.Array() != 5) in.Fail();
  const int64_t version = in.Int();
  if (in.ok() && version != kPairScorerVersion) {
    return Err(Code::kUnsupported,
               "these weights are of another version of what is compared; write the model anew");
  }
  MatchModel model;
  model.weights.base_e3 = static_cast<int32_t>(in.Int());
  if (in.Array() != model.weights.weights_e3.size()) in.Fail();
  for (int32_t& weight : model.weights.weights_e3) weight = static_cast<int32_t>(in.Int());
  model.thresholds.match_e4 = static_cast<int32_t>(in.Int());
  model.thresholds.none_e4 = static_cast<int32_t>(in.Int());
  const auto& [match_e4, none_e4] = model.thresholds;
  if (!in.AtEnd() || none_e4 < 0 || match_e4 <= none_e4 || match_e4 > 10'000)
    return Err(Code::kCorrupt, "the pair scorer does not read");
  return model;
}

}  // namespace signalbox
