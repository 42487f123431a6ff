// The workspace's accounts, ready to be matched: blocking keys in memory, kept up with the log, so
// that an account is matchable by the first lead behind it.
//
// Made when the first lead is matched, for a workspace that matches none pays nothing. Told of what
// was committed on the engine's thread (Note, which only remembers) and asked by workers (Match,
// which first takes in what was noted). Thread safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/core.h"
#include "insight/match/match_model.h"
#include "insight/match/match_store.h"
#include "lead/account.h"
#include "lead/attributes.h"

namespace signalbox {

class AccountIndex {
 public:
  // Calls what it is given with the directory, on the engine's thread.
  using ReadDirectory = std::function<Status(std::function<void(const Directory&)>)>;
  explicit AccountIndex(ReadDirectory read) : read_(std::move(read)) {}

  // Engine thread.
  void Note(const std::vector<Emitted>& events);

  // kIo from SQLite.
  Result<MatchAnswer> Match(const Attributes& lead, const MatchModel& model);

 private:
  struct Change {
    Account account;
    bool removed = false;
  };
  Status Begin();
  Status TakeIn();

  const ReadDirectory read_;
  std::mutex noted_mutex_;
  bool begun_ = false;
  std::vector<Change> noted_;
  std::mutex store_mutex_;
  std::unique_ptr<MatchStore> store_;
};

// What an account and a lead say to the matcher.
MatchRecord MatchRecordOf(const Account& account);
MatchRecord MatchRecordOf(const Attributes& lead);

}  // namespace signalbox
