// Leave from outside: any bytes as a calendar or a file of leave give absences and faults, each
// with its line; an absence ends after it begins, and no rule comes to more of them than it may.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "intake/leave_file.h"

namespace signalbox {
namespace {

// Two zones, one of them with a clock change, without the system's tables.
class FuzzZones : public ZoneRules {
 public:
  bool IsKnown(std::string_view zone) const override {
    return zone.empty() || zone == "Europe/Berlin";
  }
  TimeUs OffsetAt(std::string_view zone, TimeUs at) const override {
    if (zone.empty()) return 0;
    return (at / (182 * kDayUs) % 2 == 0 ? 1 : 2) * kHourUs;
  }
};

constexpr TimeUs kNow = 1'760'000'000 * kSecondUs;

void Read(std::string_view text) {
  const FuzzZones zones;
  const Result<LeaveFile> file = ReadLeaveFile(text, zones);
  if (!file.ok()) {
    CHECK(!file.error().message.empty());
    return;
  }
  for (const RowFault& fault : file->faults) CHECK(fault.line > 0 && !fault.error.empty());
  for (const LeaveEntry& entry : file->entries) {
    CHECK(entry.line > 0);
    const Result<std::vector<Leave>> leaves = LeavesOf(entry, "Europe/Berlin", zones, kNow);
    if (!leaves.ok()) continue;
    CHECK(leaves->size() <= kMaxOccurrences);
    for (const Leave& leave : *leaves) CHECK(leave.from < leave.to);
  }
}

}  // namespace
}  // namespace signalbox

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  signalbox::Read({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
