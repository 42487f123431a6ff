#include "engine/case_file.h"

#include "engine/body_codec.h"
#include "engine/event_type.h"

namespace signalbox {
namespace {

constexpr auto kFileType = static_cast<uint16_t>(EventType::kCaseOpened);

}  // namespace

Result<Bytes> SealCaseFile(const Keyring& keys, int64_t subject, const Id& log_id, int64_t number,
                           BytesView content, Random& random) {
  SB_ASSIGN(const SealedPart part, Seal(keys, subject, log_id, number, kFileType, content, random));
  Bytes out;
  CborWriter writer(&out);
  writer.Array(3);
  writer.Blob(View(part.nonce));
  writer.Blob(View(part.digest));
  writer.Blob(part.ciphertext);
  return out;
}

Result<Bytes> OpenCaseFile(const Keyring& keys, int64_t subject, const Id& log_id, int64_t number,
                           BytesView blob) {
  SealedPart part;
  part.subject = subject;
  CborReader reader(blob);
  if (reader.Array() != 3) reader.Fail();
  body::ReadBlob(reader, &part.nonce);
  body::ReadBlob(reader, &part.digest);
  part.ciphertext = reader.Blob();
  if (!reader.AtEnd()) return Err(Code::kCorrupt, "a file of a request does not read");
  return Unseal(keys, part, log_id, number, kFileType);
}

}  // namespace signalbox
