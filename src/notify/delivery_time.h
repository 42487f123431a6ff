// When somebody is told by mail: at once or in a digest, not in their quiet hours, and never in a
// flood.
//
// Pure. Local times are those of the person's own zone; daylight saving time is business_time.h's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "lead/person.h"

namespace signalbox {

// What one person wants. Minutes of the local day.
struct NoticeSettings {
  bool mail = true;            // false: in the program alone
  int digest_minute = -1;      // -1: at once
  int quiet_from_minute = -1;  // -1: no quiet hours; they may go over midnight
  int quiet_to_minute = -1;
  bool in_working_hours = true;  // not outside the hours, leaves and pauses of the roster
  bool operator==(const NoticeSettings&) const = default;
};

// `07:30` as minutes of the day, 0 to 1439; kInvalid otherwise.
Result<int> ParseDayMinute(std::string_view text);
std::string FormatDayMinute(int minute);

// The first time at or after `now` at which the person may be told; `now` for somebody who is never
// at work.
TimeUs DeliverAt(const Person& person, const NoticeSettings& settings, TimeUs now);

// `Mon 23 Nov 2026, 16:30 (Europe/Berlin)`
std::string LocalTimeText(TimeUs time, std::string_view zone);

// Single messages to one person within kBurstWindowUs; what comes beyond is folded into one.
inline constexpr size_t kBurstMessages = 3;
inline constexpr TimeUs kBurstWindowUs = 10 * kMinuteUs;
// Things that one message lists; of more it gives the number.
inline constexpr size_t kMaxFolded = 50;

struct FoldPlan {
  enum class Kind : uint8_t { kSingles, kFolded, kWait };
  Kind kind = Kind::kSingles;
  TimeUs until = 0;  // of kWait
  bool operator==(const FoldPlan&) const = default;
};

// How `waiting` things go out now, where messages went out at `sent` (ascending) before. A digest
// is always one message.
FoldPlan PlanMessages(size_t waiting, const std::vector<TimeUs>& sent, bool digest, TimeUs now);

}  // namespace signalbox
