#include "intake/utf16_source.h"

#include <algorithm>

namespace signalbox {
namespace {

constexpr std::string_view kLittleEndian = "\xff\xfe";
constexpr std::string_view kBigEndian = "\xfe\xff";
constexpr size_t kPieceBytes = size_t{64} << 10;
// In no UTF-8 text.
constexpr char kNoCharacter = '\xff';

bool IsFirstHalf(uint32_t unit) {
  return unit >= 0xd800 && unit < 0xdc00;
}

bool IsSecondHalf(uint32_t unit) {
  return unit >= 0xdc00 && unit < 0xe000;
}

void AppendUtf8(uint32_t code, std::string* out) {
  const auto tail = [&](int shift) {
    out->push_back(static_cast<char>(0x80 | (code >> shift & 0x3f)));
  };
  if (code < 0x80) {
    out->push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out->push_back(static_cast<char>(0xc0 | code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    out->push_back(static_cast<char>(0xe0 | code >> 12));
    tail(6);
    tail(0);
  } else {
    out->push_back(static_cast<char>(0xf0 | code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

bool BeginsAsUtf16(std::string_view front) {
  const bool is_utf32 = front.starts_with(std::string_view("\xff\xfe\0\0", 4));
  return front.starts_with(kBigEndian) || (front.starts_with(kLittleEndian) && !is_utf32);
}

Utf16Source::Utf16Source(std::string_view front, ByteSource* rest)
    : rest_(rest),
      big_endian_(front.starts_with(kBigEndian)),
      raw_(front.substr(kLittleEndian.size())) {}

void Utf16Source::Decode(bool last) {
  size_t at = 0;
  const auto unit_at = [&](size_t from) -> uint32_t {
    const auto a = static_cast<unsigned char>(raw_[from]);
    const auto b = static_cast<unsigned char>(raw_[from + 1]);
    return big_endian_ ? a << 8U | b : b << 8U | a;
  };
  for (; at + 2 <= raw_.size(); at += 2) {
    const uint32_t unit = unit_at(at);
    if (!IsFirstHalf(unit)) {
      if (IsSecondHalf(unit))
        ready_.push_back(kNoCharacter);
      else
        AppendUtf8(unit, &ready_);
      continue;
    }
    if (at + 4 > raw_.size() && !last) break;
    const uint32_t second = at + 4 > raw_.size() ? 0 : unit_at(at + 2);
    if (IsSecondHalf(second)) {
      AppendUtf8(0x10000 + ((unit - 0xd800) << 10) + (second - 0xdc00), &ready_);
      at += 2;
    } else {
      ready_.push_back(kNoCharacter);
    }
  }
  raw_.erase(0, at);
  if (last && !raw_.empty()) {
    ready_.push_back(kNoCharacter);
    raw_.clear();
  }
}

Result<size_t> Utf16Source::Read(std::span<char> to) {
  while (given_ == ready_.size()) {
    ready_.clear();
    given_ = 0;
    Decode(ended_);
    if (!ready_.empty()) break;
    if (ended_) return size_t{0};
    const size_t had = raw_.size();
    raw_.resize(had + kPieceBytes);
    const Result<size_t> got = rest_->Read({raw_.data() + had, kPieceBytes});
    raw_.resize(had + (got.ok() ? *got : 0));
    if (!got.ok()) return got.error();
    ended_ = *got == 0;
  }
  const size_t count = std::min(to.size(), ready_.size() - given_);
  std::copy_n(ready_.data() + given_, count, to.data());
  given_ += count;
  return count;
}

}  // namespace signalbox
