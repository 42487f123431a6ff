#include "insight/text/sentence_encoder.h"

#include <algorithm>
#include <cmath>

#include "insight/model_file.h"
#include "insight/text/byte_cursor.h"

namespace signalbox {

class EncoderReader {
 public:
  explicit EncoderReader(BytesView payload) : from_(payload) {}

  Status Read(SentenceEncoder* out) {
    const uint32_t words = from_.Number<uint32_t>();
    for (uint32_t i = 0; i < words && from_.ok(); ++i) {
      const double score = from_.Number<double>();
      out->pieces_.Add(from_.Take(from_.Number<uint16_t>()), score);
    }
    // Two rows after the words stand for what the program that packed them never asked for.
    out->words_ = Matrix(words + 2, 256);
    out->timing_ = Vector(128);
    ReadLayer(256, &out->layers_[0]);
    ReadLayer(512, &out->layers_[1]);
    out->last_ = ReadDense(512, 512);
    if (from_.AtEnd() && shaped_) return {};
    return Err(Code::kInvalid, "the sentence encoder has another shape than this program reads");
  }

 private:
  IntMatrix Matrix(uint32_t rows, uint32_t columns) {
    if (from_.Number<uint32_t>() != rows || from_.Number<uint32_t>() != columns) shaped_ = false;
    const bool has_finer = from_.Number<uint8_t>() != 0;
    if (!shaped_) return {};
    std::vector<float> scales = from_.Numbers<float>(rows);
    const size_t size = size_t{rows} * columns;
    const std::vector<int8_t> cells = from_.Numbers<int8_t>(size);
    const std::vector<int8_t> finer = from_.Numbers<int8_t>(has_finer ? size : 0);
    if (!from_.ok()) return {};
    return IntMatrix(std::move(scales), cells, finer);
  }
  std::vector<float> Vector(size_t size) {
    std::vector<float> values = from_.Counted<float>();
    if (values.size() != size) shaped_ = false;
    return values;
  }
  SentenceEncoder::Dense ReadDense(uint32_t rows, uint32_t columns) {
    IntMatrix matrix = Matrix(rows, columns);
    return {std::move(matrix), Vector(rows)};
  }
  SentenceEncoder::Norm ReadNorm(size_t size) {
    std::vector<float> scale = Vector(size);
    return {std::move(scale), Vector(size)};
  }
  void ReadLayer(uint32_t inside, SentenceEncoder::Layer* layer) {
    layer->before_attention = ReadNorm(inside);
    layer->qkv = ReadDense(3 * inside, inside);
    layer->join = ReadDense(kEncodedSize, inside);
    if (inside != kEncodedSize) layer->widen = ReadDense(kEncodedSize, inside);
    layer->before_feeding = ReadNorm(kEncodedSize);
    layer->feed_in = ReadDense(3 * kEncodedSize, kEncodedSize);
    layer->feed_out = ReadDense(kEncodedSize, 3 * kEncodedSize);
  }

