#include "expr/utf8.h"

namespace signalbox::cel {

namespace {
bool Continues(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}
uint32_t Low6(char c) {
  return static_cast<unsigned char>(c) & 0x3F;
}
}  // namespace

bool IsScalarValue(uint32_t code_point) {
  return code_point <= kLastCodePoint && (code_point < 0xD800 || code_point > 0xDFFF);
}

std::optional<DecodedCodePoint> DecodeUtf8(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return DecodedCodePoint{lead, 1};
  size_t length = 0;
  uint32_t least = 0;
  uint32_t code_point = 0;
  if ((lead & 0xE0) == 0xC0) {
    length = 2;
    least = 0x80;
    code_point = lead & 0x1F;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3;
    least = 0x800;
    code_point = lead & 0x0F;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4;
    least = 0x10000;
    code_point = lead & 0x07;
  } else {
    return std::nullopt;
  }
  for (size_t i = 1; i < length; ++i) {
    if (!Continues(text, at + i)) return std::nullopt;
    code_point = (code_point << 6) | Low6(text[at + i]);
  }
  if (code_point < least || !IsScalarValue(code_point)) return std::nullopt;
  return DecodedCodePoint{code_point, length};
}

bool IsUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const auto decoded = DecodeUtf8(text, at);
    if (!decoded) return false;
    at += decoded->length;
  }
  return true;
}

std::string_view Clip(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && Continues(text, bytes)) --bytes;
  return text.substr(0, bytes);
}

void AppendUtf8(uint32_t code_point, std::string& out) {
  auto add = [&out](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xC0 | (code_point >> 6));
    add(0x80 | (code_point & 0x3F));
  } else if (code_point < 0x10000) {
    add(0xE0 | (code_point >> 12));
    add(0x80 | ((code_point >> 6) & 0x3F));
    add(0x80 | (code_point & 0x3F));
  } else {
    add(0xF0 | (code_point >> 18));
    add(0x80 | ((code_point >> 12) & 0x3F));
    add(0x80 | ((code_point >> 6) & 0x3F));
    add(0x80 | (code_point & 0x3F));
  }
}

size_t CountCodePoints(std::string_view text) {
  size_t count = 0;
  for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

size_t ByteOffset(std::string_view text, size_t index) {
  size_t at = 0;
  while (index > 0 && at < text.size()) {
    ++at;
    while (Continues(text, at)) ++at;
    --index;
  }
  return index == 0 ? at : std::string_view::npos;
}

bool IsWhiteSpace(uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace signalbox::cel
