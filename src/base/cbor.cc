#include "base/cbor.h"

#include "base/limits.h"

namespace signalbox {

void CborWriter::Head(uint8_t major, uint64_t value) {
  const auto initial = static_cast<uint8_t>(major << 5);
  if (value < 24) return out_->push_back(static_cast<char>(initial | value));
  const int power = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffffffff ? 2 : 3;
  const int extra_bytes = 1 << power;
  char head[9];
  head[0] = static_cast<char>(initial | (24 + power));
  for (int i = 0; i < extra_bytes; ++i)
    head[1 + i] = static_cast<char>(value >> (8 * (extra_bytes - 1 - i)));
  out_->append(head, static_cast<size_t>(1 + extra_bytes));
}

CborKind CborReader::Peek() const {
  if (!ok_) return CborKind::kBad;
  if (pos_ == bytes_.size()) return CborKind::kEnd;
  const auto byte = static_cast<uint8_t>(bytes_[pos_]);
  switch (byte >> 5) {
    case 0:
    case 1:
      return CborKind::kInt;
    case 2:
      return CborKind::kBlob;
    case 3:
      return CborKind::kText;
    case 4:
      return CborKind::kArray;
    case 5:
      return CborKind::kMap;
    default:
      break;
  }
  if (byte == 0xf4 || byte == 0xf5) return CborKind::kBool;
  return byte == 0xf6 ? CborKind::kNull : CborKind::kBad;
}

uint64_t CborReader::Head(uint8_t major) {
  if (!ok_ || pos_ >= bytes_.size() || static_cast<uint8_t>(bytes_[pos_]) >> 5 != major) {
    ok_ = false;
    return 0;
  }
  const uint8_t low = static_cast<uint8_t>(bytes_[pos_++]) & 31;
  if (low < 24) return low;
  if (low > 27) {
    ok_ = false;
    return 0;
  }
  const size_t count = size_t{1} << (low - 24);
  if (bytes_.size() - pos_ < count) {
    ok_ = false;
    return 0;
  }
  uint64_t value = 0;
  for (size_t i = 0; i < count; ++i) value = value << 8 | static_cast<uint8_t>(bytes_[pos_++]);
  const uint64_t shortest = low == 24 ? 24 : low == 25 ? 0x100 : low == 26 ? 0x10000 : 0x100000000;
  if (value < shortest) ok_ = false;
  return ok_ ? value : 0;
}

BytesView CborReader::Take(uint64_t count) {
  if (!ok_ || bytes_.size() - pos_ < count) {
    ok_ = false;
    return {};
  }
  const BytesView taken = bytes_.substr(pos_, count);
  pos_ += count;
  return taken;
}

int64_t CborReader::Int() {
  const bool negative = Peek() == CborKind::kInt && (static_cast<uint8_t>(bytes_[pos_]) >> 5) == 1;
  const uint64_t value = Head(negative ? 1 : 0);
  if (value > static_cast<uint64_t>(INT64_MAX)) ok_ = false;
  if (!ok_) return 0;
  return negative ? static_cast<int64_t>(~value) : static_cast<int64_t>(value);
}

uint64_t CborReader::Uint() {
  return Head(0);
}
BytesView CborReader::Blob() {
  return Take(Head(2));
}
std::string_view CborReader::Text() {
  return Take(Head(3));
}

bool CborReader::Bool() {
  if (Peek() != CborKind::kBool) {
    ok_ = false;
    return false;
  }
  return static_cast<uint8_t>(bytes_[pos_++]) == 0xf5;
}

void CborReader::Null() {
  if (Peek() != CborKind::kNull)
    ok_ = false;
  else
    ++pos_;
}

size_t CborReader::Array() {
  const uint64_t count = Head(4);
  if (count > bytes_.size() - pos_) ok_ = false;
  return ok_ ? count : 0;
}

size_t CborReader::Map() {
  const uint64_t count = Head(5);
  if (count > (bytes_.size() - pos_) / 2) ok_ = false;
  return ok_ ? count : 0;
}

void CborReader::Skip() {
  SkipNested(0);
}

void CborReader::SkipNested(int depth) {
  if (depth > kMaxNesting) {
    ok_ = false;
    return;
  }
  switch (Peek()) {
    case CborKind::kInt:
      Head(static_cast<uint8_t>(bytes_[pos_]) >> 5);
      break;
    case CborKind::kBlob:
      Blob();
      break;
    case CborKind::kText:
      Text();
      break;
    case CborKind::kBool:
    case CborKind::kNull:
      ++pos_;
      break;
    case CborKind::kArray:
      for (size_t n = Array(); n > 0 && ok_; --n) SkipNested(depth + 1);
      break;
    case CborKind::kMap:
      for (size_t n = Map(); n > 0 && ok_; --n) {
        SkipNested(depth + 1);
        SkipNested(depth + 1);
      }
      break;
    case CborKind::kEnd:
    case CborKind::kBad:
      ok_ = false;
      break;
  }
}

namespace {

bool CheckItem(CborReader& reader, BytesView bytes, int depth) {
  if (depth > kMaxNesting) return false;
  const CborKind kind = reader.Peek();
  if (kind == CborKind::kArray) {
    for (size_t n = reader.Array(); n > 0; --n) {
      if (!CheckItem(reader, bytes, depth + 1)) return false;
    }
  } else if (kind == CborKind::kMap) {
    BytesView last;
    for (size_t n = reader.Map(); n > 0; --n) {
      const size_t start = reader.position();
      if (!CheckItem(reader, bytes, depth + 1)) return false;
      const BytesView key = bytes.substr(start, reader.position() - start);
      if (!last.empty() && key <= last) return false;
      last = key;
      if (!CheckItem(reader, bytes, depth + 1)) return false;
    }
  } else {
    reader.Skip();
  }
  return reader.ok();
}

}  // namespace

bool IsDeterministicCbor(BytesView bytes) {
  CborReader reader(bytes);
  return CheckItem(reader, bytes, 0) && reader.AtEnd();
}

}  // namespace signalbox
