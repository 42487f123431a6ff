#include "notify/action_link.h"

#include <algorithm>

namespace signalbox {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kPayloadBytes = 22;
// 128 bits of a MAC of 256 (RFC 2104 section 5): a link stays short enough for a line of a mail.
constexpr size_t kMacBytes = 16;
constexpr BytesView kPurpose = "signalbox action link 1";

void PutBig(uint64_t value, int bytes, Bytes* out) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out->push_back(static_cast<char>(value >> shift & 0xff));
}

uint64_t TakeBig(BytesView* bytes, size_t count) {
  uint64_t value = 0;
  for (const char byte : bytes->substr(0, count)) value = value << 8 | static_cast<uint8_t>(byte);
  bytes->remove_prefix(count);
  return value;
}

std::string ToUrlBase64(BytesView bytes) {
  std::string text = ToBase64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

// One token has one spelling, so that a link that was used cannot be written another way.
Result<Bytes> FromUrlBase64(std::string_view token) {
  std::string text(token);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text.push_back('=');
  SB_ASSIGN(const Bytes bytes, FromBase64(text));
  if (ToUrlBase64(bytes) != token) return Err(Code::kInvalid, "another spelling");
  return bytes;
}

}  // namespace

LinkSigner::LinkSigner(const Key& index_secret, const Id& log_id)
    : key_(HmacSha256(index_secret, {kPurpose})), log_id_(log_id) {}

Bytes LinkSigner::Mac(BytesView payload) const {
  return Bytes(View(HmacSha256(key_, {log_id_.View(), payload})).substr(0, kMacBytes));
}

std::string LinkSigner::Sign(const ActionLink& link) const {
  Bytes bytes;
  PutBig(kVersion, 1, &bytes);
  PutBig(static_cast<uint64_t>(link.action), 1, &bytes);
  PutBig(static_cast<uint64_t>(link.position), 8, &bytes);
  PutBig(static_cast<uint64_t>(link.person), 4, &bytes);
  PutBig(static_cast<uint64_t>(link.ends_at / kSecondUs), 8, &bytes);
  bytes += Mac(bytes);
  return ToUrlBase64(bytes);
}

Result<ActionLink> LinkSigner::Open(std::string_view token) const {
  const Error forged = Err(Code::kForbidden, "this link was not made here, or not all of it came");
  if (token.size() > 100) return forged;
  const Result<Bytes> bytes = FromUrlBase64(token);
  if (!bytes.ok() || bytes->size() != kPayloadBytes + kMacBytes) return forged;
  const BytesView payload = BytesView(*bytes).substr(0, kPayloadBytes);
  if (!ConstantTimeEqual(Mac(payload), BytesView(*bytes).substr(kPayloadBytes))) return forged;
  BytesView rest = payload;
  if (TakeBig(&rest, 1) != kVersion) return forged;
  const uint64_t action = TakeBig(&rest, 1);
  if (action >= kNoticeActions) return forged;
  ActionLink link;
  link.action = static_cast<NoticeAction>(action);
  link.position = static_cast<int64_t>(TakeBig(&rest, 8));
  link.person = static_cast<PersonRef>(TakeBig(&rest, 4));
  link.ends_at = static_cast<TimeUs>(TakeBig(&rest, 8)) * kSecondUs;
  return link;
}

Bytes LinkSigner::Mark(std::string_view token) {
  const Result<Bytes> bytes = FromUrlBase64(token);
  if (!bytes.ok() || bytes->size() < kMacBytes) return {};
  return bytes->substr(bytes->size() - kMacBytes);
}

}  // namespace signalbox
