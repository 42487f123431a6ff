#include "expr/compare.h"

#include <array>
#include <charconv>
#include <cmath>

#include "expr/moment.h"
#include "expr/number_edges.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

// Enough for any message; a value may print exponentially larger than it is stored.
constexpr size_t kTextLimit = 64 * 1024;

template <typename T>
Order Three(const T& a, const T& b) {
  if (a < b) return Order::kLess;
  return b < a ? Order::kGreater : Order::kEqual;
}

Order Reverse(Order order) {
  if (order == Order::kLess) return Order::kGreater;
  return order == Order::kGreater ? Order::kLess : order;
}

// The reference implementations compare in double where a double is involved, after the range is
// settled.
Order CompareIntDouble(int64_t a, double b) {
  if (std::isnan(b)) return Order::kUnordered;
  if (b < -kTwo63) return Order::kGreater;
  if (b > kTwo63) return Order::kLess;
  return Three(static_cast<double>(a), b);
}

Order CompareUintDouble(uint64_t a, double b) {
  if (std::isnan(b)) return Order::kUnordered;
  if (b < 0) return Order::kGreater;
  if (b > kTwo64) return Order::kLess;
  return Three(static_cast<double>(a), b);
}

Order CompareIntUint(int64_t a, uint64_t b) {
  return a < 0 ? Order::kLess : Three(static_cast<uint64_t>(a), b);
}

Order CompareNumbers(const Value& a, const Value& b) {
  switch (a.kind()) {
    case Kind::kInt:
      if (b.is(Kind::kInt)) return Three(a.as_int(), b.as_int());
      if (b.is(Kind::kUint)) return CompareIntUint(a.as_int(), b.as_uint());
      return CompareIntDouble(a.as_int(), b.as_double());
    case Kind::kUint:
      if (b.is(Kind::kInt)) return Reverse(CompareIntUint(b.as_int(), a.as_uint()));
      if (b.is(Kind::kUint)) return Three(a.as_uint(), b.as_uint());
      return CompareUintDouble(a.as_uint(), b.as_double());
    default:
      if (b.is(Kind::kInt)) return Reverse(CompareIntDouble(b.as_int(), a.as_double()));
      if (b.is(Kind::kUint)) return Reverse(CompareUintDouble(b.as_uint(), a.as_double()));
      if (std::isnan(a.as_double()) || std::isnan(b.as_double())) return Order::kUnordered;
      return Three(a.as_double(), b.as_double());
  }
}

std::optional<bool> ListsEqual(const Value& a, const Value& b, Budget& budget) {
  if (a.items().size() != b.items().size()) return false;
  for (size_t i = 0; i < a.items().size(); ++i) {
    const auto equal = Equals(a.items()[i], b.items()[i], budget);
    if (!equal || !*equal) return equal;
  }
  return true;
}

std::optional<bool> MapsEqual(const Value& a, const Value& b, Budget& budget) {
  if (a.entries().size() != b.entries().size()) return false;
  for (const MapEntry& entry : a.entries()) {
    const Value* other = b.Find(entry.key);
    if (other == nullptr) return false;
    const auto equal = Equals(entry.value, *other, budget);
    if (!equal || !*equal) return equal;
  }
  return true;
}

int KeyRank(const Value& key) {
  if (key.is(Kind::kBool)) return 0;
  if (IsNumber(key.kind())) return 1;
  return key.is(Kind::kString) ? 2 : 3;
}

}  // namespace

std::optional<bool> Equals(const Value& a, const Value& b, Budget& budget) {
  if (!budget.Spend(1)) return std::nullopt;
  if (a.kind() != b.kind()) {
    if (!IsNumber(a.kind()) || !IsNumber(b.kind())) return false;
    return CompareNumbers(a, b) == Order::kEqual;
  }
  switch (a.kind()) {
    case Kind::kNull:
      return true;
    case Kind::kBool:
      return a.as_bool() == b.as_bool();
    case Kind::kInt:
    case Kind::kDuration:
    case Kind::kType:
      return a.as_int() == b.as_int();
    case Kind::kUint:
      return a.as_uint() == b.as_uint();
    case Kind::kDouble:
      return a.as_double() == b.as_double();
    case Kind::kString:
    case Kind::kBytes:
      if (a.as_text().size() != b.as_text().size()) return false;
      if (!budget.SpendText(a.as_text().size())) return std::nullopt;
      return a.as_text() == b.as_text();
    case Kind::kTimestamp:
      return a.timestamp_s() == b.timestamp_s() && a.timestamp_ns() == b.timestamp_ns();
    case Kind::kList:
      return ListsEqual(a, b, budget);
    case Kind::kMap:
      return MapsEqual(a, b, budget);
    case Kind::kOptional:
      if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
      return Equals(a.value(), b.value(), budget);
    case Kind::kError:
    case Kind::kUnknown:
      return false;
  }
  return false;
}

