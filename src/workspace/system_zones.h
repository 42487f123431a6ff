// The time zones of the system's tzdata, for readers of people's files.
#pragma once

#include "intake/reference_rows.h"

namespace signalbox {

// Stateless and thread safe.
class SystemZones : public ZoneRules {
 public:
  bool IsKnown(std::string_view zone) const override;
  TimeUs OffsetAt(std::string_view zone, TimeUs at) const override;
};

}  // namespace signalbox
