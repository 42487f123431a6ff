#include "main/readable_text.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace signalbox {
namespace {

// 0x80 to 0x9f of Windows-1252; 0 where it has no character.
constexpr std::array<uint16_t, 32> kUpperControls = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

// Length of the UTF-8 character at the front; 0 when there is none (RFC 3629, section 4).
size_t ValidLength(std::string_view rest) {
  const auto byte = [&](size_t at) { return static_cast<unsigned char>(rest[at]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || rest.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned char second = byte(1);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) {
    return 0;
  }
  return length;
}

void AppendWindows(unsigned char byte, std::string* out) {
  uint32_t code = byte;
  if (byte >= 0x80 && byte < 0xa0) code = kUpperControls[byte - 0x80];
  if (code == 0) code = ' ';
  if (code < 0x80) {
    *out += static_cast<char>(code);
  } else if (code < 0x800) {
    *out += static_cast<char>(0xc0 | code >> 6);
    *out += static_cast<char>(0x80 | (code & 0x3f));
  } else {
    *out += static_cast<char>(0xe0 | code >> 12);
    *out += static_cast<char>(0x80 | (code >> 6 & 0x3f));
    *out += static_cast<char>(0x80 | (code & 0x3f));
  }
}

}  // namespace

size_t MakeReadable(std::string* text) {
  const std::string_view all = *text;
  const bool is_wide_without_mark = all.size() > 1 && (all[0] == '\0') != (all[1] == '\0');
  if (all.starts_with("\xff\xfe") || all.starts_with("\xfe\xff") || is_wide_without_mark ||
      all.starts_with(std::string_view("\0\0", 2))) {
    return 0;
  }
  std::string out;
  size_t mended = 0;
  size_t kept = 0;  // where what is copied as it stands begins
  for (size_t at = 0; at < all.size();) {
    const size_t length = all[at] == '\0' ? 0 : ValidLength(all.substr(at));
    if (length > 0) {
      at += length;
      continue;
    }
    out += all.substr(kept, at - kept);
    AppendWindows(all[at] == '\0' ? ' ' : static_cast<unsigned char>(all[at]), &out);
    kept = ++at;
    ++mended;
  }
  if (mended == 0) return 0;
  out += all.substr(kept);
  *text = std::move(out);
  return mended;
}

}  // namespace signalbox
