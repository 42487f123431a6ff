// Reads the payload of a model file front to back, little-endian (this program's machines are, and
// the build refuses others). Asking for more than is there gives zeros and empties and is
// remembered: a decoder reads on and asks `ok()` once at the end, and before it trusts a count.
// Not thread safe; views the bytes, which must outlive it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"

namespace signalbox {

static_assert(std::endian::native == std::endian::little);

class ByteCursor {
 public:
  explicit ByteCursor(BytesView bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool AtEnd() const { return ok_ && bytes_.empty(); }
  size_t left() const { return bytes_.size(); }  // bytes not read yet

  template <typename T>
  T Number() {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    const BytesView from = Take(sizeof(T));
    if (from.size() == sizeof(T)) std::memcpy(&value, from.data(), sizeof(T));
    return value;
  }

  BytesView Take(size_t count) {
    if (!ok_ || count > bytes_.size()) {
      ok_ = false;
      return {};
    }
    const BytesView taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  // `count` numbers; empty and not ok when there are fewer.
  template <typename T>
  std::vector<T> Numbers(size_t count) {
    if (count > bytes_.size() / sizeof(T)) ok_ = false;
    const BytesView from = ok_ ? Take(count * sizeof(T)) : BytesView();
    std::vector<T> values(from.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), from.data(), from.size());
    return values;
  }

  // A count in 32 bits, then that many.
  template <typename T>
  std::vector<T> Counted() {
    return Numbers<T>(Number<uint32_t>());
  }
  std::string Text() { return std::string(Take(Number<uint32_t>())); }

 private:
  BytesView bytes_;
  bool ok_ = true;
};

// The other way: appends.
template <typename T>
void AppendNumber(T value, Bytes* out) {
  static_assert(std::is_arithmetic_v<T>);
  out->append(reinterpret_cast<const char*>(&value), sizeof(T));
}
template <typename T>
void AppendNumbers(const std::vector<T>& values, Bytes* out) {
  AppendNumber(static_cast<uint32_t>(values.size()), out);
  out->append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}
inline void AppendText(std::string_view text, Bytes* out) {
  AppendNumber(static_cast<uint32_t>(text.size()), out);
  out->append(text);
}

}  // namespace signalbox
