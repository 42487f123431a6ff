#include "insight/model_file.h"

#include <gtest/gtest.h>

#include <string>

namespace signalbox {
namespace {

TEST(ModelFile, GivesBackWhatWasWritten) {
  const Bytes payload("points\0and more", 15);
  const Bytes bytes = EncodeModelFile("scorecard", payload);
  const Result<ModelFile> file = DecodeModelFile(bytes);
  ASSERT_TRUE(file.ok()) << file.error().message;
  EXPECT_EQ(file->kind, "scorecard");
  EXPECT_EQ(file->payload, payload);
  EXPECT_EQ(file->Id().size(), 64u);
  EXPECT_EQ(bytes, EncodeModelFile("scorecard", payload));
}

TEST(ModelFile, IsNamedByKindAndPayload) {
  const auto id = [](std::string_view kind, BytesView payload) {
    return DecodeModelFile(EncodeModelFile(kind, payload))->Id();
  };
  EXPECT_NE(id("scorecard", "a"), id("scorecard", "b"));
  EXPECT_NE(id("scorecard", "a"), id("boosted_trees", "a"));
}

TEST(ModelFile, AnEmptyPayloadIsAModel) {
  const Result<ModelFile> file = DecodeModelFile(EncodeModelFile("intent", ""));
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->payload, "");
}

TEST(ModelFile, EveryTruncationIsRefused) {
  const Bytes bytes = EncodeModelFile("scorecard", "some payload");
  for (size_t length = 0; length < bytes.size(); ++length) {
    const Result<ModelFile> file = DecodeModelFile(BytesView(bytes).substr(0, length));
    ASSERT_FALSE(file.ok()) << length;
    if (length == 0) continue;
    EXPECT_EQ(file.error().code, Code::kCorrupt) << length;
    EXPECT_NE(file.error().message.find("cut short"), std::string::npos);
  }
}

TEST(ModelFile, EveryFlippedBitIsRefused) {
  const Bytes bytes = EncodeModelFile("scorecard", "some payload");
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes changed = bytes;
    changed[bit / 8] =
        static_cast<char>(static_cast<uint8_t>(changed[bit / 8]) ^ (1U << (bit % 8)));
    EXPECT_FALSE(DecodeModelFile(changed).ok()) << bit;
  }
}

TEST(ModelFile, BytesAfterTheEndAreRefused) {
  EXPECT_EQ(DecodeModelFile(EncodeModelFile("scorecard", "x") + "y").error().code, Code::kCorrupt);
}

TEST(ModelFile, AnotherLayoutIsUnsupportedAndBothVersionsAreNamed) {
  Bytes bytes = EncodeModelFile("scorecard", "x");
  bytes[8] = 2;
  const Result<ModelFile> file = DecodeModelFile(bytes);
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.error().code, Code::kUnsupported);
  EXPECT_NE(file.error().message.find("layout 2, this program reads 1"), std::string::npos);
}

TEST(ModelFile, OtherFilesAreNoModels) {
  for (const BytesView bytes :
       {"", "PK\x03\x04", "label: {column: y}", "SBMODEX\nlonger text here"})
    EXPECT_EQ(DecodeModelFile(bytes).error().code, Code::kInvalid) << bytes;
}

}  // namespace
}  // namespace signalbox
