// The file that every learned model is kept in: what kind it is, its payload, and a hash that names
// it. A model is known by that hash everywhere (registry, decisions, `explain`), so a file that was
// changed is another model or none.
//
// Layout, numbers little-endian (docs/formats.md, "Model files"):
//   8  magic `SBMODEL` and a line feed
//   4  version of this layout
//   4  length of the kind, then the kind: lower-case letters and `_`, such as `scorecard`
//   8  length of the payload
//   32 SHA-256 of everything before it and of the payload
//   the payload, in the kind's own form
//
// Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace signalbox {

inline constexpr uint32_t kModelFileLayout = 1;

// The largest model here, a sentence encoder with its words, is under 40 MB.
inline constexpr size_t kMaxModelBytes = size_t{256} << 20;

inline constexpr size_t kMaxModelKindBytes = 32;

struct ModelFile {
  std::string kind;
  Bytes payload;
  Digest digest{};  // the one in the file; names the model

  // `digest` in hex.
  std::string Id() const;
};

// `kind` must be 1 to kMaxModelKindBytes lower-case letters and `_`.
Bytes EncodeModelFile(std::string_view kind, BytesView payload);

// kInvalid when the bytes are no model file, kUnsupported for another layout version, kCorrupt when
// they are cut short, longer than they say, or not the bytes that were written. The payload is not
// read further: that is for the kind's own decoder.
Result<ModelFile> DecodeModelFile(BytesView bytes);

}  // namespace signalbox