  ByteCursor from_;
  bool shaped_ = true;
};

namespace {

constexpr size_t kHeads = 4;

std::vector<float> Times(const IntMatrix& matrix, const std::vector<float>& bias,
                         const std::vector<float>& x, size_t count) {
  std::vector<float> out(count * matrix.rows());
  matrix.Multiply(x.data(), count, bias, out.data());
  return out;
}

std::vector<float> Normal(const std::vector<float>& scale, const std::vector<float>& bias,
                          const std::vector<float>& x, size_t count) {
  const size_t size = scale.size();
  std::vector<float> out(x.size());
  for (size_t t = 0; t < count; ++t) {
    const float* in = x.data() + t * size;
    float mean = 0, spread = 0;
    for (size_t i = 0; i < size; ++i) mean += in[i];
    mean /= static_cast<float>(size);
    for (size_t i = 0; i < size; ++i) spread += (in[i] - mean) * (in[i] - mean);
    const float up = 1 / std::sqrt(spread / static_cast<float>(size) + 1e-6F);
    for (size_t i = 0; i < size; ++i) {
      out[t * size + i] = (in[i] - mean) * up * scale[i] + bias[i];
    }
  }
  return out;
}

void Softmax(std::vector<float>* values) {
  const float most = *std::max_element(values->begin(), values->end());
  float sum = 0;
  for (float& value : *values) sum += value = std::exp(value - most);
  for (float& value : *values) value /= sum;
}

// `qkv` holds query, key and value of each piece beside each other, `inside` numbers each.
std::vector<float> Attention(const std::vector<float>& qkv, size_t count, size_t inside) {
  const size_t head = inside / kHeads;
  const float down = 1 / std::sqrt(static_cast<float>(head));
  std::vector<float> out(count * inside), weights(count);
  for (size_t h = 0; h < kHeads; ++h) {
    for (size_t t = 0; t < count; ++t) {
      const float* query = qkv.data() + t * 3 * inside + h * head;
      for (size_t s = 0; s < count; ++s) {
        const float* key = qkv.data() + s * 3 * inside + inside + h * head;
        float dot = 0;
        for (size_t i = 0; i < head; ++i) dot += query[i] * key[i];
        weights[s] = dot * down;
      }
      Softmax(&weights);
      float* to = out.data() + t * inside + h * head;
      for (size_t s = 0; s < count; ++s) {
        const float* value = qkv.data() + s * 3 * inside + 2 * inside + h * head;
        for (size_t i = 0; i < head; ++i) to[i] += weights[s] * value[i];
      }
    }
  }
  return out;
}

void Pool(const std::vector<float>& x, size_t count, PooledPieces* out) {
  for (size_t i = 0; i < kEncodedSize; ++i) {
    float sum = 0, most = x[i], least = x[i];
    for (size_t t = 0; t < count; ++t) {
      const float value = x[t * kEncodedSize + i];
      sum += value;
      most = std::max(most, value);
      least = std::min(least, value);
    }
    out->mean[i] = sum / static_cast<float>(count);
    out->most[i] = most;
    out->least[i] = least;
  }
}

void AddTo(std::vector<float>* sum, const std::vector<float>& more) {
  for (size_t i = 0; i < sum->size(); ++i) (*sum)[i] += more[i];
}

}  // namespace

Result<std::unique_ptr<SentenceEncoder>> SentenceEncoder::Load(BytesView model_file) {
  SB_ASSIGN(const ModelFile file, DecodeModelFile(model_file));
  if (file.kind != kKind) {
    return Err(Code::kInvalid, "this is a model of kind `" + file.kind +
                                   "`, not a sentence encoder; tools/make_encoder.py makes one");
  }
  auto encoder = std::make_unique<SentenceEncoder>();
  SB_TRY(EncoderReader(file.payload).Read(encoder.get()));
  encoder->digest_ = file.digest;
  return encoder;
}

std::vector<float> SentenceEncoder::Embed(const std::vector<int>& ids) const {
  const size_t size = words_.columns();
  std::vector<float> x(ids.size() * size);
  for (size_t t = 0; t < ids.size(); ++t) {
    float* at = x.data() + t * size;
    words_.Row(static_cast<size_t>(ids[t]), at);
    // The graph adds a piece's word once by itself and once with its place.
    for (size_t i = 0; i < timing_.size(); ++i) {
      const float phase = static_cast<float>(t) * timing_[i];
      at[i] = 2 * at[i] + std::sin(phase);
      at[i + timing_.size()] = 2 * at[i + timing_.size()] + std::cos(phase);
    }
  }
  return x;
}

std::vector<float> SentenceEncoder::Run(const Layer& layer, std::vector<float> x,
                                        size_t count) const {
  const auto normal = [count](const Norm& norm, const std::vector<float>& in) {
    return Normal(norm.scale, norm.bias, in, count);
  };
  const auto dense = [count](const Dense& by, const std::vector<float>& in) {
    return Times(by.matrix, by.bias, in, count);
  };
  const size_t inside = layer.qkv.matrix.columns();
  std::vector<float> joined = dense(
      layer.join, Attention(dense(layer.qkv, normal(layer.before_attention, x)), count, inside));
  AddTo(&joined, layer.widen.bias.empty() ? x : dense(layer.widen, x));
  std::vector<float> wide = dense(layer.feed_in, normal(layer.before_feeding, joined));
  for (float& value : wide) value = std::max(value, 0.0F);
  AddTo(&joined, dense(layer.feed_out, wide));
  return joined;
}

EncodedText SentenceEncoder::Encode(std::string_view text) const {
  EncodedText out;
  std::vector<int> ids = pieces_.Split(text.substr(0, kMaxTextBytes));
  if (ids.size() > kMaxPieces) ids.resize(kMaxPieces);
  out.pieces = ids.size();
  if (ids.empty()) return out;
  std::vector<float> x = Run(layers_[0], Embed(ids), ids.size());
  Pool(x, ids.size(), &out.early);
  x = Run(layers_[1], std::move(x), ids.size());
  Pool(x, ids.size(), &out.late);
  last_.matrix.Multiply(out.late.mean.data(), 1, last_.bias, out.sentence.data());
  float length = 0;
  for (float& value : out.sentence) {
    value = std::tanh(value);
    length += value * value;
  }
  const float down = 1 / std::sqrt(std::max(length, 1e-12F));
  for (float& value : out.sentence) value *= down;
  return out;
}

float Cosine(const std::array<float, kEncodedSize>& a, const std::array<float, kEncodedSize>& b) {
  float dot = 0;
  for (size_t i = 0; i < kEncodedSize; ++i) dot += a[i] * b[i];
  return dot;
}

}  // namespace signalbox
