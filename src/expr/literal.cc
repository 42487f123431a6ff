#include <fmt/format.h>

#include <optional>

#include "expr/lexer.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

std::optional<uint32_t> Digits(std::string_view text, uint32_t base) {
  uint32_t value = 0;
  for (char c : text) {
    uint32_t digit = base;
    if (c >= '0' && c <= '9') digit = static_cast<uint32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<uint32_t>(c - 'a') + 10;
    if (c >= 'A' && c <= 'F') digit = static_cast<uint32_t>(c - 'A') + 10;
    if (digit >= base) return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

std::optional<char> SimpleEscape(char c) {
  constexpr std::string_view kNames = "abfnrtv\\?\"'`";
  constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\?\"'`";
  const size_t at = kNames.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return kMeanings[at];
}

class Unescaper {
 public:
  Unescaper(std::string_view body, bool bytes) : body_(body), bytes_(bytes) {}

  Result<std::string> Run() {
    while (at_ < body_.size()) {
      if (body_[at_] != '\\') {
        out_ += body_[at_++];
        continue;
      }
      SB_TRY(Escape());
    }
    return std::move(out_);
  }

 private:
  Status Escape() {
    const size_t start = at_++;
    if (at_ == body_.size()) return Invalid(start, 1);
    const char c = body_[at_++];
    if (const auto simple = SimpleEscape(c)) {
      out_ += *simple;
      return {};
    }
    switch (c) {
      case 'x':
      case 'X':
        return Number(start, 2, 16, bytes_);
      case 'u':
        return bytes_ ? Invalid(start, 2) : Number(start, 4, 16, false);
      case 'U':
        return bytes_ ? Invalid(start, 2) : Number(start, 8, 16, false);
      default:
        break;
    }
    if (c < '0' || c > '3') return Invalid(start, 2);
    --at_;
    return Number(start, 3, 8, bytes_);
  }

  // An octet in bytes, a code point in strings.
  Status Number(size_t start, size_t count, uint32_t base, bool octet) {
    const std::string_view digits = body_.substr(at_, count);
    const auto value = digits.size() == count ? Digits(digits, base) : std::nullopt;
    if (!value || !IsScalarValue(*value)) return Invalid(start, count + 2);
    at_ += count;
    if (octet) {
      out_ += static_cast<char>(*value);
    } else {
      AppendUtf8(*value, out_);
    }
    return {};
  }

  Error Invalid(size_t start, size_t count) const {
    return Err(Code::kInvalid,
               fmt::format("`{}` is not an escape sequence; write `\\\\` for a backslash",
                           body_.substr(start, count)));
  }

  std::string_view body_;
  bool bytes_;
  size_t at_ = 0;
  std::string out_;
};

}  // namespace

Result<std::string> Unquote(std::string_view literal, bool bytes) {
  const size_t quote_at = literal.find_first_of("\"'");
  const bool raw = literal.substr(0, quote_at).find_first_of("rR") != std::string_view::npos;
  literal.remove_prefix(quote_at);
  const std::string triple(3, literal[0]);
  const size_t quotes = literal.size() >= 6 && literal.starts_with(triple) ? 3 : 1;
  const std::string_view body = literal.substr(quotes, literal.size() - 2 * quotes);
  if (!IsUtf8(body)) return Err(Code::kInvalid, "a string that is not valid UTF-8");
  if (raw) return std::string(body);
  return Unescaper(body, bytes).Run();
}

}  // namespace signalbox::cel
