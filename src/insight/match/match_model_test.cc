#include "insight/match/match_model.h"

#include <gtest/gtest.h>

namespace signalbox {
namespace {

TEST(MatchModel, WhatIsWrittenIsReadAgain) {
  const MatchModel written{kCompanyWeights, {.match_e4 = 8'000, .none_e4 = 3'000}};
  const Result<ModelFile> file = DecodeModelFile(written.Encode());
  ASSERT_TRUE(file.ok());
  const Result<MatchModel> read = MatchModel::Decode(*file);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->weights.weights_e3, kCompanyWeights.weights_e3);
  EXPECT_EQ(read->weights.base_e3, kCompanyWeights.base_e3);
  EXPECT_EQ(read->thresholds.match_e4, 8'000);
  EXPECT_EQ(read->thresholds.none_e4, 3'000);
}

TEST(MatchModel, OtherThresholdsAreAnotherModel) {
  const auto id = [](MatchThresholds thresholds) {
    return DecodeModelFile(MatchModel{kCompanyWeights, thresholds}.Encode())->Id();
  };
  EXPECT_EQ(id({}), id({}));
  EXPECT_NE(id({}), id({.match_e4 = 9'000, .none_e4 = 2'500}));
}

TEST(MatchModel, ThresholdsThatStandTheWrongWayRoundAreRefused) {
  for (const MatchThresholds& wrong : {MatchThresholds{2'000, 3'000}, MatchThresholds{3'000, 3'000},
                                       MatchThresholds{3'000, -1}, MatchThresholds{10'001, 0}}) {
    const Result<ModelFile> file = DecodeModelFile(MatchModel{kCompanyWeights, wrong}.Encode());
    EXPECT_FALSE(MatchModel::Decode(*file).ok()) << wrong.match_e4 << " " << wrong.none_e4;
  }
}

TEST(MatchModel, AnotherKindAndACutPayloadAreRefused) {
  EXPECT_EQ(MatchModel::Decode({"intent", "", {}}).error().code, Code::kUnsupported);
  const Result<ModelFile> file = DecodeModelFile(MatchModel{kCompanyWeights, {}}.Encode());
  for (size_t size = 0; size < file->payload.size(); ++size) {
    EXPECT_FALSE(MatchModel::Decode({"pair_scorer", file->payload.substr(0, size), {}}).ok());
  }
}

}  // namespace
}  // namespace signalbox
