// Files that come with the program: the sentence encoder lies beside it, or in `../encoder`.
#pragma once

#include <string>

namespace signalbox {

struct ShippedFile {
  std::string path;       // empty when it is nowhere
  bool is_named = false;  // the environment named it, so it has to be there
};

// From the environment's `variable`, else `name` beside the program or in `../encoder`. Thread
// safe where nobody sets the environment meanwhile.
ShippedFile FindBesideProgram(const char* variable, const std::string& name);

inline constexpr char kEncoderVariable[] = "SIGNALBOX_ENCODER";
inline constexpr char kEncoderFile[] = "sentence_encoder.bin";

}  // namespace signalbox
