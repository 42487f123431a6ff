// Time comes from outside: production passes SystemClock, tests and the simulator pass FakeClock.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace signalbox {

// Microseconds since 1970-01-01T00:00:00Z.
using TimeUs = int64_t;

inline constexpr TimeUs kMillisecondUs = 1'000;
inline constexpr TimeUs kSecondUs = 1'000'000;
inline constexpr TimeUs kMinuteUs = 60 * kSecondUs;
inline constexpr TimeUs kHourUs = 60 * kMinuteUs;
inline constexpr TimeUs kDayUs = 24 * kHourUs;

// Thread safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time; it may jump either way.
  virtual TimeUs Now() const = 0;
  // Never goes back; for measuring durations only.
  virtual TimeUs Steady() const = 0;
};

class SystemClock : public Clock {
 public:
  TimeUs Now() const override;
  TimeUs Steady() const override;
};

// Moves only when told to. Not thread safe.
class FakeClock : public Clock {
 public:
  explicit FakeClock(TimeUs start) : now_(start) {}
  TimeUs Now() const override { return now_; }
  TimeUs Steady() const override { return steady_; }
  void Advance(TimeUs by) { now_ += by, steady_ += by; }
  void JumpTo(TimeUs now) { now_ = now; }

 private:
  TimeUs now_;
  TimeUs steady_ = 0;
};

// RFC 3339 in UTC, `2026-11-20T10:11:12Z`, with six digits of fraction only where they are not
// zero.
std::string FormatTime(TimeUs time);

// Reads RFC 3339 with any offset, and plain dates (`2026-11-20`, midnight UTC).
Result<TimeUs> ParseTime(std::string_view text);

// Reads `90s`, `4h`, `30m`, `2d`, `1h30m`, `250ms`; never negative.
Result<TimeUs> ParseDuration(std::string_view text);
std::string FormatDuration(TimeUs duration);

}  // namespace signalbox
