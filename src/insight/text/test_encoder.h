// Tests only: the sentence encoder that `make build` made, or null where it could not be made.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "insight/text/sentence_encoder.h"

namespace signalbox {

inline std::string WholeTestFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Loaded once for all tests of the program.
inline const SentenceEncoder* TestEncoder() {
  static const std::unique_ptr<SentenceEncoder> encoder = [] {
    auto loaded = SentenceEncoder::Load(
        WholeTestFile(std::string(SB_SOURCE_DIR) + "/build/encoder/sentence_encoder.bin"));
    return loaded.ok() ? std::move(*loaded) : nullptr;
  }();
  return encoder.get();
}

}  // namespace signalbox

#define SKIP_WITHOUT_ENCODER()                                   \
  if (TestEncoder() == nullptr)                                  \
  GTEST_SKIP() << "no build/encoder: run tools/make_encoder.py " \
                  "first"
