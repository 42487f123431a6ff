#include "main/encoder_file.h"

#include <cstdio>

#include "main/command.h"
#include "workspace/beside_program.h"

namespace signalbox {
namespace {

ShippedFile Find(const std::string& named, const char* variable, const std::string& name) {
  return named.empty() ? FindBesideProgram(variable, name) : ShippedFile{named, true};
}

Result<std::unique_ptr<IntentModel>> LoadModel(const std::string& path,
                                               const SentenceEncoder* encoder) {
  const Result<std::string> bytes = ReadWhole(path);
  if (!bytes.ok()) return bytes.error();
  Result<std::unique_ptr<IntentModel>> model = IntentModel::Load(*bytes, encoder);
  if (!model.ok()) return Within("intent model `" + path + "`", model.error());
  return model;
}

}  // namespace

Result<std::unique_ptr<SentenceEncoder>> OpenEncoder(const std::string& named) {
  const ShippedFile found = Find(named, kEncoderVariable, kEncoderFile);
  if (found.path.empty()) {
    std::fprintf(stderr,
                 "signalbox: no sentence encoder beside the program (tools/make_encoder.py makes "
                 "it); texts are read by their words alone\n");
    return nullptr;
  }
  const Result<std::string> bytes = ReadWhole(found.path);
  Result<std::unique_ptr<SentenceEncoder>> encoder =
      bytes.ok() ? SentenceEncoder::Load(*bytes)
                 : Result<std::unique_ptr<SentenceEncoder>>(bytes.error());
  if (encoder.ok()) return encoder;
  const Error error = Within("sentence encoder `" + found.path + "`", encoder.error());
  if (found.is_named) return AsWrongUse(error);
  std::fprintf(stderr, "signalbox: %s; texts are read by their words alone\n",
               error.message.c_str());
  return nullptr;
}

Result<std::unique_ptr<IntentModel>> OpenIntents(const std::string& named,
                                                 const SentenceEncoder* encoder) {
  const ShippedFile found = Find(named, "SIGNALBOX_INTENTS", "intents.model");
  if (found.path.empty()) {
    return Err(Code::kInvalid,
               "no intent model beside the program; name one with --model, or make one with "
               "`signalbox model train --kind intent`");
  }
  return LoadModel(found.path, encoder);
}

Result<std::unique_ptr<IntentModel>> OpenSentiment(const SentenceEncoder* encoder) {
  const ShippedFile found = Find("", "SIGNALBOX_SENTIMENT", "sentiment.model");
  if (found.path.empty()) return nullptr;
  return LoadModel(found.path, encoder);
}

}  // namespace signalbox
