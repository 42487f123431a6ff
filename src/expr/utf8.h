// UTF-8 by code points (RFC 3629): overlong forms, surrogates and values above U+10FFFF are not
// valid.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signalbox::cel {

constexpr uint32_t kReplacementCharacter = 0xFFFD;
constexpr uint32_t kLastCodePoint = 0x10FFFF;

struct DecodedCodePoint {
  uint32_t code_point;
  size_t length;  // bytes taken
};

// The code point at `text[at]`, or nothing when the bytes there are not valid. `at < text.size()`.
std::optional<DecodedCodePoint> DecodeUtf8(std::string_view text, size_t at);

bool IsUtf8(std::string_view text);

// The beginning of `text`, at most `bytes` long, that does not cut a code point: for messages.
std::string_view Clip(std::string_view text, size_t bytes);

// True for a Unicode scalar value (no surrogate, not above U+10FFFF).
bool IsScalarValue(uint32_t code_point);

void AppendUtf8(uint32_t code_point, std::string& out);

// Code points in valid UTF-8 (bytes that do not continue another).
size_t CountCodePoints(std::string_view text);

// The byte position of code point `index`; `text.size()` when there are exactly `index` of them,
// npos when fewer.
size_t ByteOffset(std::string_view text, size_t index);

// Unicode White_Space, as `trim` uses it.
bool IsWhiteSpace(uint32_t code_point);

}  // namespace signalbox::cel
