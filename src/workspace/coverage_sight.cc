#include "workspace/coverage_sight.h"

#include <algorithm>
#include <map>

#include "access/small_groups.h"

namespace signalbox {
namespace {

// Codes are for everybody who sees the record; what is no field came under a name of the sender's.
bool SeesAttribute(const Sight& sight, std::string_view attribute) {
  const std::optional<Field> field = FieldByName(attribute);
  if (!field) return sight.SeesAllPersonal();
  return !PersonalFields().test(PlaceOf(*field)) || sight.SeesEverywhere(*field);
}

void TellWithoutLeads(int64_t fewest, WatchedValue* one) {
  one->example = {};
  one->range.reset();
  const int64_t fallback = one->fallback.value_or(0);
  if (IsFew(fallback, fewest) || IsFew(one->leads - fallback, fewest)) one->fallback.reset();
}

// Those of one attribute, none of which is seen.
std::vector<WatchedValue> Folded(std::vector<WatchedValue> values, int64_t fewest) {
  std::sort(values.begin(), values.end(), [](const WatchedValue& a, const WatchedValue& b) {
    return std::pair(a.leads, a.value) > std::pair(b.leads, b.value);
  });
  WatchedValue together{values.front().attribute, "", 0, 0, {}, {}};
  const auto fold = [&](const WatchedValue& one) {
    together.leads += one.leads;
    *together.fallback += one.fallback.value_or(0);
  };
  std::vector<WatchedValue> told;
  for (WatchedValue& one : values) {
    if (one.value.empty() || one.leads < fewest)
      fold(one);
    else
      told.push_back(std::move(one));
  }
  while (IsFew(together.leads, fewest) && !told.empty()) {
    fold(told.back());
    told.pop_back();
  }
  if (together.leads >= fewest) told.push_back(std::move(together));
  for (WatchedValue& one : told) TellWithoutLeads(fewest, &one);
  return told;
}

}  // namespace

bool SeesAllValues(const Sight& sight, const WatchReport& report) {
  const auto seen = [&](const WatchedValue& one) { return SeesAttribute(sight, one.attribute); };
  return std::all_of(report.unnamed.begin(), report.unnamed.end(), seen) &&
         std::all_of(report.unexpected.begin(), report.unexpected.end(), seen);
}

void FoldFewValues(const Sight& sight, int64_t fewest, std::vector<WatchedValue>* values) {
  std::vector<WatchedValue> told;
  std::map<std::string, std::vector<WatchedValue>> kept;
  for (WatchedValue& one : *values) {
    if (SeesAttribute(sight, one.attribute))
      told.push_back(std::move(one));
    else
      kept[one.attribute].push_back(std::move(one));
  }
  for (auto& [attribute, ones] : kept) {
    for (WatchedValue& one : Folded(std::move(ones), fewest)) told.push_back(std::move(one));
  }
  std::stable_sort(told.begin(), told.end(), [](const WatchedValue& a, const WatchedValue& b) {
    return std::pair(a.fallback, a.leads) > std::pair(b.fallback, b.leads);
  });
  *values = std::move(told);
}

}  // namespace signalbox
