// Accounts under their keys in a SQLite file of their own: one million of them are matched without
// being read at start, and an account that was put is found by the next question.
//
// The file is made of what the accounts say, and can be thrown away and made again. It holds names,
// domains, phones and addresses in clear, so it lies where accounts lie. One thread; one writer.
//
//   accounts(number, id, body)   what is compared, ready to be compared
//   keys(key, number)            block_keys.h
//   words(slot, count)           word_counts.h
#pragma once

#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "insight/match/block_keys.h"
#include "insight/match/match_source.h"
#include "store/sqlite/database.h"

namespace signalbox {

class MatchStore : public MatchSource {
 public:
  // Makes the file when it is not there. kCorrupt for one that another version wrote or that is
  // damaged: delete it and put the accounts again. kIo, kForbidden.
  static Result<std::unique_ptr<MatchStore>> Open(const std::string& path);

  // Puts each record in place of the one with its id, all or none; durable and found when it
  // returns. kInvalid for a record without an id.
  Status Put(std::span<const MatchRecord> records);
  // False when there is no such account.
  Result<bool> Remove(const std::string& id);
  // How many accounts there are.
  Result<int64_t> Count() { return database_.QueryInt("SELECT count(*) FROM accounts"); }

  Status Find(uint64_t key, size_t limit, std::vector<uint32_t>* out) override;
  Result<const MatchAccount*> Get(uint32_t number) override;
  const WordCounts& counts() const override { return counts_; }

 private:
  explicit MatchStore(Database database) : database_(std::move(database)) {}
  Status Prepare();
  Status LoadCounts();
  Status PutAll(std::span<const MatchRecord> records);
  Result<bool> RemoveOne(const std::string& id);
  Status SaveCounts();
  void Touch(const MatchName& name);

  Database database_;
  Statement find_, get_, number_of_, add_account_, add_key_, drop_account_, drop_key_, put_word_;
  WordCounts counts_;
  std::set<uint32_t> touched_;  // slots whose counts the open transaction changed
  MatchAccount at_hand_;
};

}  // namespace signalbox
