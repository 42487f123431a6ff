// Optional values and base64. `or` and `orValue` are instructions, because their argument is
// evaluated only when needed; here they have their types. Definition:
// https://github.com/google/cel-spec/wiki/proposal-246 (optionals), cel-go ext (encoders)
#include <array>

#include "expr/functions.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Value NoneOf(Args, Budget&) {
  return Value::None();
}
Value SomeOf(Args args, Budget&) {
  return Value::Some(std::move(args[0]));
}

bool IsZero(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return !value.as_bool();
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDuration:
      return value.as_int() == 0;
    case Kind::kDouble:
      return value.as_double() == 0;
    case Kind::kString:
    case Kind::kBytes:
      return value.as_text().empty();
    case Kind::kList:
      return value.items().empty();
    case Kind::kMap:
      return value.entries().empty();
    case Kind::kTimestamp:
      return value.timestamp_s() == 0 && value.timestamp_ns() == 0;
    case Kind::kOptional:
      return !value.has_value();
    default:
      return false;
  }
}

Value SomeOfNonZero(Args args, Budget&) {
  return IsZero(args[0]) ? Value::None() : Value::Some(std::move(args[0]));
}
Value HasValue(Args args, Budget&) {
  return Value::Bool(args[0].has_value());
}
Value ValueOf(Args args, Budget&) {
  if (!args[0].has_value()) return Value::Error("`value` of optional.none()");
  return args[0].value();
}
Value Or(Args args, Budget&) {
  return args[0].has_value() ? args[0] : args[1];
}
Value OrValue(Args args, Budget&) {
  return args[0].has_value() ? args[0].value() : args[1];
}

Value Unwrap(Args args, Budget& budget) {
  if (!budget.Spend(static_cast<int64_t>(args[0].items().size()))) return {};
  Value values = Value::NewList(args[0].items().size());
  for (const Value& item : args[0].items()) {
    if (!item.is(Kind::kOptional)) return NoSuchOverload("unwrap", std::span(&item, 1));
    if (item.has_value()) values.Append(item.value());
  }
  return values;
}

Value FirstOf(Args args, Budget&) {
  const auto& items = args[0].items();
  return items.empty() ? Value::None() : Value::Some(items.front());
}
Value LastOf(Args args, Budget&) {
  const auto& items = args[0].items();
  return items.empty() ? Value::None() : Value::Some(items.back());
}

Value Base64Encode(Args args, Budget& budget) {
  const std::string_view bytes = args[0].as_text();
  if (!budget.SpendText(bytes.size())) return {};
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - at);
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (size_t i = 0; i < 4; ++i) {
      text += i <= count ? kAlphabet[bits >> (18 - 6 * i) & 63] : '=';
    }
  }
  return Value::String(text);
}

// RFC 4648 section 4; the padding may be left out.
Value Base64Decode(Args args, Budget& budget) {
  std::string_view text = args[0].as_text();
  if (!budget.SpendText(text.size())) return {};
  const Value error = Value::Error("the text is not base64");
  if (text.ends_with('=')) {
    if (text.size() % 4 != 0) return error;
    text.remove_suffix(text.ends_with("==") ? 2 : 1);
  }
  if (text.size() % 4 == 1) return error;
  std::string bytes;
  uint32_t bits = 0;
  size_t count = 0;
  for (char c : text) {
    const size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return error;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xFF);
  }
  return Value::Bytes(bytes);
}

constexpr Signature kSignatures[] = {
    {"optional.none() -> optional(A)", &NoneOf},
    {"optional.of(A) -> optional(A)", &SomeOf},
    {"optional.ofNonZeroValue(A) -> optional(A)", &SomeOfNonZero},
    {"optional.unwrap(list(optional(A))) -> list(A)", &Unwrap},
    {"list(optional(A)).unwrapOpt() -> list(A)", &Unwrap},
    {"optional(A).hasValue() -> bool", &HasValue},
    {"optional(A).value() -> A", &ValueOf},
    {"optional(A).or(optional(A)) -> optional(A)", &Or},
    {"optional(A).orValue(A) -> A", &OrValue},
    {"list(A).first() -> optional(A)", &FirstOf},
    {"list(A).last() -> optional(A)", &LastOf},
    {"base64.encode(bytes) -> string", &Base64Encode},
    {"base64.decode(string) -> bytes", &Base64Decode},
};

}  // namespace

std::span<const Signature> OptionalSignatures() {
  return kSignatures;
}

}  // namespace signalbox::cel
