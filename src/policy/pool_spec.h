// What a bundle says of a pool (docs/pools.md tells each key). Immutable with the policy it belongs
// to; shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "lead/field.h"
#include "policy/calendar.h"

namespace signalbox {

class Condition;
class MemberRule;

// Numbers are stored.
enum class PoolStrategy : uint8_t {
  kRotation = 0,
  kWeighted = 1,
  kStride = 2,
  kTarget = 3,
  kLeastOpen = 4,
  kLongestIdle = 5,
  kTiers = 6,
};
// `rotation`, `weighted`, ...
std::string_view StrategyName(PoolStrategy strategy);

// What becomes of the turns that were taken while a member was away.
enum class OnReturn : uint8_t { kKeepPlace, kCatchUp, kResetToLevel };
// What a pool does when nobody can take a record.
enum class AllOut : uint8_t { kHold, kAssignAnyway, kFallback };
// From when on a turn is the member's for good. Numbers are stored.
enum class CreditOn : uint8_t { kAssigned = 0, kAccepted = 1, kBooked = 2, kHeld = 3 };
// The stretches that caps and targets count in. A day, a week (Monday first) and a month are those
// of a local calendar; an hour is one of the clock in UTC.
enum class CapPeriod : uint8_t { kHour, kDay, kWeek, kMonth };

// Which of these periods `now` lies in; periods count up, one is never met again.
int64_t PeriodOf(CapPeriod each, TimeUs now, std::string_view zone);

// At most `limit` records in each period. A member's own calendar counts, or where the cap is the
// pool's, the policy's.
struct PoolCap {
  bool of_pool = false;
  int64_t limit = 1;
  CapPeriod each = CapPeriod::kDay;
  std::shared_ptr<const Condition> only;  // records that count; null for all
  std::string counter;                    // names it in turns: pool, period, digest of `only`
};
// Every cap costs a counter a member.
inline constexpr size_t kMaxPoolCaps = 8;

// Records that take turns of their own among the members.
struct PoolBand {
  std::string name;
  std::shared_ptr<const Condition> when;
};

// Records that count more than one turn.
struct PoolPoints {
  std::shared_ptr<const Condition> when;
  int64_t count = 1;
};
// More than this makes one record outweigh a working month.
inline constexpr int64_t kMaxPoints = 100;

struct PoolSpec {
  std::string id;
  std::string team;  // members are the people of this team
  PoolStrategy strategy = PoolStrategy::kWeighted;
  std::shared_ptr<const MemberRule> where;       // or whoever this holds for
  std::string shared_turn;                       // the turn's name where pools share it, else empty
  std::shared_ptr<const CalendarSpec> calendar;  // free days; null for none
  std::vector<PoolCap> caps;                     // all must leave room
  std::vector<PoolBand> bands;                   // the first that holds
  std::vector<PoolPoints> points;                // the first that holds, else one
  std::shared_ptr<const Condition> list_lane;  // whose records nobody asked for; null for no lanes
  int64_t reserve = 0;                         // of each member cap, kept free of them
  std::vector<std::shared_ptr<const MemberRule>> tiers;  // first to last, then everybody else
  bool tiers_by_weight = false;                          // or one for each weight, highest first
  PoolStrategy within_tier = PoolStrategy::kWeighted;
  CapPeriod target_each = CapPeriod::kMonth;
  OnReturn on_return = OnReturn::kKeepPlace;
  AllOut all_out = AllOut::kHold;
  std::string fallback;  // pool
  bool skip_previous_owners = false;
  std::vector<Field> sticky;  // owners who keep it where they can take it, the first first
  bool credit_hand_backs = true;
  CreditOn credit_on = CreditOn::kAssigned;
};

}  // namespace signalbox
