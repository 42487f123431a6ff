// Records in memory under their keys: a file's accounts, for one run of a command. One thread.
#pragma once

#include <unordered_map>
#include <vector>

#include "insight/match/block_keys.h"
#include "insight/match/match_source.h"

namespace signalbox {

class MatchList : public MatchSource {
 public:
  // The number of the record: 0, 1, 2, ...
  uint32_t Add(const MatchRecord& record);
  size_t size() const { return accounts_.size(); }
  const MatchAccount& at(uint32_t number) const { return accounts_[number]; }

  Status Find(uint64_t key, size_t limit, std::vector<uint32_t>* out) override;
  Result<const MatchAccount*> Get(uint32_t number) override { return &accounts_[number]; }
  const WordCounts& counts() const override { return counts_; }

 private:
  std::vector<MatchAccount> accounts_;
  std::unordered_map<uint64_t, std::vector<uint32_t>> by_key_;
  WordCounts counts_;
};

// Counts a name's words, each once.
void CountName(const MatchName& name, WordCounts* counts);
void DiscountName(const MatchName& name, WordCounts* counts);

}  // namespace signalbox
