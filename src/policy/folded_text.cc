#include "policy/folded_text.h"

#include "base/ascii.h"
#include "expr/utf8.h"

namespace signalbox {

namespace {

// Simple case folding, Unicode 15 CaseFolding.txt (status C and S) for the blocks named in the
// header.
uint32_t FoldCodePoint(uint32_t c) {
  auto in = [c](uint32_t from, uint32_t to) { return c >= from && c <= to; };
  if (in('A', 'Z')) return c + 32;
  if (c < 0xB5) return c;
  if (c == 0xB5) return 0x3BC;
  if (in(0xC0, 0xDE) && c != 0xD7) return c + 32;
  // Latin Extended-A: pairs, upper case even up to U+0137 and from U+014A, odd between.
  if (in(0x100, 0x12F) || in(0x132, 0x137) || in(0x14A, 0x177)) return c | 1;
  if (in(0x139, 0x148) || in(0x179, 0x17E)) return (c & 1) ? c + 1 : c;
  if (c == 0x178) return 0xFF;
  if (c == 0x17F) return 's';
  if (in(0x1CD, 0x1DC)) return (c & 1) ? c + 1 : c;
  if (in(0x1DE, 0x1EF) || in(0x1F8, 0x21F) || in(0x222, 0x233)) return c | 1;
  // Greek
  if (c == 0x386) return 0x3AC;
  if (in(0x388, 0x38A)) return c + 37;
  if (c == 0x38C) return 0x3CC;
  if (c == 0x38E || c == 0x38F) return c + 63;
  if (in(0x391, 0x3AB) && c != 0x3A2) return c + 32;
  if (c == 0x3C2) return 0x3C3;
  // Cyrillic
  if (in(0x400, 0x40F)) return c + 80;
  if (in(0x410, 0x42F)) return c + 32;
  if (in(0x460, 0x481) || in(0x48A, 0x4BF) || in(0x4D0, 0x52F)) return c | 1;
  // Armenian
  if (in(0x531, 0x556)) return c + 48;
  // Latin Extended Additional
  if (in(0x1E00, 0x1E95) || in(0x1EA0, 0x1EFF)) return c | 1;
  return c;
}

// Compares as long as both are ASCII; npos when the answer needs full folding.
enum class Ascii { kYes, kNo, kUnsure };
Ascii CompareAscii(std::string_view text, std::string_view folded) {
  for (size_t i = 0; i < folded.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return Ascii::kUnsure;
    if (LowerAscii(text[i]) != folded[i]) return Ascii::kNo;
  }
  return Ascii::kYes;
}

bool HasNonAscii(std::string_view text) {
  for (char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  return false;
}

}  // namespace

std::string_view TrimSpaces(std::string_view text) {
  while (!text.empty()) {
    if (IsAsciiSpace(text.front())) {
      text.remove_prefix(1);
      continue;
    }
    if (static_cast<unsigned char>(text.front()) < 0x80) break;
    auto decoded = cel::DecodeUtf8(text, 0);
    if (!decoded || !cel::IsWhiteSpace(decoded->code_point)) break;
    text.remove_prefix(decoded->length);
  }
  while (!text.empty()) {
    if (IsAsciiSpace(text.back())) {
      text.remove_suffix(1);
      continue;
    }
    if (static_cast<unsigned char>(text.back()) < 0x80) break;
    size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    auto decoded = cel::DecodeUtf8(text, start);
    if (!decoded || !cel::IsWhiteSpace(decoded->code_point)) break;
    text.remove_suffix(text.size() - start);
  }
  return text;
}

void AppendFolded(std::string_view text, std::string* out) {
  text = TrimSpaces(text);
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80) {
      out->push_back(LowerAscii(text[i++]));
      continue;
    }
    auto decoded = cel::DecodeUtf8(text, i);
    if (!decoded) {
      out->push_back(text[i++]);
      continue;
    }
    cel::AppendUtf8(FoldCodePoint(decoded->code_point), *out);
    i += decoded->length;
  }
}

std::string Folded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  AppendFolded(text, &out);
  return out;
}

bool EqualsFolded(std::string_view text, std::string_view folded) {
  text = TrimSpaces(text);
  if (text.size() == folded.size()) {
    Ascii ascii = CompareAscii(text, folded);
    if (ascii != Ascii::kUnsure) return ascii == Ascii::kYes;
  }
  // Folding may change how many bytes a letter takes, but never for ASCII alone.
  return HasNonAscii(text) && Folded(text) == folded;
}

bool StartsFolded(std::string_view text, std::string_view folded) {
  text = TrimSpaces(text);
  if (text.size() >= folded.size()) {
    Ascii ascii = CompareAscii(text, folded);
    if (ascii != Ascii::kUnsure) return ascii == Ascii::kYes;
  }
  return HasNonAscii(text) && Folded(text).starts_with(folded);
}

}  // namespace signalbox
