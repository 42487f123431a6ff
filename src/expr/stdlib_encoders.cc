// The encoders extension: base64 (RFC 4648 section 4).
// Definition: https://github.com/google/cel-go/tree/master/ext (Encoders)
#include <algorithm>

#include "expr/functions.h"

namespace signalbox::cel {

namespace {

using Args = std::span<Value>;

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

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

// The padding may be left out.
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

constexpr Signature kEncoderSignatures[] = {
    {"base64.encode(bytes) -> string", &Base64Encode},
    {"base64.decode(string) -> bytes", &Base64Decode},
};

}  // namespace

std::span<const Signature> EncoderSignatures() {
  return kEncoderSignatures;
}

}  // namespace signalbox::cel