Order Compare(const Value& a, const Value& b) {
  if (IsNumber(a.kind()) && IsNumber(b.kind())) return CompareNumbers(a, b);
  if (a.kind() != b.kind()) return Order::kNoOverload;
  switch (a.kind()) {
    case Kind::kBool:
      return Three(a.as_bool(), b.as_bool());
    case Kind::kString:
    case Kind::kBytes:
      return Three(a.as_text(), b.as_text());
    case Kind::kDuration:
      return Three(a.duration_ns(), b.duration_ns());
    case Kind::kTimestamp: {
      const Order seconds = Three(a.timestamp_s(), b.timestamp_s());
      return seconds == Order::kEqual ? Three(a.timestamp_ns(), b.timestamp_ns()) : seconds;
    }
    default:
      return Order::kNoOverload;
  }
}

int CompareKeys(const Value& a, const Value& b) {
  const int rank_a = KeyRank(a);
  const int rank_b = KeyRank(b);
  if (rank_a != rank_b) return rank_a < rank_b ? -1 : 1;
  if (rank_a == 3) return 1;
  switch (Compare(a, b)) {
    case Order::kLess:
      return -1;
    case Order::kEqual:
      return 0;
    default:
      return 1;
  }
}

std::string DoubleText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  const double size = std::fabs(value);
  // The bounds of ECMAScript's Number.toString: digits for what a person would write out.
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
  std::array<char, 64> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(digits.data(), end.ptr);
}

namespace {

void AppendQuoted(std::string_view text, bool bytes, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += bytes ? "b\"" : "\"";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20 || byte == 0x7F || (bytes && byte >= 0x80)) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendCel(const Value& value, std::string& out);

template <typename Items, typename Each>
void AppendAll(char open, char close, const Items& items, std::string& out, Each each) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ", ";
    first = false;
    if (out.size() > kTextLimit) {
      out += "...";
      break;
    }
    each(item);
  }
  out += close;
}

void AppendDouble(double value, std::string& out) {
  const std::string text = DoubleText(value);
  if (!std::isfinite(value)) {
    out += "double(\"" + text + "\")";
    return;
  }
  out += text;
  // Without a point or an exponent it would read back as an int.
  if (text.find_first_of(".e") == std::string::npos) out += ".0";
}

void AppendCel(const Value& value, std::string& out) {
  switch (value.kind()) {
    case Kind::kNull:
      out += "null";
      return;
    case Kind::kBool:
      out += value.as_bool() ? "true" : "false";
      return;
    case Kind::kInt:
      out += std::to_string(value.as_int());
      return;
    case Kind::kUint:
      out += std::to_string(value.as_uint()) + "u";
      return;
    case Kind::kDouble:
      AppendDouble(value.as_double(), out);
      return;
    case Kind::kString:
      AppendQuoted(value.as_text(), false, out);
      return;
    case Kind::kBytes:
      AppendQuoted(value.as_text(), true, out);
      return;
    case Kind::kTimestamp:
      out += "timestamp(\"" + TimestampText(value) + "\")";
      return;
    case Kind::kDuration:
      out += "duration(\"" + DurationText(value.duration_ns()) + "\")";
      return;
    case Kind::kType:
      out += KindName(value.as_type());
      return;
    case Kind::kList:
      AppendAll('[', ']', value.items(), out, [&out](const Value& item) { AppendCel(item, out); });
      return;
    case Kind::kMap:
      AppendAll('{', '}', value.entries(), out, [&out](const MapEntry& entry) {
        AppendCel(entry.key, out);
        out += ": ";
        AppendCel(entry.value, out);
      });
      return;
    case Kind::kOptional:
      if (!value.has_value()) {
        out += "optional.none()";
        return;
      }
      out += "optional.of(";
      AppendCel(value.value(), out);
      out += ")";
      return;
    case Kind::kError:
      out += "error: " + value.error_message();
      return;
    case Kind::kUnknown:
      out += "unknown";
      return;
  }
}

}  // namespace

std::string Shown(const Value& value) {
  // A long text is not worth quoting in full.
  constexpr size_t kShownBytes = 120;
  const std::string text = ToCel(value);
  return text.size() <= kShownBytes ? text : std::string(Clip(text, kShownBytes)) + "...";
}

std::string ToCel(const Value& value) {
  std::string out;
  AppendCel(value, out);
  return out;
}

}  // namespace signalbox::cel
