// Text functions: those of the language and of the strings extension. Positions count code points.
// Definition: https://github.com/google/cel-go/tree/master/ext (Strings)
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "expr/functions.h"
#include "expr/regex.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

// Steps for compiling a pattern that is not constant, besides its length.
constexpr int64_t kRegexSteps = 5'000;

std::string_view Text(const Value& value) {
  return value.as_text();
}

Value IndexOutOfRange(int64_t index) {
  return Value::Error(fmt::format("index out of range: {}", index));
}

Value ContainsText(Args args, Budget& budget) {
  if (!budget.SpendSearch(Text(args[0]).size(), Text(args[1]).size())) return {};
  return Value::Bool(Text(args[0]).find(Text(args[1])) != std::string_view::npos);
}
Value StartsWith(Args args, Budget& budget) {
  budget.SpendText(Text(args[1]).size());
  return Value::Bool(Text(args[0]).starts_with(Text(args[1])));
}
Value EndsWith(Args args, Budget& budget) {
  budget.SpendText(Text(args[1]).size());
  return Value::Bool(Text(args[0]).ends_with(Text(args[1])));
}

Value Matches(Args args, Budget& budget) {
  if (!budget.Spend(kRegexSteps + static_cast<int64_t>(Text(args[0]).size()))) return {};
  const auto regex = CompileRegex(Text(args[1]), kComputedPatternMemory);
  if (!regex.ok()) return Value::Error(regex.error().message);
  return Value::Bool((*regex)->Matches(Text(args[0])));
}

Value CharAt(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  budget.SpendText(text.size());
  const int64_t index = args[1].as_int();
  if (index < 0) return IndexOutOfRange(index);
  const size_t start = ByteOffset(text, static_cast<size_t>(index));
  if (start == std::string_view::npos) return IndexOutOfRange(index);
  const std::string_view rest = text.substr(start);
  return args[0].Part(rest.substr(0, std::min(rest.size(), ByteOffset(rest, 1))));
}

// The code point position of byte `at`.
Value PositionAt(std::string_view text, size_t at) {
  if (at == std::string_view::npos) return Value::Int(-1);
  return Value::Int(static_cast<int64_t>(CountCodePoints(text.substr(0, at))));
}

Value IndexOf(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  if (!budget.SpendSearch(text.size(), Text(args[1]).size())) return {};
  size_t start = 0;
  if (args.size() == 3) {
    const int64_t index = args[2].as_int();
    if (index < 0) return IndexOutOfRange(index);
    start = ByteOffset(text, static_cast<size_t>(index));
    if (start == std::string_view::npos) return IndexOutOfRange(index);
  }
  return PositionAt(text, text.find(Text(args[1]), start));
}

Value LastIndexOf(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  if (!budget.SpendSearch(text.size(), Text(args[1]).size())) return {};
  size_t start = std::string_view::npos;
  if (args.size() == 3) {
    const int64_t index = args[2].as_int();
    if (index < 0) return IndexOutOfRange(index);
    start = ByteOffset(text, static_cast<size_t>(index));
    if (start == std::string_view::npos) return IndexOutOfRange(index);
  }
  return PositionAt(text, text.rfind(Text(args[1]), start));
}

Value Substring(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  budget.SpendText(text.size());
  const int64_t from = args[1].as_int();
  if (from < 0) return IndexOutOfRange(from);
  const size_t start = ByteOffset(text, static_cast<size_t>(from));
  if (start == std::string_view::npos) return IndexOutOfRange(from);
  size_t end = text.size();
  if (args.size() == 3) {
    const int64_t to = args[2].as_int();
    if (to < 0) return IndexOutOfRange(to);
    end = ByteOffset(text, static_cast<size_t>(to));
    if (end == std::string_view::npos) return IndexOutOfRange(to);
    if (from > to) {
      return Value::Error(fmt::format("invalid substring range. start: {}, end: {}", from, to));
    }
  }
  return args[0].Part(text.substr(start, end - start));
}

// Returns the text itself, without a copy, when there is nothing to change.
template <char kFirst, char kLast>
Value ChangeCase(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  budget.SpendText(text.size());
  auto changes = [](char c) { return c >= kFirst && c <= kLast; };
  if (std::none_of(text.begin(), text.end(), changes)) return std::move(args[0]);
  std::string changed(text);
  for (char& c : changed) {
    if (changes(c)) c = static_cast<char>(c ^ 0x20);
  }
  return Value::String(changed);
}

Value Trim(Args args, Budget& budget) {
  std::string_view text = Text(args[0]);
  budget.SpendText(text.size());
  while (!text.empty()) {
    const auto first = DecodeUtf8(text, 0);
    if (!first || !IsWhiteSpace(first->code_point)) break;
    text.remove_prefix(first->length);
  }
  while (!text.empty()) {
    size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    const auto last = DecodeUtf8(text, start);
    if (!last || !IsWhiteSpace(last->code_point)) break;
    text.remove_suffix(text.size() - start);
  }
  if (text.size() == Text(args[0]).size()) return std::move(args[0]);
  return args[0].Part(text);
}

