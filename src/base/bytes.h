// Byte strings and their text forms.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

// Bytes are kept in std::string: it is the byte container that every library here takes and gives.
using Bytes = std::string;
using BytesView = std::string_view;

using Digest = std::array<uint8_t, 32>;  // SHA-256

inline BytesView View(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const uint8_t> Span(BytesView bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

std::string ToHex(BytesView bytes);
Result<Bytes> FromHex(std::string_view text);

// RFC 4648 section 4, with padding.
std::string ToBase64(BytesView bytes);
Result<Bytes> FromBase64(std::string_view text);

// Well-formed UTF-8 (RFC 3629), no NUL.
bool IsCleanUtf8(std::string_view text);

// CRC-32C (Castagnoli, RFC 3720 appendix B.4).
uint32_t Crc32c(BytesView bytes);

}  // namespace signalbox
