// What reports count: one name for each thing that can happen to a lead and is counted, with who,
// by which rule and in which detail (docs/reports.md defines each).
//
// Pure values. Numbers and names stand in views.db only, which is derived: changing them needs a
// new layout there, nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/clock.h"
#include "engine/clock_body.h"

namespace signalbox {

// X(identifier, "name", whether each record counted is kept to be opened)
#define SB_REPORT_MEASURES(X)                        \
  X(kReceived, "received", true)                     \
  X(kDecided, "decided", true)                       \
  X(kFallback, "fallback", true)                     \
  X(kUnexplained, "unexplained", true)               \
  X(kPlacedByPolicy, "placed_by_policy", true)       \
  X(kPlacedByHand, "placed_by_hand", true)           \
  X(kFirstContact, "first_contact", true)            \
  X(kSlaKept, "sla_kept", true)                      \
  X(kSlaBroken, "sla_broken", true)                  \
  X(kHandedBack, "handed_back", true)                \
  X(kMisrouted, "misrouted", true)                   \
  X(kChangedByHand, "changed_by_hand", true)         \
  X(kConverted, "converted", true)                   \
  X(kFlawed, "flawed", true)                         \
  X(kHeld, "held", true)                             \
  X(kPublished, "published", true)                   \
  X(kAllOut, "all_out", true)                        \
  X(kTurn, "turns", false)           /* of a pool */ \
  X(kEntitled, "entitled", false)    /* share, e9 */ \
  X(kMissed, "missed", false)        /* share, e9 */ \
  X(kQuality, "data_quality", false) /* 0 to 100 */  \
  X(kTurnOfBand, "turns_of_band", false)             \
  X(kTurnFrom, "turns_from", false) /* a sender */   \
  X(kEvents, "events", false)

enum class ReportMeasure : uint8_t {
#define SB_X(identifier, name, records) identifier,
  SB_REPORT_MEASURES(SB_X)
#undef SB_X
};

// One bit a measure.
using MeasureSet = uint32_t;
template <typename... Measures>
constexpr MeasureSet SetOf(Measures... measures) {
  return (MeasureSet{0} | ... | (MeasureSet{1} << static_cast<int>(measures)));
}
constexpr bool Has(MeasureSet set, ReportMeasure measure) {
  return (set >> static_cast<int>(measure) & 1) != 0;
}

std::string_view MeasureName(ReportMeasure measure);
std::optional<ReportMeasure> MeasureByName(std::string_view name);
// Of which the records behind the number are kept.
MeasureSet KeptRecords();

// What is counted together.
struct ReportKey {
  ReportMeasure measure = ReportMeasure::kReceived;
  PersonRef person = 0;  // whose doing or whose lead; 0 nobody
  std::string rule;      // that decided about the lead
  std::string detail;    // by measure: a reason, an SLA, a pool, a score band
  Bytes version;         // first 8 bytes of the policy's hash; empty before any
  bool operator==(const ReportKey&) const = default;
  auto operator<=>(const ReportKey&) const = default;
};

// One time that it happened.
struct ReportFact {
  ReportKey key;
  int64_t lead = 0;      // number of its row (workspace/views.h); 0 for what is of no lead
  int64_t position = 0;  // of the event
  TimeUs at = 0;
  int64_t value = 0;  // by measure: microseconds, points, a share
};

// Between a pool and a cause, a score band or a sender in the detail of a share of it.
inline constexpr char kDetailSeparator = '\x1f';

}  // namespace signalbox