// The pieces between separators, at most `limit` (any number when negative), the last with all the
// rest. An empty separator splits into code points.
std::vector<std::string_view> Pieces(std::string_view text, std::string_view separator,
                                     int64_t limit) {
  std::vector<std::string_view> pieces;
  if (limit == 0) return pieces;
  size_t start = 0;
  while (limit < 0 || static_cast<int64_t>(pieces.size()) + 1 < limit) {
    size_t end = 0;
    if (!separator.empty()) {
      end = text.find(separator, start);
    } else {
      const size_t next = ByteOffset(text.substr(start), 1);
      end = next == std::string_view::npos || start + next >= text.size() ? std::string_view::npos
                                                                          : start + next;
    }
    if (end == std::string_view::npos) break;
    pieces.push_back(text.substr(start, end - start));
    start = end + separator.size();
  }
  if (!separator.empty() || start < text.size()) pieces.push_back(text.substr(start));
  return pieces;
}

Value Split(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  const int64_t limit = args.size() == 3 ? args[2].as_int() : -1;
  // Each piece is a list element; there may be one per byte.
  if (!budget.Spend(static_cast<int64_t>(text.size()) + 1)) return {};
  if (!budget.SpendSearch(text.size(), Text(args[1]).size())) return {};
  Value list = Value::NewList(0);
  for (std::string_view piece : Pieces(text, Text(args[1]), limit)) {
    list.Append(args[0].Part(piece));
  }
  return list;
}

Value Replace(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  const std::string_view from = Text(args[1]);
  const std::string_view to = Text(args[2]);
  int64_t limit = args.size() == 4 ? args[3].as_int() : -1;
  if (!budget.SpendSearch(text.size(), from.size())) return {};
  std::string replaced;
  size_t at = 0;
  while (limit != 0) {
    const size_t found = text.find(from, at);
    if (found == std::string_view::npos) break;
    if (!budget.SpendText(to.size() + found - at)) return {};
    replaced += text.substr(at, found - at);
    replaced += to;
    --limit;
    at = found + from.size();
    if (!from.empty()) continue;
    // An empty pattern stands before every code point and at the end.
    if (at >= text.size()) return Value::String(replaced);
    const size_t next = std::min(text.size() - at, ByteOffset(text.substr(at), 1));
    replaced += text.substr(at, next);
    at += next;
  }
  replaced += text.substr(at);
  return Value::String(replaced);
}

Value Join(Args args, Budget& budget) {
  const std::string_view separator = args.size() == 2 ? Text(args[1]) : "";
  std::string joined;
  bool first = true;
  for (const Value& item : args[0].items()) {
    if (!item.is(Kind::kString)) return NoSuchOverload("join", std::span(&item, 1));
    if (!budget.SpendText(separator.size() + Text(item).size())) return {};
    if (!first) joined += separator;
    first = false;
    joined += Text(item);
  }
  return Value::String(joined);
}

Value ReverseText(Args args, Budget& budget) {
  const std::string_view text = Text(args[0]);
  if (!budget.SpendText(text.size())) return {};
  std::string reversed;
  reversed.reserve(text.size());
  size_t end = text.size();
  while (end > 0) {
    size_t start = end - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    reversed += text.substr(start, end - start);
    end = start;
  }
  return Value::String(reversed);
}

Value Quote(Args args, Budget& budget) {
  constexpr std::string_view kSpecial = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kLetters = "abfnrtv\\\"";
  const std::string_view text = Text(args[0]);
  if (!budget.SpendText(text.size())) return {};
  std::string quoted = "\"";
  for (size_t at = 0; at < text.size();) {
    const auto decoded = DecodeUtf8(text, at);
    if (!decoded) {
      AppendUtf8(kReplacementCharacter, quoted);
      ++at;
      continue;
    }
    const size_t special = kSpecial.find(text[at]);
    if (special != std::string_view::npos) {
      quoted += '\\';
      quoted += kLetters[special];
    } else {
      quoted += text.substr(at, decoded->length);
    }
    at += decoded->length;
  }
  return Value::String(quoted + "\"");
}

constexpr Signature kStringSignatures[] = {
    {"string.contains(string) -> bool", &ContainsText},
    {"string.startsWith(string) -> bool", &StartsWith},
    {"string.endsWith(string) -> bool", &EndsWith},
    {"string.matches(string) -> bool", &Matches},
    {"matches(string, string) -> bool", &Matches},
    {"string.charAt(int) -> string", &CharAt},
    {"string.indexOf(string) -> int", &IndexOf},
    {"string.indexOf(string, int) -> int", &IndexOf},
    {"string.lastIndexOf(string) -> int", &LastIndexOf},
    {"string.lastIndexOf(string, int) -> int", &LastIndexOf},
    {"string.substring(int) -> string", &Substring},
    {"string.substring(int, int) -> string", &Substring},
    {"string.lowerAscii() -> string", &ChangeCase<'A', 'Z'>},
    {"string.upperAscii() -> string", &ChangeCase<'a', 'z'>},
    {"string.trim() -> string", &Trim},
    {"string.split(string) -> list(string)", &Split},
    {"string.split(string, int) -> list(string)", &Split},
    {"string.replace(string, string) -> string", &Replace},
    {"string.replace(string, string, int) -> string", &Replace},
    {"list(string).join() -> string", &Join},
    {"list(string).join(string) -> string", &Join},
    {"string.reverse() -> string", &ReverseText},
    {"strings.quote(string) -> string", &Quote},
};

}  // namespace

std::span<const Signature> StringSignatures() {
  return kStringSignatures;
}

}  // namespace signalbox::cel
