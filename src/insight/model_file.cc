#include "insight/model_file.h"

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"

namespace signalbox {
namespace {

constexpr std::string_view kMagic = "SBMODEL\n";
constexpr size_t kDigestBytes = sizeof(Digest);

void AppendNumber(uint64_t value, size_t bytes, Bytes* out) {
  for (size_t i = 0; i < bytes; ++i) out->push_back(static_cast<char>(value >> (8 * i)));
}

uint64_t NumberAt(BytesView bytes, size_t at, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i)
    value |= static_cast<uint64_t>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
  return value;
}

bool IsKind(std::string_view kind) {
  return !kind.empty() && kind.size() <= kMaxModelKindBytes &&
         std::all_of(kind.begin(), kind.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

Error CutShort() {
  return Err(Code::kCorrupt, "the model file is cut short; fetch it again");
}

}  // namespace

std::string ModelFile::Id() const {
  return ToHex(View(digest));
}

Bytes EncodeModelFile(std::string_view kind, BytesView payload) {
  CHECK(IsKind(kind) && payload.size() <= kMaxModelBytes);
  Bytes out(kMagic);
  AppendNumber(kModelFileLayout, 4, &out);
  AppendNumber(kind.size(), 4, &out);
  out += kind;
  AppendNumber(payload.size(), 8, &out);
  const Digest digest = Sha256({out, payload});
  out += View(digest);
  out += payload;
  return out;
}

Result<ModelFile> DecodeModelFile(BytesView bytes) {
  if (bytes.substr(0, kMagic.size()) != kMagic.substr(0, bytes.size()) || bytes.empty()) {
    return Err(Code::kInvalid, "this is no model file; `signalbox model train` writes one");
  }
  size_t at = kMagic.size();
  if (bytes.size() < at + 8) return CutShort();
  const uint64_t layout = NumberAt(bytes, at, 4);
  if (layout != kModelFileLayout) {
    return Err(Code::kUnsupported, "the model file has layout " + std::to_string(layout) +
                                       ", this program reads " + std::to_string(kModelFileLayout) +
                                       "; train it again with this version");
  }
  const uint64_t kind_bytes = NumberAt(bytes, at + 4, 4);
  at += 8;
  if (kind_bytes > kMaxModelKindBytes)
    return Err(Code::kCorrupt, "the model file's kind is damaged; fetch it again");
  if (bytes.size() < at + kind_bytes + 8 + kDigestBytes) return CutShort();
  const std::string_view kind = bytes.substr(at, kind_bytes);
  at += kind_bytes;
  const uint64_t payload_bytes = NumberAt(bytes, at, 8);
  const BytesView head = bytes.substr(0, at + 8);
  at += 8 + kDigestBytes;
  if (bytes.size() - at < payload_bytes) return CutShort();
  if (bytes.size() - at > payload_bytes)
    return Err(Code::kCorrupt, "the model file goes on after its end; fetch it again");
  ModelFile file{std::string(kind), Bytes(bytes.substr(at)), {}};
  const BytesView written = bytes.substr(head.size(), kDigestBytes);
  std::copy(written.begin(), written.end(), file.digest.begin());
  if (Sha256({head, file.payload}) != file.digest || !IsKind(kind)) {
    return Err(Code::kCorrupt,
               "the model file is not what was written: its bytes do not give its hash; do not use "
               "it, fetch it again");
  }
  return file;
}

}  // namespace signalbox
