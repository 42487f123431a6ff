// One record of several that are one: a master is elected, and each field is taken by the policy
// from the record that says it best. Pure.
//
// Nothing is lost: a merge says of each field where it came from and what the master had before, so
// that it can be recorded, shown and taken back.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "insight/match/match_record.h"

namespace signalbox {

enum class FieldRule : uint8_t {
  kMaster,  // the master's, where it has one, else the newest given
  kNewest,  // the newest given
  kOldest,  // the oldest given
  kFuller,  // the longest given, of equals the master's, then the newest
};

struct MergePolicy {
  std::array<FieldRule, kMatchFields>
      rules{};  // of the id it is never asked: the master keeps its own
};

struct MergeSource {
  MatchRecord record;
  int64_t changed_us = 0;  // when it was last changed, microseconds UTC
};

struct RecordMerge {
  struct Change {
    MatchField field = MatchField::kId;
    uint32_t from = 0;   // the source that the value came from
    std::string before;  // what the master had
  };
  uint32_t master = 0;  // among the sources
  MatchRecord merged;
  std::vector<Change> changes;  // of the master's fields, in their order; what stays is not told
};

// The source with an owner, of several the one with most fields given, then the oldest, then the
// first. `sources` is not empty.
uint32_t ElectMaster(std::span<const MergeSource> sources);

// `sources` is not empty.
RecordMerge MergeRecords(std::span<const MergeSource> sources, const MergePolicy& policy);

// The master as it was before.
MatchRecord TakeBack(const RecordMerge& merge);

}  // namespace signalbox
