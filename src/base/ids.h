// Identifiers: UUIDv7 (RFC 9562 section 5.7), 16 bytes inside, `lead_0190...` outside.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"

namespace signalbox {

struct Id {
  std::array<uint8_t, 16> bytes{};

  auto operator<=>(const Id&) const = default;
  bool IsZero() const { return *this == Id{}; }
  BytesView View() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
};

// Time-ordered: ids made by one maker sort in the order they were made, even within one
// millisecond. Not thread safe.
class IdMaker {
 public:
  // Keeps a reference; `random` must outlive the maker.
  explicit IdMaker(Random& random) : random_(random) {}
  Id Make(TimeUs now);

 private:
  Random& random_;
  int64_t last_ms_ = 0;
  uint32_t counter_ = 0;
};

// `kind` + `_` + the UUID in its canonical text form, e.g.
// `lead_0193f2c8-7c3a-7c00-8000-0123456789ab`.
std::string FormatId(std::string_view kind, const Id& id);
// The id after `kind_`; kInvalid when the kind differs or the rest is no UUID.
Result<Id> ParseId(std::string_view kind, std::string_view text);
Result<Id> IdFromBytes(BytesView bytes);

struct IdHash {
  size_t operator()(const Id& id) const {
    uint64_t low = 0;
    for (size_t i = 8; i < 16; ++i) low = low << 8 | id.bytes[i];
    uint64_t high = 0;
    for (size_t i = 0; i < 8; ++i) high = high << 8 | id.bytes[i];
    return static_cast<size_t>((low ^ (high * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd);
  }
};

}  // namespace signalbox
