#include "policy/pool_spec.h"

namespace signalbox {

// Every number is above zero, for zero says that a turn belongs to no period.
int64_t PeriodOf(CapPeriod each, TimeUs now, std::string_view zone) {
  if (each == CapPeriod::kHour) return now / kHourUs + 1;
  const LocalTime local = ToLocal(now, zone);
  if (each == CapPeriod::kMonth) return int64_t{local.year} * 12 + local.month;
  const int64_t day = local.day_number;
  // 1970-01-01 was a Thursday.
  return each == CapPeriod::kDay ? day + 1 : (day + 3) / 7 + 1;
}

}  // namespace signalbox
