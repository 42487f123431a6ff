// `"...".format([...])` of the strings extension: %s %d %f %e %b %o %x %X %%, with a precision for
// %f and %e. Definition: https://github.com/google/cel-go/tree/master/ext (Strings, format)
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/ascii.h"
#include "expr/compare.h"
#include "expr/functions.h"
#include "expr/moment.h"
#include "expr/utf8.h"

namespace signalbox::cel {

namespace {

constexpr int kDefaultPrecision = 6;
// More digits than a double can mean anything by.
constexpr int kMaxPrecision = 1000;

Value BadClause(std::string_view clause, std::string_view takes, const Value& given) {
  return Value::Error(
      fmt::format("error during formatting: {} clause can only be used on {}, was "
                  "given {}",
                  clause, takes, KindName(given.kind())));
}

bool IsInteger(const Value& value) {
  return value.is(Kind::kInt) || value.is(Kind::kUint);
}

uint64_t Magnitude(const Value& value) {
  if (value.is(Kind::kUint) || value.as_int() >= 0) return value.as_uint();
  return ~value.as_uint() + 1;
}
std::string_view SignText(const Value& value) {
  return value.is(Kind::kInt) && value.as_int() < 0 ? "-" : "";
}

class Formatter {
 public:
  Formatter(std::string_view pattern, const std::vector<Value>& arguments, Budget& budget)
      : pattern_(pattern), arguments_(arguments), budget_(budget) {}

  Value Run() {
    while (at_ < pattern_.size() && budget_.Spend(1)) {
      const size_t percent = std::min(pattern_.find('%', at_), pattern_.size());
      out_ += pattern_.substr(at_, percent - at_);
      at_ = percent;
      if (at_ == pattern_.size()) break;
      ++at_;
      Value error = Clause();
      if (error.is_error()) return error;
      if (!budget_.SpendText(out_.size() - paid_)) return {};
      paid_ = out_.size();
    }
    return Value::String(out_);
  }

 private:
  // After `%`. Null, or the error.
  Value Clause() {
    if (Take('%')) {
      out_ += '%';
      return {};
    }
    int precision = kDefaultPrecision;
    if (Take('.')) {
      precision = 0;
      if (at_ == pattern_.size() || !IsDigit(pattern_[at_])) {
        return Value::Error("could not parse formatting clause: a precision without digits");
      }
      for (; at_ < pattern_.size() && IsDigit(pattern_[at_]); ++at_) {
        precision = std::min(precision * 10 + (pattern_[at_] - '0'), kMaxPrecision + 1);
      }
      if (precision > kMaxPrecision) {
        return Value::Error(fmt::format("a precision above {}", kMaxPrecision));
      }
    }
    if (at_ == pattern_.size()) {
      return Value::Error("could not parse formatting clause: the text ends after `%`");
    }
    const char verb = pattern_[at_++];
    if (std::string_view("sdfeboxX").find(verb) == std::string_view::npos) {
      const auto whole = DecodeUtf8(pattern_, at_ - 1);
      return Value::Error(
          fmt::format("could not parse formatting clause: unrecognized formatting clause \"{}\"",
                      pattern_.substr(at_ - 1, whole ? whole->length : 0)));
    }
    if (next_ >= arguments_.size()) {
      return Value::Error(fmt::format("index {} out of range", next_));
    }
    return Write(verb, precision, arguments_[next_++]);
  }

  bool Take(char c) {
    if (at_ >= pattern_.size() || pattern_[at_] != c) return false;
    ++at_;
    return true;
  }

  Value Write(char verb, int precision, const Value& value) {
    switch (verb) {
      case 's':
        return WriteText(value);
      case 'd':
        return WriteDecimal(value);
      case 'f':
      case 'e':
        return WriteReal(verb, precision, value);
      case 'b':
        if (value.is(Kind::kBool)) {
          out_ += value.as_bool() ? '1' : '0';
          return {};
        }
        if (!IsInteger(value)) return BadClause("binary", "integers and bools", value);
        out_ += fmt::format("{}{:b}", SignText(value), Magnitude(value));
        return {};
      case 'o':
        if (!IsInteger(value)) return BadClause("octal", "integers", value);
        out_ += fmt::format("{}{:o}", SignText(value), Magnitude(value));
        return {};
      default:
        return WriteHex(verb == 'X', value);
    }
  }

