#include "desk/mail_text.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "expr/utf8.h"

namespace signalbox {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Windows-1252 where it differs from ISO-8859-1: 0x80 to 0x9f; 0 is not assigned.
constexpr uint16_t kWindows[] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                 0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// `=` and two digits are a byte; in a body `=` at the end of a line joins it with the next one, in
// a header `_` is a space.
Bytes QuotedPrintableBytes(std::string_view text, bool header) {
  Bytes out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (header && c == '_') {
      out.push_back(' ');
      continue;
    }
    if (c != '=') {
      out.push_back(c);
      continue;
    }
    if (i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2])));
      i += 2;
      continue;
    }
    size_t end = i + 1;
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
    if (!header && end < text.size() && text[end] == '\r') ++end;
    if (!header && end < text.size() && text[end] == '\n')
      i = end;
    else
      out.push_back(c);
  }
  return out;
}

// What is no letter of base64 is passed over (RFC 2045, 6.8), and padding that is missing is added.
Bytes FromMailBase64(std::string_view text) {
  std::string letters;
  letters.reserve(text.size());
  for (const char c : text) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                        (c >= '0' && c <= '9') || c == '+' || c == '/';
    if (c == '=') break;
    if (letter) letters.push_back(c);
  }
  if (letters.size() % 4 == 1) letters.pop_back();
  while (letters.size() % 4 != 0) letters.push_back('=');
  Result<Bytes> bytes = FromBase64(letters);
  return bytes.ok() ? *std::move(bytes) : Bytes();
}

std::string FromLatin(BytesView bytes, bool euro_at_a4) {
  std::string out;
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    uint32_t point = byte;
    if (byte >= 0x80 && byte < 0xA0) point = kWindows[byte - 0x80];
    if (euro_at_a4 && byte == 0xA4) point = 0x20AC;
    if (point == 0 && byte != 0)
      out += kReplacement;
    else
      cel::AppendUtf8(point, out);
  }
  return out;
}

std::string FromUtf8(BytesView bytes) {
  const std::string_view text(bytes);
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    const std::string_view one = text.substr(i, length);
    const bool whole = one.size() == length && (lead < 0x80 || IsCleanUtf8(one));
    if (whole)
      out += one;
    else
      out += kReplacement;
    i += whole ? length : 1;
  }
  return out;
}

std::string Cleaned(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && (i + 1 == text.size() || text[i + 1] != '\n')) out.push_back('\n');
    const bool control = static_cast<uint8_t>(c) < 0x20 || c == 0x7F;
    if (!control || c == '\t' || c == '\n') out.push_back(c);
  }
  return out;
}

// `=?charset?B|Q?text?=` at the beginning of `text`; its length is set.
std::optional<std::string> EncodedWord(std::string_view text, size_t* length) {
  if (!text.starts_with("=?")) return std::nullopt;
  const size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() ||
      text[charset_end + 2] != '?')
    return std::nullopt;
  const char encoding = text[charset_end + 1];
  const size_t begin = charset_end + 3;
  const size_t end = text.find("?=", begin);
  const std::string_view inside =
      end == std::string_view::npos ? std::string_view() : text.substr(begin, end - begin);
  if (end == std::string_view::npos || inside.find('?') != std::string_view::npos)
    return std::nullopt;
  std::string_view charset = text.substr(2, charset_end - 2);
  charset = charset.substr(0, charset.find('*'));  // RFC 2231: the language after it
  *length = end + 2;
  if (encoding == 'B' || encoding == 'b') return ToCleanText(FromMailBase64(inside), charset);
  if (encoding == 'Q' || encoding == 'q')
    return ToCleanText(QuotedPrintableBytes(inside, true), charset);
  return std::nullopt;
}

}  // namespace

Bytes DecodeTransfer(std::string_view encoding, std::string_view body) {
  const std::string name = LowerAscii(encoding);
  if (name == "quoted-printable") return QuotedPrintableBytes(body, false);
  if (name == "base64") return FromMailBase64(body);
  return Bytes(body);
}

std::string ToCleanText(BytesView bytes, std::string_view charset) {
  const std::string name = LowerAscii(charset);
  const bool latin9 = name == "iso-8859-15" || name == "latin9";
  const bool latin = latin9 || name == "iso-8859-1" || name == "latin1" || name == "windows-1252" ||
                     name == "cp1252";
  return Cleaned(latin ? FromLatin(bytes, latin9) : FromUtf8(bytes));
}

std::string DecodeHeader(std::string_view value) {
  std::string out;
  bool after_word = false;
  size_t gap = 0;  // spaces since an encoded word, which go where another one follows
  for (size_t i = 0; i < value.size();) {
    size_t length = 0;
    const std::optional<std::string> word = EncodedWord(value.substr(i), &length);
    if (word.has_value()) {
      if (after_word) out.resize(out.size() - gap);
      out += *word;
      i += length;
      after_word = true;
      gap = 0;
      continue;
    }
    out.push_back(value[i]);
    if (after_word && IsSpace(value[i]))
      ++gap;
    else
      after_word = false;
    ++i;
  }
  std::string text = ToCleanText(out, "utf-8");
  std::replace_if(text.begin(), text.end(), IsSpace, ' ');
  const size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace signalbox
