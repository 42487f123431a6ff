#include "base/ids.h"

#include <fmt/format.h>

#include <cstring>

namespace signalbox {

Id IdMaker::Make(TimeUs now) {
  // A clock that went back must not make ids that sort before earlier ones, so the counter runs on
  // (RFC 9562, 6.2).
  const int64_t ms = now / kMillisecondUs;
  if (ms > last_ms_) {
    last_ms_ = ms;
    counter_ = 0;
  } else if (++counter_ > 0x3ffff) {
    ++last_ms_;
    counter_ = 0;
  }
  Id id;
  for (size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<uint8_t>(last_ms_ >> (40 - 8 * i));
  const uint64_t word = random_.Next();
  // 18 bits of counter fill rand_a (12) and the top of rand_b (6); 56 random bits follow.
  id.bytes[6] = static_cast<uint8_t>(0x70 | (counter_ >> 14 & 0x0f));
  id.bytes[7] = static_cast<uint8_t>(counter_ >> 6);
  id.bytes[8] = static_cast<uint8_t>(0x80 | (counter_ & 0x3f));
  for (size_t i = 9; i < 16; ++i) id.bytes[i] = static_cast<uint8_t>(word >> (8 * (i - 9)));
  return id;
}

std::string FormatId(std::string_view kind, const Id& id) {
  const std::string hex = ToHex(id.View());
  const std::string_view h = hex;
  return fmt::format("{}_{}-{}-{}-{}-{}", kind, h.substr(0, 8), h.substr(8, 4), h.substr(12, 4),
                     h.substr(16, 4), h.substr(20));
}

Result<Id> ParseId(std::string_view kind, std::string_view text) {
  const auto fail = [&] {
    return Err(Code::kInvalid, fmt::format("`{}` is not a {} id", text.substr(0, 60), kind));
  };
  if (text.size() != kind.size() + 37 || !text.starts_with(kind) || text[kind.size()] != '_') {
    return fail();
  }
  std::string_view uuid = text.substr(kind.size() + 1);
  std::string hex;
  for (size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (uuid[i] == '-')) return fail();
    if (!dash) hex.push_back(uuid[i]);
  }
  const Result<Bytes> bytes = FromHex(hex);
  if (!bytes.ok()) return fail();
  return IdFromBytes(*bytes);
}

Result<Id> IdFromBytes(BytesView bytes) {
  Id id;
  if (bytes.size() != id.bytes.size()) return Err(Code::kInvalid, "an id has 16 bytes");
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}

}  // namespace signalbox
