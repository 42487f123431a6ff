// DIR/search.db: which leads may say a text (search_words.h), for people who look for a lead by a
// name, a company, a number or a domain.
//
// Derived from the log and may be deleted at any time. Holds no text and no plain hash: of each
// text four bytes of an HMAC under a key of the workspace, so that who has the file without the
// keys learns nothing, and what it finds is always to be compared with the record itself. Leads are
// numbered as in views.db, and kept in parts of 8,192: what comes in is written into the newest
// part alone, and a search goes back from it, part by part.
//
// One thread calls CatchUp; Find may come from any thread, on a connection of its own. Nobody but
// the server opens it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/hash.h"
#include "base/ids.h"
#include "base/result.h"
#include "store/keyring.h"
#include "store/sqlite/database.h"
#include "store/store.h"
#include "workspace/event_json.h"

namespace signalbox {

class Views;

// Deletes the file. A server that is running has it open: this is for when none does.
void RemoveSearchIndex(const std::string& directory);

struct SearchFound {
  std::vector<int64_t> numbers;  // descending
  int64_t from = 1;              // all that is indexed from here on was looked at; 1: everything
};

class SearchIndex {
 public:
  // Opens or makes the file at `path`; one of an earlier layout, of another log or under another
  // key is made anew. `keys` and `log_id` are those of the workspace; `keys` outlives it.
  static Result<std::unique_ptr<SearchIndex>> Open(const std::string& path, const Keyring& keys,
                                                   const Id& log_id);

  // Everything below this position is in the file.
  int64_t applied_position() const { return applied_; }
  // Takes in the events [applied_position, until), at most kEventsPerStep; true when there is more.
  // `views` holds all of them.
  Result<bool> CatchUp(const Store& store, const Views& views, int64_t until);

  // Leads with numbers below `before` that may say, for each of `terms`, one of its texts. Stops
  // after the part of the index in which it has `wanted`.
  Result<SearchFound> Find(const std::vector<std::vector<std::string>>& terms, int64_t before,
                           size_t wanted) const;
  // The leads that were merged into one, at any remove.
  Result<std::vector<int64_t>> MergedInto(int64_t number) const;

  // Every row, in order, in one hash: equal files say the same.
  Result<Digest> Contents() const;

 private:
  static constexpr int64_t kEventsPerStep = 50'000;

  SearchIndex(Database database, const Keyring& keys)
      : database_(std::move(database)), keys_(keys) {}
  Status Prepare(const Id& log_id);
  Status Make(const Id& log_id);
  uint32_t TokenOf(std::string_view text) const;
  Result<int64_t> NumberOf(const Views& views, const Id& lead);
  Status Take(const Views& views, BytesView bytes);
  Status TakeSaid(int64_t number, const OpenedEvent& opened);
  Status TakeMerge(const Views& views, const OpenedEvent& opened);
  void Remove(int64_t number);
  Status WriteBack();
  Status RemoveRows();
  Status RemoveErased();
  Status PutMerges();
  Status PutRows();
  Status Undo();

  Database database_;
  const Keyring& keys_;
  Key key_{};
  std::unique_ptr<Database> reader_;
  mutable std::mutex reading_;
  std::atomic<int64_t> applied_ = 0;
  int64_t last_number_ = 0;
  bool overwrite_due_ = false;  // rows were taken out, and the write-ahead file still has them
  // What the step has taken in and not written yet.
  struct Row {
    int64_t number;
    uint32_t token;
    int64_t origin;  // the merged lead that said it; 0 for its own
  };
  struct Merge {
    int64_t number, into;
  };
  std::vector<Row> rows_;
  std::vector<int64_t> removed_, erased_;
  std::vector<Merge> merged_;
  std::unordered_map<Id, int64_t, IdHash> arrived_;
};

}  // namespace signalbox
