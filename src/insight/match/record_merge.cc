#include "insight/match/record_merge.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace signalbox {
namespace {

// True when the rule prefers `a` to `b`, both given.
bool IsPreferred(FieldRule rule, const MergeSource& a, const MergeSource& b, MatchField field) {
  switch (rule) {
    case FieldRule::kOldest:
      return a.changed_us < b.changed_us;
    case FieldRule::kFuller:
      if (a.record[field].size() != b.record[field].size()) {
        return a.record[field].size() > b.record[field].size();
      }
      [[fallthrough]];
    case FieldRule::kMaster:
    case FieldRule::kNewest:
      return a.changed_us > b.changed_us;
  }
  return false;
}

uint32_t SourceOf(std::span<const MergeSource> sources, uint32_t master, FieldRule rule,
                  MatchField field) {
  const std::string& mine = sources[master].record[field];
  if (rule == FieldRule::kMaster && !mine.empty()) return master;
  // The master first: what no rule prefers to it leaves it as it is.
  uint32_t best = master;
  for (uint32_t i = 0; i < sources.size(); ++i) {
    const std::string& given = sources[i].record[field];
    if (i == master || given.empty()) continue;
    const bool tie = rule == FieldRule::kFuller && best == master && given.size() == mine.size();
    if (sources[best].record[field].empty() ||
        (!tie && IsPreferred(rule, sources[i], sources[best], field))) {
      best = i;
    }
  }
  return best;
}

}  // namespace

uint32_t ElectMaster(std::span<const MergeSource> sources) {
  CHECK(!sources.empty());
  const auto rank = [&](uint32_t i) {
    const MatchRecord& record = sources[i].record;
    const auto missing = std::ranges::count_if(record.fields, &std::string::empty);
    return std::tuple(record[MatchField::kOwner].empty(), missing, sources[i].changed_us, i);
  };
  uint32_t master = 0;
  for (uint32_t i = 1; i < sources.size(); ++i) {
    if (rank(i) < rank(master)) master = i;
  }
  return master;
}

RecordMerge MergeRecords(std::span<const MergeSource> sources, const MergePolicy& policy) {
  RecordMerge merge;
  merge.master = ElectMaster(sources);
  merge.merged = sources[merge.master].record;
  for (size_t i = 0; i < kMatchFields; ++i) {
    const auto field = static_cast<MatchField>(i);
    if (field == MatchField::kId) continue;
    const uint32_t from = SourceOf(sources, merge.master, policy.rules[i], field);
    if (sources[from].record[field] == merge.merged[field]) continue;
    merge.changes.push_back({field, from, merge.merged[field]});
    merge.merged[field] = sources[from].record[field];
  }
  return merge;
}

MatchRecord TakeBack(const RecordMerge& merge) {
  MatchRecord record = merge.merged;
  for (const RecordMerge::Change& change : merge.changes) record[change.field] = change.before;
  return record;
}

}  // namespace signalbox
