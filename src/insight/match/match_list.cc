#include "insight/match/match_list.h"

#include <algorithm>

namespace signalbox {
namespace {

std::vector<std::string> WordsOnce(const MatchName& name) {
  std::vector<std::string> words = name.words;
  std::ranges::sort(words);
  const auto rest = std::ranges::unique(words);
  words.erase(rest.begin(), rest.end());
  return words;
}

}  // namespace

void CountName(const MatchName& name, WordCounts* counts) {
  if (name.words.empty()) return;
  for (const std::string& word : WordsOnce(name)) counts->Add(word);
  counts->AddName();
}

void DiscountName(const MatchName& name, WordCounts* counts) {
  if (name.words.empty()) return;
  for (const std::string& word : WordsOnce(name)) counts->Remove(word);
  counts->RemoveName();
}

MatchAccount ReadMatchAccount(const MatchRecord& record) {
  MatchAccount account;
  account.profile = ReadMatchProfile(record);
  account.id = record[MatchField::kId];
  account.parent = record[MatchField::kParent];
  account.owner = record[MatchField::kOwner];
  for (const std::string& field : record.fields) account.given += field.empty() ? 0 : 1;
  return account;
}

uint32_t MatchList::Add(const MatchRecord& record) {
  const auto number = static_cast<uint32_t>(accounts_.size());
  accounts_.push_back(ReadMatchAccount(record));
  const MatchProfile& profile = accounts_.back().profile;
  for (const BlockKey& key : BlockKeys(profile)) by_key_[key.hash].push_back(number);
  CountName(profile.name, &counts_);
  return number;
}

Status MatchList::Find(uint64_t key, size_t limit, std::vector<uint32_t>* out) {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return {};
  const size_t count = std::min(limit, found->second.size());
  out->insert(out->end(), found->second.begin(),
              found->second.begin() + static_cast<std::ptrdiff_t>(count));
  return {};
}

}  // namespace signalbox
