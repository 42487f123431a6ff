// Which texts need quotes.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "policy/condition.h"
#include "policy/folded_text.h"
#include "policy/format_bundle.h"

namespace signalbox {

namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

size_t Digits(std::string_view text, size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// As every reader of YAML writes it, so that nobody reads another number or a text.
bool IsPlainInteger(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  // 18 digits fit into 64 bits everywhere.
  if (text.empty() || text.size() > 18 || Digits(text, 0) != text.size()) return false;
  return text.size() == 1 || text.front() != '0';
}

// A number to YAML 1.1 or 1.2: `01067`, `1e5`, `0x1F`, `1_000`, `1.50`, `12:30`, `.inf`.
bool LooksLikeNumber(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::string folded = Folded(text);
  if (folded == ".inf" || folded == ".nan") return true;
  if (folded.starts_with("0x") || folded.starts_with("0o") || folded.starts_with("0b")) {
    return folded.size() > 2;
  }
  if (text.empty() || (!IsDigit(text[0]) && text[0] != '.') ||
      folded.find("..") != std::string::npos)
    return false;
  bool digit = false;
  for (size_t i = 0; i < folded.size(); ++i) {
    const char c = folded[i];
    digit = digit || IsDigit(c);
    if (IsDigit(c) || c == '_' || c == '.' || c == ':') continue;
    const bool exponent = c == 'e' && i > 0 && i + 1 < folded.size();
    const bool sign = (c == '-' || c == '+') && i > 0 && folded[i - 1] == 'e';
    if (!exponent && !sign) return false;
  }
  return digit;
}

bool IsWordOfYaml(std::string_view text) {
  static constexpr std::array<std::string_view, 10> kWords = {"y",   "yes",  "n", "no",   "on",
                                                              "off", "null", "~", "true", "false"};
  const std::string folded = Folded(text);
  return std::find(kWords.begin(), kWords.end(), folded) != kWords.end();
}

// `2026-12-31`, alone or with a time.
bool LooksLikeDate(std::string_view text) {
  return text.size() >= 10 && Digits(text, 0) == 4 && text[4] == '-' && Digits(text, 5) == 7 &&
         text[7] == '-' && Digits(text, 8) == 10;
}

// Another reader of YAML would not take it for this text.
bool IsMisread(std::string_view text) {
  if (text == "true" || text == "false" || IsPlainInteger(text)) return false;
  return IsWordOfYaml(text) || LooksLikeNumber(text);
}

// Words and simple signs, as people write names, places and reasons.
bool IsPlain(std::string_view text, bool in_flow) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ') return false;
  const char first = text.front();
  if (!IsLetter(first) && !IsDigit(first) && first != '_' && first != '.' && first != '/' &&
      first != '~' && first != '(' && !IsPlainInteger(text)) {
    return false;
  }
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (IsLetter(c) || IsDigit(c)) continue;
    if (std::string_view(" _-./@+%~;*()'$").find(c) != std::string_view::npos) continue;
    if (c == ',' && !in_flow) continue;
    const char next = i + 1 < text.size() ? text[i + 1] : ' ';
    if (c == ':' && next != ' ' && next != ',') continue;
    return false;
  }
  return true;
}

}  // namespace

std::string QuotedScalar(std::string_view text) {
  const bool control = std::any_of(text.begin(), text.end(), IsControl);
  // Expressions hold quotes of their own, as a rule double ones.
  const bool single = text.find_first_of("\"\\") != std::string_view::npos ||
                      (text.find_first_of("<>=&|!?") != std::string_view::npos &&
                       text.find('\'') == std::string_view::npos);
  std::string out;
  if (single && !control) {
    out = "'";
    for (char c : text) out.append(c == '\'' ? "''" : std::string(1, c));
    return out + "'";
  }
  out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (IsControl(c)) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out.push_back(c);
    }
  }
  return out + "\"";
}

std::string FormatScalar(std::string_view text, bool quoted, bool in_flow) {
  bool plain = IsPlain(text, in_flow) && !IsMisread(text);
  if (quoted && (IsPlainInteger(text) || IsWordOfYaml(text) || LooksLikeDate(text) ||
                 ParseRange(text).has_value())) {
    plain = false;
  }
  return plain ? std::string(text) : QuotedScalar(text);
}

}  // namespace signalbox
