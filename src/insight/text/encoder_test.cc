#include <cmath>
#include <cstring>
#include <sstream>

#include "base/bytes.h"
#include "insight/model_file.h"
#include "insight/text/test_encoder.h"

namespace signalbox {
namespace {

struct Reference {
  std::string text;
  std::vector<int> pieces;
  std::array<float, kEncodedSize> numbers{};
};

// Written by tests/insight/encoder_reference.mjs with the package's own program.
std::vector<Reference> References() {
  std::istringstream lines(
      WholeTestFile(std::string(SB_SOURCE_DIR) + "/tests/insight/encoder_reference.tsv"));
  std::vector<Reference> all;
  for (std::string line; std::getline(lines, line);) {
    Reference one;
    std::istringstream fields(line);
    std::string pieces, packed;
    std::getline(fields, one.text, '\t');
    std::getline(fields, pieces, '\t');
    std::getline(fields, packed, '\t');
    std::istringstream numbers(pieces);
    for (int piece = 0; numbers >> piece;) one.pieces.push_back(piece);
    const Result<Bytes> bytes = FromBase64(packed);
    if (!bytes.ok() || bytes->size() != 2 * kEncodedSize) return {};
    for (size_t i = 0; i < kEncodedSize; ++i) {
      int16_t value = 0;
      std::memcpy(&value, bytes->data() + 2 * i, 2);
      one.numbers[i] = static_cast<float>(value) / 32767;
    }
    all.push_back(std::move(one));
  }
  return all;
}

TEST(Encoder, SplitsTextsAsThePackageDoes) {
  SKIP_WITHOUT_ENCODER();
  ASSERT_EQ(References().size(), 24U);
  for (const Reference& one : References())
    EXPECT_EQ(TestEncoder()->Pieces(one.text), one.pieces) << one.text;
}

TEST(Encoder, PointsWhereTheFloatOriginalPoints) {
  SKIP_WITHOUT_ENCODER();
  for (const Reference& one : References())
    EXPECT_GE(Cosine(TestEncoder()->Encode(one.text).sentence, one.numbers), 0.999F) << one.text;
}

TEST(Encoder, PutsWhatMeansAlikeTogether) {
  SKIP_WITHOUT_ENCODER();
  const auto price = TestEncoder()->Encode("How much does it cost?").sentence;
  const auto same = TestEncoder()->Encode("What is the price?").sentence;
  const auto other = TestEncoder()->Encode("I forgot my password").sentence;
  EXPECT_GT(Cosine(price, same), Cosine(price, other) + 0.2F);
}

TEST(Encoder, AnswersWithNothingToNothing) {
  SKIP_WITHOUT_ENCODER();
  const EncodedText nothing = TestEncoder()->Encode("");
  EXPECT_EQ(nothing.pieces, 0U);
  EXPECT_EQ(Cosine(nothing.sentence, nothing.sentence), 0);
}

TEST(Encoder, PoolsThePiecesAfterBothLayers) {
  SKIP_WITHOUT_ENCODER();
  const EncodedText one = TestEncoder()->Encode("the");
  ASSERT_EQ(one.pieces, 1U);
  EXPECT_EQ(one.late.mean, one.late.most) << "of one piece all are the same";
  EXPECT_EQ(one.late.mean, one.late.least);
  EXPECT_EQ(one.early.mean, one.early.least);
  const EncodedText many = TestEncoder()->Encode("what does it cost to send money abroad");
  EXPECT_NE(many.early.mean, many.late.mean);
  for (const PooledPieces* pooled : {&many.early, &many.late}) {
    for (size_t i = 0; i < kEncodedSize; ++i) {
      EXPECT_LE(pooled->least[i], pooled->mean[i] + 1e-4F);
      EXPECT_LE(pooled->mean[i], pooled->most[i] + 1e-4F);
    }
  }
}

TEST(Encoder, TakesAnyBytesAndReadsNoFurtherThanItsLimit) {
  SKIP_WITHOUT_ENCODER();
  std::string odd = "\xff\xfe broken \xc3(";
  odd += std::string("\0zero", 5);
  const EncodedText encoded = TestEncoder()->Encode(odd);
  EXPECT_NEAR(Cosine(encoded.sentence, encoded.sentence), 1, 1e-4);
  std::string endless;
  for (int i = 0; i < 3000; ++i) endless += "word ";
  EXPECT_EQ(TestEncoder()->Encode(endless).pieces, SentenceEncoder::kMaxPieces);
}

TEST(Encoder, RefusesWhatIsNoEncoder) {
  const auto none = SentenceEncoder::Load("");
  ASSERT_FALSE(none.ok());
  const auto other = SentenceEncoder::Load(EncodeModelFile("scorecard", "x"));
  ASSERT_FALSE(other.ok());
  EXPECT_THAT(other.error().message, testing::HasSubstr("kind `scorecard`"));
  for (const std::string& payload : {std::string(), std::string(4, '\xff'), std::string(64, '\1')})
    EXPECT_FALSE(SentenceEncoder::Load(EncodeModelFile("sentence_encoder", payload)).ok());
}

TEST(Encoder, RefusesAFileWithOneBitChanged) {
  SKIP_WITHOUT_ENCODER();
  std::string file =
      WholeTestFile(std::string(SB_SOURCE_DIR) + "/build/encoder/sentence_encoder.bin");
  file[file.size() / 2] = static_cast<char>(file[file.size() / 2] ^ 1);
  const auto loaded = SentenceEncoder::Load(file);
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().code, Code::kCorrupt);
}

TEST(IntMatrix, MultipliesAsNumbersDoWithinItsRounding) {
  constexpr size_t kColumns = 48;
  std::vector<int8_t> cells;
  std::vector<float> scales = {0.01F, 0.5F, 2};
  for (size_t i = 0; i < 3 * kColumns; ++i)
    cells.push_back(static_cast<int8_t>(static_cast<int>(i * 37 % 255) - 127));
  const IntMatrix matrix(scales, cells);
  std::vector<float> inputs;
  for (size_t i = 0; i < 5 * kColumns; ++i)
    inputs.push_back(std::sin(static_cast<float>(i)) * static_cast<float>(i % 7));
  const std::vector<float> bias = {1, 2, 3};
  std::vector<float> out(15);
  matrix.Multiply(inputs.data(), 5, bias, out.data());
  for (size_t k = 0; k < 5; ++k) {
    for (size_t row = 0; row < 3; ++row) {
      double sum = 0, size = 0;
      for (size_t i = 0; i < kColumns; ++i) {
        const double term =
            double{scales[row]} * cells[row * kColumns + i] * double{inputs[k * kColumns + i]};
        sum += term;
        size += std::fabs(term);
      }
      EXPECT_NEAR(out[k * 3 + row], double{bias[row]} + sum, size * 2e-4 + 1e-3);
    }
  }
}

TEST(IntMatrix, TakesZerosAndTheLargestNumbersWithoutOverflow) {
  const std::vector<int8_t> cells(IntMatrix::kMaxColumns, 127);
  const IntMatrix matrix({1}, cells);
  const std::vector<float> most(IntMatrix::kMaxColumns, 3);
  const std::vector<float> bias = {0};
  float out = 0;
  matrix.Multiply(most.data(), 1, bias, &out);
  EXPECT_NEAR(out, 3.0F * 127 * IntMatrix::kMaxColumns, 200);
  const std::vector<float> zeros(IntMatrix::kMaxColumns, 0);
  matrix.Multiply(zeros.data(), 1, bias, &out);
  EXPECT_EQ(out, 0);
}

}  // namespace
}  // namespace signalbox