  Value WriteHex(bool upper, const Value& value) {
    if (IsInteger(value)) {
      out_ += SignText(value);
      out_ += upper ? fmt::format("{:X}", Magnitude(value)) : fmt::format("{:x}", Magnitude(value));
      return {};
    }
    if (!value.is(Kind::kString) && !value.is(Kind::kBytes)) {
      return BadClause("hex", "integers, byte buffers, and strings", value);
    }
    for (char c : value.as_text()) {
      const auto byte = static_cast<unsigned char>(c);
      out_ += upper ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
    }
    return {};
  }

  Value WriteDecimal(const Value& value) {
    const bool special = value.is(Kind::kDouble) && !std::isfinite(value.as_double());
    if (!IsInteger(value) && !special) return BadClause("decimal", "integers", value);
    return WriteText(value);
  }

  Value WriteReal(char verb, int precision, const Value& value) {
    double real = 0;
    if (value.is(Kind::kDouble)) {
      real = value.as_double();
    } else if (value.is(Kind::kInt)) {
      real = static_cast<double>(value.as_int());
    } else if (value.is(Kind::kUint)) {
      real = static_cast<double>(value.as_uint());
    } else {
      return BadClause(verb == 'f' ? "fixed-point" : "scientific", "doubles", value);
    }
    if (!std::isfinite(real)) {
      out_ += DoubleText(real);
    } else if (verb == 'f') {
      out_ += fmt::format("{:.{}f}", real, precision);
    } else {
      out_ += fmt::format("{:.{}e}", real, precision);
    }
    return {};
  }

  // Null, or the error.
  Value WriteText(const Value& value) {
    if (!budget_.Spend(1)) return {};
    switch (value.kind()) {
      case Kind::kNull:
        out_ += "null";
        return {};
      case Kind::kBool:
        out_ += value.as_bool() ? "true" : "false";
        return {};
      case Kind::kInt:
        out_ += std::to_string(value.as_int());
        return {};
      case Kind::kUint:
        out_ += std::to_string(value.as_uint());
        return {};
      case Kind::kDouble:
        out_ += DoubleText(value.as_double());
        return {};
      case Kind::kString:
      case Kind::kBytes:
        out_ += value.as_text();
        return {};
      case Kind::kTimestamp:
        out_ += TimestampText(value);
        return {};
      case Kind::kDuration:
        out_ += DurationText(value.duration_ns());
        return {};
      case Kind::kType:
        out_ += KindName(value.as_type());
        return {};
      case Kind::kList:
        return WriteList(value);
      case Kind::kMap:
        return WriteMap(value);
      default:
        break;
    }
    return BadClause("string", "values with a text form", value);
  }

  Value WriteList(const Value& list) {
    out_ += '[';
    bool first = true;
    for (const Value& item : list.items()) {
      if (!first) out_ += ", ";
      first = false;
      Value error = WriteText(item);
      if (error.is_error() || !Paid()) return error;
    }
    out_ += ']';
    return {};
  }

  // In the order of the keys' texts.
  Value WriteMap(const Value& map) {
    std::vector<std::pair<std::string, const Value*>> entries;
    if (!budget_.Spend(static_cast<int64_t>(map.entries().size()))) return {};
    for (const MapEntry& entry : map.entries()) {
      Formatter key("", arguments_, budget_);
      key.WriteText(entry.key);
      entries.emplace_back(std::move(key.out_), &entry.value);
    }
    std::sort(entries.begin(), entries.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    out_ += '{';
    bool first = true;
    for (const auto& [key, value] : entries) {
      if (!first) out_ += ", ";
      first = false;
      out_ += key;
      out_ += ": ";
      Value error = WriteText(*value);
      if (error.is_error() || !Paid()) return error;
    }
    out_ += '}';
    return {};
  }

  // Pays for what was written since; a shared value may print larger than it is.
  bool Paid() {
    const size_t added = out_.size() - paid_;
    paid_ = out_.size();
    return budget_.SpendText(added);
  }

  std::string_view pattern_;
  const std::vector<Value>& arguments_;
  Budget& budget_;
  std::string out_;
  size_t at_ = 0;
  size_t next_ = 0;
  size_t paid_ = 0;
};

Value Format(std::span<Value> args, Budget& budget) {
  return Formatter(args[0].as_text(), args[1].items(), budget).Run();
}

constexpr Signature kFormatSignatures[] = {
    {"string.format(list(dyn)) -> string", &Format},
};

}  // namespace

std::span<const Signature> FormatSignatures() {
  return kFormatSignatures;
}

}  // namespace signalbox::cel
