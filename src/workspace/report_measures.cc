#include "workspace/report_measures.h"

#include <array>

namespace signalbox {
namespace {

struct MeasureSpec {
  std::string_view name;
  bool records;
};

constexpr MeasureSpec kMeasures[] = {
#define SB_X(identifier, name, records) {name, records},
    SB_REPORT_MEASURES(SB_X)
#undef SB_X
};

}  // namespace

std::string_view MeasureName(ReportMeasure measure) {
  return kMeasures[static_cast<size_t>(measure)].name;
}

std::optional<ReportMeasure> MeasureByName(std::string_view name) {
  for (size_t i = 0; i < std::size(kMeasures); ++i) {
    if (kMeasures[i].name == name) return static_cast<ReportMeasure>(i);
  }
  return std::nullopt;
}

MeasureSet KeptRecords() {
  MeasureSet kept = 0;
  for (size_t i = 0; i < std::size(kMeasures); ++i) kept |= MeasureSet{kMeasures[i].records} << i;
  return kept;
}

}  // namespace signalbox
