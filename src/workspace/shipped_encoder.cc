#include "workspace/shipped_encoder.h"

#include <fstream>
#include <sstream>

#include "base/log.h"
#include "workspace/beside_program.h"

namespace signalbox {

std::unique_ptr<SentenceEncoder> LoadShippedEncoder() {
  const ShippedFile found = FindBesideProgram(kEncoderVariable, kEncoderFile);
  if (found.path.empty()) return nullptr;
  std::ifstream in(found.path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  Result<std::unique_ptr<SentenceEncoder>> encoder = SentenceEncoder::Load(bytes.str());
  if (encoder.ok()) return std::move(*encoder);
  Log(LogLevel::kWarning,
      "the sentence encoder `" + found.path +
          "` is refused, texts are read by their words alone: " + encoder.error().message);
  return nullptr;
}

}  // namespace signalbox
