#include "intake/json_place.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/ascii.h"
#include "base/limits.h"

namespace signalbox {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool IsHex(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A recogniser of RFC 8259 with an explicit stack, so that depth costs memory and not stack.
class Walker {
 public:
  explicit Walker(std::string_view json) : json_(json) {}

  std::optional<JsonFault> Find() {
    const char* fault = Walk();
    if (fault == nullptr) return std::nullopt;
    return JsonFault{LineAndColumn(json_, at_) + ": " + fault, Pointer()};
  }

 private:
  // An object or array that has not ended, and where in it we are.
  struct Open {
    char kind;
    std::string_view key{};
    size_t index = 0;
  };

  // Empty beyond the depth that is read at all, so that a message stays one.
  std::string Pointer() const {
    std::string pointer;
    if (open_.size() > static_cast<size_t>(kMaxNesting)) return pointer;
    for (const Open& open : open_) {
      if (open.kind == '{' && open.key.data() == nullptr) break;  // before its first name
      pointer += '/';
      if (open.kind == '[') pointer += std::to_string(open.index);
      for (const char c : open.key) {
        if (c == '~')
          pointer += "~0";
        else if (c == '/')
          pointer += "~1";
        else
          pointer += c;
      }
    }
    return pointer;
  }

  bool AtEnd() const { return at_ >= json_.size(); }
  char Peek() const { return AtEnd() ? '\0' : json_[at_]; }
  void SkipSpace() {
    while (!AtEnd() && IsSpace(json_[at_])) ++at_;
  }
  bool Take(char c) {
    if (Peek() != c || AtEnd()) return false;
    ++at_;
    return true;
  }

  // Returns what is wrong at `at_`, or nullptr.
  const char* Walk() {
    bool value_next = true;
    while (true) {
      SkipSpace();
      if (value_next) {
        if (const char* fault = Value(&value_next)) return fault;
        continue;
      }
      if (open_.empty()) return AtEnd() ? nullptr : "text after the end of the value";
      if (const char* fault = AfterValue(&value_next)) return fault;
    }
  }

  const char* Value(bool* value_next) {
    *value_next = false;
    if (Take('{')) {
      SkipSpace();
      if (Take('}')) return nullptr;
      open_.push_back({'{'});
      *value_next = true;
      return Key();
    }
    if (Take('[')) {
      SkipSpace();
      if (Take(']')) return nullptr;
      open_.push_back({'['});
      *value_next = true;
      return nullptr;
    }
    if (Peek() == '"') return String();
    if (Peek() == '-' || IsDigit(Peek())) return Number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (json_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return nullptr;
      }
    }
    return AtEnd() ? "the text ends where a value should be" : "expected a value";
  }

  const char* Key() {
    SkipSpace();
    if (Peek() != '"') return "expected a name in double quotes";
    const size_t start = at_;
    if (const char* fault = String()) return fault;
    open_.back().key = json_.substr(start + 1, at_ - start - 2);
    SkipSpace();
    return Take(':') ? nullptr : "expected `:` after the name";
  }

  const char* AfterValue(bool* value_next) {
    const bool object = open_.back().kind == '{';
    if (Take(object ? '}' : ']')) {
      open_.pop_back();
      return nullptr;
    }
    if (!Take(',')) {
      if (AtEnd()) return object ? "the object does not end" : "the array does not end";
      return object ? "expected `,` or `}`" : "expected `,` or `]`";
    }
    *value_next = true;
    ++open_.back().index;
    return object ? Key() : nullptr;
  }

  const char* String() {
    const size_t start = at_++;
    while (!AtEnd()) {
      const char c = json_[at_];
      if (c == '"') {
        ++at_;
        return nullptr;
      }
      if (static_cast<unsigned char>(c) < 0x20) return "a control character that is not escaped";
      if (c == '\\') {
        if (const char* fault = Escape()) return fault;
        continue;
      }
      ++at_;
    }
    at_ = start;
    return "the text that begins here does not end";
  }

  const char* Escape() {
    const size_t start = at_;
    const char kind = at_ + 1 < json_.size() ? json_[at_ + 1] : '\0';
    at_ += 2;
    if (kind != '\0' && std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos) {
      return nullptr;
    }
    uint32_t unit = 0;
    if (kind == 'u' && HexUnit(&unit)) {
      if (unit < 0xd800 || unit > 0xdfff) return nullptr;
      uint32_t low = 0;
      if (unit < 0xdc00 && json_.substr(at_).starts_with("\\u")) {
        at_ += 2;
        if (HexUnit(&low) && low >= 0xdc00 && low <= 0xdfff) return nullptr;
      }
      at_ = start;
      return "half of a surrogate pair";
    }
    at_ = start;
    return "an escape that JSON does not have";
  }

  bool HexUnit(uint32_t* unit) {
    if (json_.size() < at_ + 4) return false;
    const std::string_view digits = json_.substr(at_, 4);
    if (!std::all_of(digits.begin(), digits.end(), IsHex)) return false;
    for (const char c : digits) {
      const int digit = IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
      *unit = *unit * 16 + static_cast<uint32_t>(digit);
    }
    at_ += 4;
    return true;
  }

  const char* Number() {
    const size_t start = at_;
    Take('-');
    const size_t digits = at_;
    while (IsDigit(Peek())) ++at_;
    const size_t whole = at_ - digits;
    if (whole == 0 || (whole > 1 && json_[digits] == '0')) {
      at_ = start;
      return "a number that JSON does not have";
    }
    bool integer = true;
    if (Take('.')) {
      integer = false;
      if (!IsDigit(Peek())) return "expected a digit";
      while (IsDigit(Peek())) ++at_;
    }
    if (Peek() == 'e' || Peek() == 'E') {
      integer = false;
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      if (!IsDigit(Peek())) return "expected a digit";
      while (IsDigit(Peek())) ++at_;
    }
    const std::string written(json_.substr(start, at_ - start));
    if (integer && !FitsInteger(written)) {
      at_ = start;
      return "an integer of more than 64 bits; send it as a text";
    }
    if (!integer && std::isinf(std::strtod(written.c_str(), nullptr))) {
      at_ = start;
      return "a number beyond what JSON readers can hold (1e308); send it as a text";
    }
    return nullptr;
  }

  static bool FitsInteger(const std::string& written) {
    const char* end = written.data() + written.size();
    if (written.starts_with('-')) {
      int64_t value = 0;
      return std::from_chars(written.data(), end, value).ec == std::errc();
    }
    uint64_t value = 0;
    return std::from_chars(written.data(), end, value).ec == std::errc();
  }

  std::string_view json_;
  size_t at_ = 0;
  std::vector<Open> open_;
};

// Length of the well-formed UTF-8 sequence at `at` (RFC 3629, table 3-7 of Unicode), 0 for none.
size_t SequenceAt(std::string_view text, size_t at) {
  const auto byte = [&](size_t n) -> unsigned {
    return at + n < text.size() ? static_cast<unsigned char>(text[at + n]) : 0;
  };
  const unsigned first = byte(0);
  const auto tail = [&](size_t n) { return (byte(n) & 0xc0) == 0x80; };
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return tail(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const bool range = !(first == 0xe0 && byte(1) < 0xa0) && !(first == 0xed && byte(1) > 0x9f);
    return range && tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const bool range = !(first == 0xf0 && byte(1) < 0x90) && !(first == 0xf4 && byte(1) > 0x8f);
    return range && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

}  // namespace

JsonShape ShapeOfJson(std::string_view text) {
  const size_t from = std::min(text.find_first_not_of(kJsonSpace), text.size());
  const bool array = text.substr(from).starts_with('[');
  const JsonShape alone = array ? JsonShape::kArray : JsonShape::kOne;
  const size_t end = text.find('\n', from);
  const size_t second = end == text.npos ? text.npos : text.find_first_not_of(kJsonSpace, end);
  if (second == text.npos) return alone;
  // No object that is printed on several lines has another at the beginning of its second.
  const bool object = text[second] == '{';
  if (object && !array) return JsonShape::kLines;
  JsonValueEnd value;
  const bool whole = value.Feed(text.substr(from, end + 1 - from)) != JsonValueEnd::npos;
  return whole && (object || !array) ? JsonShape::kLines : alone;
}

size_t JsonValueEnd::Feed(std::string_view bytes) {
  for (size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
        if (depth_ == 0 && !scalar_) return i + 1;
      }
      continue;
    }
    if (depth_ == 0 && started_) {
      if (c == ',' || c == ']' || c == '}' || IsSpace(c)) return i;
      continue;
    }
    started_ = true;
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
      if (--depth_ == 0) return i + 1;
    } else if (depth_ == 0) {
      if (c == ',' || c == ']' || c == '}') return i;
      scalar_ = true;
    }
  }
  return npos;
}

std::string LineAndColumn(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const size_t line_start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return "line " + std::to_string(lines + 1) + ", column " +
         std::to_string(before.size() - line_start + 1);
}

size_t FirstBadUtf8(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = SequenceAt(text, at);
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::optional<JsonFault> FindJsonFault(std::string_view json) {
  return Walker(json).Find();
}

}  // namespace signalbox
