// The Universal Sentence Encoder Lite (Cer et al. 2018; TensorFlow Hub, Apache-2.0): an English
// text becomes 512 numbers of length 1, and texts that mean alike get numbers that point alike.
//
// A transformer of two layers over at most 128 pieces, computed here from weights of 8 bits that
// tools/make_encoder.py made from the package's (tools/encoder/package.json); the cosine between
// what this gives and what the package's own float weights give is above .999 (encoder_test.cc).
// About 13 MB in memory. Immutable once loaded; any thread may ask at the same time.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "insight/text/int_matrix.h"
#include "insight/text/sentence_pieces.h"

namespace signalbox {

inline constexpr size_t kEncodedSize = 512;

// The pieces of a text as a layer leaves them, number by number.
struct PooledPieces {
  std::array<float, kEncodedSize> mean{}, most{}, least{};
};

// What the encoder says of one text. Besides its answer, which is made for comparing texts, what it
// had on the way there: a classifier learns more from all than from one. Zeros for an empty text.
struct EncodedText {
  std::array<float, kEncodedSize> sentence{};  // length 1
  PooledPieces early, late;                    // after the first layer, and after the last
  size_t pieces = 0;                           // read; at most kMaxPieces
};

class SentenceEncoder {
 public:
  static constexpr std::string_view kKind = "sentence_encoder";  // in its model file
  static constexpr size_t kMaxPieces = 128;                      // the model was made for as many
  // More text than kMaxPieces pieces can hold is not looked at.
  static constexpr size_t kMaxTextBytes = 4096;

  // From the bytes of a model file; kInvalid, kUnsupported and kCorrupt as DecodeModelFile, and
  // kInvalid for a model of another kind or shape.
  static Result<std::unique_ptr<SentenceEncoder>> Load(BytesView model_file);

  EncodedText Encode(std::string_view text) const;

  std::vector<int> Pieces(std::string_view text) const { return pieces_.Split(text); }
  // Names the weights; a model that was trained on them keeps it.
  const Digest& digest() const { return digest_; }

 private:
  struct Norm {
    std::vector<float> scale, bias;
  };
  struct Dense {
    IntMatrix matrix;
    std::vector<float> bias;
  };
  struct Layer {
    Norm before_attention, before_feeding;
    Dense qkv, join, widen, feed_in, feed_out;  // `widen` only where the layer's input is narrower
  };
  friend class EncoderReader;

  std::vector<float> Embed(const std::vector<int>& ids) const;
  std::vector<float> Run(const Layer& layer, std::vector<float> x, size_t count) const;

  SentencePieces pieces_;
  IntMatrix words_;
  std::vector<float> timing_;  // wave lengths of a piece's place
  std::array<Layer, 2> layers_;
  Dense last_;
  Digest digest_{};
};

// The dot product of two answers: 1 for the same meaning, about 0 for none in common.
float Cosine(const std::array<float, kEncodedSize>& a, const std::array<float, kEncodedSize>& b);

}  // namespace signalbox
