#include "expr/lexer.h"

#include <fmt/format.h>

#include <array>

#include "base/ascii.h"
#include "expr/ast.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

bool IsHex(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool IsIdentStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsIdentPart(char c) {
  return IsIdentStart(c) || IsDigit(c);
}
bool IsQuotedIdentPart(char c) {
  return IsIdentPart(c) || c == '.' || c == '-' || c == '/' || c == ' ';
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  Result<std::vector<Token>> Run() {
    while (true) {
      SkipSpace();
      Token token;
      token.offset = static_cast<uint32_t>(at_);
      if (at_ == source_.size()) {
        tokens_.push_back(token);
        return std::move(tokens_);
      }
      SB_TRY(Next(token));
      tokens_.push_back(std::move(token));
    }
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  Error Fail(size_t offset, std::string_view message) const {
    return Err(Code::kInvalid, PositionPrefix(PositionOf(source_, static_cast<uint32_t>(offset))) +
                                   std::string(message));
  }

  void SkipSpace() {
    while (at_ < source_.size()) {
      const char c = source_[at_];
      if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r') {
        ++at_;
      } else if (c == '/' && Peek(1) == '/') {
        while (at_ < source_.size() && source_[at_] != '\n') ++at_;
      } else {
        return;
      }
    }
  }

  Status Next(Token& token) {
    const char c = Peek();
    if (const size_t quote = QuoteAt(token); quote != std::string_view::npos) {
      return String(token, quote);
    }
    if (IsIdentStart(c)) {
      Ident(token);
      return {};
    }
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return Number(token);
    if (c == '`') return QuotedIdent(token);
    return Punctuation(token);
  }

  // Where the quote of a literal starting here stands, after up to one `r` and one `b` in either
  // order and case.
  size_t QuoteAt(Token& token) const {
    size_t at = at_;
    bool raw = false;
    bool bytes = false;
    for (; at < source_.size() && at < at_ + 2; ++at) {
      const char c = source_[at];
      if (!raw && (c == 'r' || c == 'R')) {
        raw = true;
      } else if (!bytes && (c == 'b' || c == 'B')) {
        bytes = true;
      } else {
        break;
      }
    }
    if (at >= source_.size() || (source_[at] != '"' && source_[at] != '\'')) {
      return std::string_view::npos;
    }
    token.kind = bytes ? TokenKind::kBytes : TokenKind::kString;
    return at;
  }

  Status String(Token& token, size_t quote_at) {
    const std::string_view prefix = source_.substr(at_, quote_at - at_);
    const bool raw = prefix.find_first_of("rR") != std::string_view::npos;
    const char quote = source_[quote_at];
    const std::string triple(3, quote);
    const bool is_triple = source_.substr(quote_at).starts_with(triple);
    size_t at = quote_at + (is_triple ? 3 : 1);
    while (true) {
      if (at >= source_.size()) return Fail(at_, "a string that is not closed");
      if (is_triple ? source_.substr(at).starts_with(triple) : source_[at] == quote) break;
      if (!is_triple && (source_[at] == '\n' || source_[at] == '\r')) {
        return Fail(at_, "a string that is not closed on its line; use three quotes");
      }
      at += !raw && source_[at] == '\\' ? 2 : 1;
    }
    const size_t end = at + (is_triple ? 3 : 1);
    token.text = source_.substr(at_, end - at_);
    auto value = Unquote(token.text, token.kind == TokenKind::kBytes);
    if (!value.ok()) return Fail(at_, value.error().message);
    token.value = std::move(*value);
    at_ = end;
    return {};
  }

  void Ident(Token& token) {
    const size_t start = at_;
    while (IsIdentPart(Peek())) ++at_;
    token.text = source_.substr(start, at_ - start);
    token.kind = TokenKind::kIdent;
    if (token.text == "true") token.kind = TokenKind::kTrue;
    if (token.text == "false") token.kind = TokenKind::kFalse;
    if (token.text == "null") token.kind = TokenKind::kNull;
    if (token.text == "in") token.kind = TokenKind::kPunctuation;
  }

  Status QuotedIdent(Token& token) {
    const size_t start = ++at_;
    while (IsQuotedIdentPart(Peek())) ++at_;
    if (Peek() != '`' || at_ == start) {
      return Fail(start - 1,
                  "a name in backticks takes letters, digits, `_`, `.`, `-`, `/`, space");
    }
    token.kind = TokenKind::kQuotedIdent;
    token.text = source_.substr(start, at_ - start);
    ++at_;
    return {};
  }

  Status Number(Token& token) {
    const size_t start = at_;
    token.kind = TokenKind::kInt;
    if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X') && IsHex(Peek(2))) {
      at_ += 2;
      while (IsHex(Peek())) ++at_;
    } else {
      while (IsDigit(Peek())) ++at_;
      if (Peek() == '.' && IsDigit(Peek(1))) {
        token.kind = TokenKind::kDouble;
        ++at_;
        while (IsDigit(Peek())) ++at_;
      }
      const size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 2 : 1;
      if ((Peek() == 'e' || Peek() == 'E') && IsDigit(Peek(sign))) {
        token.kind = TokenKind::kDouble;
        at_ += sign;
        while (IsDigit(Peek())) ++at_;
      }
    }
    if (token.kind == TokenKind::kInt && (Peek() == 'u' || Peek() == 'U')) {
      token.kind = TokenKind::kUint;
      ++at_;
    }
    token.text = source_.substr(start, at_ - start);
    if (IsIdentPart(Peek())) {
      return Fail(start, fmt::format("`{}{}` is neither a number nor a name", token.text, Peek()));
    }
    return {};
  }

  Status Punctuation(Token& token) {
    constexpr std::array<std::string_view, 6> kPairs = {"&&", "||", "==", "!=", "<=", ">="};
    constexpr std::string_view kSingle = "()[]{}.,:?+-*/%!<>";
    token.kind = TokenKind::kPunctuation;
    for (std::string_view pair : kPairs) {
      if (!source_.substr(at_).starts_with(pair)) continue;
      token.text = source_.substr(at_, 2);
      at_ += 2;
      return {};
    }
    if (kSingle.find(Peek()) != std::string_view::npos && Peek() != '\0') {
      token.text = source_.substr(at_, 1);
      ++at_;
      return {};
    }
    return Fail(at_, Unexpected());
  }

  std::string Unexpected() const {
    switch (Peek()) {
      case '=':
        return "`=` is not an operator; compare with `==`";
      case '&':
        return "`&` is not an operator; use `&&`";
      case '|':
        return "`|` is not an operator; use `||`";
      default:
        break;
    }
    const auto decoded = DecodeUtf8(source_, at_);
    if (!decoded || decoded->code_point < 0x20) return "a character that is not allowed here";
    return fmt::format("`{}` is not allowed here", source_.substr(at_, decoded->length));
  }

  std::string_view source_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> Lex(std::string_view source) {
  return Lexer(source).Run();
}

}  // namespace signalbox::cel
