// Sizes, types and conversions of the standard definitions.
#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/moment.h"
#include "expr/number_edges.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

Value Malformed(std::string_view text, std::string_view kind) {
  return Value::Error(fmt::format("`{}` is not {}", Clip(text, 64), kind));
}

Value NumberOutOfRange(std::string_view kind) {
  return Value::Error(fmt::format("the number is out of the range of {}", kind));
}

Value SizeOfString(Args args, Budget& budget) {
  budget.SpendText(args[0].as_text().size());
  return Value::Int(static_cast<int64_t>(CountCodePoints(args[0].as_text())));
}
Value SizeOfBytes(Args args, Budget&) {
  return Value::Int(static_cast<int64_t>(args[0].as_text().size()));
}
Value SizeOfList(Args args, Budget&) {
  return Value::Int(static_cast<int64_t>(args[0].items().size()));
}
Value SizeOfMap(Args args, Budget&) {
  return Value::Int(static_cast<int64_t>(args[0].entries().size()));
}

Value TypeOf(Args args, Budget&) {
  return Value::Type(args[0].kind());
}

Value IntFromUint(Args args, Budget&) {
  if (args[0].as_uint() > INT64_MAX) return NumberOutOfRange("int");
  return Value::Int(static_cast<int64_t>(args[0].as_uint()));
}
Value IntFromDouble(Args args, Budget&) {
  const double value = args[0].as_double();
  // Both ends are left out, as the language asks: a double there may stand for a number beyond.
  if (!(value > -kTwo63 && value < kTwo63)) return NumberOutOfRange("int");
  return Value::Int(static_cast<int64_t>(value));
}
Value IntFromString(Args args, Budget&) {
  std::string_view text = args[0].as_text();
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() ||
      (args[0].as_text().starts_with("+-"))) {
    return Malformed(args[0].as_text(), "an int");
  }
  return Value::Int(value);
}
Value IntFromTimestamp(Args args, Budget&) {
  return Value::Int(args[0].timestamp_s());
}
Value IntFromDuration(Args args, Budget&) {
  return Value::Int(args[0].duration_ns() / 1'000'000'000);
}

Value UintFromInt(Args args, Budget&) {
  if (args[0].as_int() < 0) return NumberOutOfRange("uint");
  return Value::Uint(static_cast<uint64_t>(args[0].as_int()));
}
Value UintFromDouble(Args args, Budget&) {
  const double value = args[0].as_double();
  if (!(value >= 0 && value < kTwo64)) return NumberOutOfRange("uint");
  return Value::Uint(static_cast<uint64_t>(value));
}
Value UintFromString(Args args, Budget&) {
  const std::string_view text = args[0].as_text();
  uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) {
    return Malformed(text, "a uint");
  }
  return Value::Uint(value);
}

Value DoubleFromInt(Args args, Budget&) {
  return Value::Double(static_cast<double>(args[0].as_int()));
}
Value DoubleFromUint(Args args, Budget&) {
  return Value::Double(static_cast<double>(args[0].as_uint()));
}
Value DoubleFromString(Args args, Budget&) {
  std::string_view text = args[0].as_text();
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ptr != text.data() + text.size() || text.empty() ||
      parsed.ec == std::errc::invalid_argument) {
    return Malformed(args[0].as_text(), "a double");
  }
  if (parsed.ec == std::errc::result_out_of_range) return NumberOutOfRange("double");
  return Value::Double(value);
}

Value BoolFromString(Args args, Budget&) {
  const std::string_view text = args[0].as_text();
  for (std::string_view word : {"true", "TRUE", "True", "t", "1"}) {
    if (text == word) return Value::Bool(true);
  }
  for (std::string_view word : {"false", "FALSE", "False", "f", "0"}) {
    if (text == word) return Value::Bool(false);
  }
  return Malformed(text, "a bool");
}

Value StringFromBool(Args args, Budget&) {
  return Value::Borrow(args[0].as_bool() ? "true" : "false");
}
Value StringFromInt(Args args, Budget&) {
  return Value::String(std::to_string(args[0].as_int()));
}
Value StringFromUint(Args args, Budget&) {
  return Value::String(std::to_string(args[0].as_uint()));
}
Value StringFromDouble(Args args, Budget&) {
  return Value::String(DoubleText(args[0].as_double()));
}
Value StringFromBytes(Args args, Budget& budget) {
  budget.SpendText(args[0].as_text().size());
  if (!IsUtf8(args[0].as_text())) return Value::Error("the bytes are not valid UTF-8");
  return Value::String(args[0].as_text());
}
Value StringFromTimestamp(Args args, Budget&) {
  return Value::String(TimestampText(args[0]));
}
Value StringFromDuration(Args args, Budget&) {
  return Value::String(DurationText(args[0].duration_ns()));
}
Value BytesFromString(Args args, Budget& budget) {
  budget.SpendText(args[0].as_text().size());
  return Value::Bytes(args[0].as_text());
}

constexpr Signature kCoreSignatures[] = {
    {"size(string) -> int", &SizeOfString},
    {"size(bytes) -> int", &SizeOfBytes},
    {"size(list(A)) -> int", &SizeOfList},
    {"size(map(A, B)) -> int", &SizeOfMap},
    {"string.size() -> int", &SizeOfString},
    {"bytes.size() -> int", &SizeOfBytes},
    {"list(A).size() -> int", &SizeOfList},
    {"map(A, B).size() -> int", &SizeOfMap},
    {"type(A) -> type", &TypeOf},
    {"dyn(A) -> dyn", &AsGiven},
    {"int(int) -> int", &AsGiven},
    {"int(uint) -> int", &IntFromUint},
    {"int(double) -> int", &IntFromDouble},
    {"int(string) -> int", &IntFromString},
    {"int(timestamp) -> int", &IntFromTimestamp},
    {"int(duration) -> int", &IntFromDuration},
    {"uint(uint) -> uint", &AsGiven},
    {"uint(int) -> uint", &UintFromInt},
    {"uint(double) -> uint", &UintFromDouble},
    {"uint(string) -> uint", &UintFromString},
    {"double(double) -> double", &AsGiven},
    {"double(int) -> double", &DoubleFromInt},
    {"double(uint) -> double", &DoubleFromUint},
    {"double(string) -> double", &DoubleFromString},
    {"bool(bool) -> bool", &AsGiven},
    {"bool(string) -> bool", &BoolFromString},
    {"string(string) -> string", &AsGiven},
    {"string(bool) -> string", &StringFromBool},
    {"string(int) -> string", &StringFromInt},
    {"string(uint) -> string", &StringFromUint},
    {"string(double) -> string", &StringFromDouble},
    {"string(bytes) -> string", &StringFromBytes},
    {"string(timestamp) -> string", &StringFromTimestamp},
    {"string(duration) -> string", &StringFromDuration},
    {"bytes(bytes) -> bytes", &AsGiven},
    {"bytes(string) -> bytes", &BytesFromString},
};

}  // namespace

Value AsGiven(std::span<Value> arguments, Budget&) {
  return std::move(arguments[0]);
}

std::span<const Signature> CoreSignatures() {
  return kCoreSignatures;
}

}  // namespace signalbox::cel
