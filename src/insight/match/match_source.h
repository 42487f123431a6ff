// Where a matcher finds records by their keys: in memory (match_list.h) or in a store
// (match_store.h). One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "insight/match/match_profile.h"
#include "insight/match/word_counts.h"

namespace signalbox {

// What a rule about several accounts of one company asks.
struct MatchAccount {
  MatchProfile profile;
  std::string id;
  std::string parent;  // id of another account; empty for none
  std::string owner;
  int32_t given = 0;  // how many fields are given
};

class MatchSource {
 public:
  virtual ~MatchSource() = default;
  // Appends at most `limit` numbers of records under `key`, in the order in which they were added.
  virtual Status Find(uint64_t key, size_t limit, std::vector<uint32_t>* out) = 0;
  // Valid until the next call.
  virtual Result<const MatchAccount*> Get(uint32_t number) = 0;
  virtual const WordCounts& counts() const = 0;
};

// `given` counts the fields that have a value.
MatchAccount ReadMatchAccount(const MatchRecord& record);

}  // namespace signalbox
