// Saving the state to a state file and loading it from there.
//
// What changed is taken on the engine's thread as copies, which costs about a millisecond; writing
// it is somebody else's, while the engine goes on. Until the writer says that it is done, what was
// taken stays in memory and nothing more is taken.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/random.h"
#include "engine/apply.h"
#include "engine/state.h"
#include "store/keyring.h"
#include "store/state_file.h"
#include "store/store.h"

namespace signalbox {

// Identities, external ids, idempotency keys, ids of records: stored in this order.
inline constexpr size_t kKeyIndexes = 4;
std::array<KeyIndex*, kKeyIndexes> KeyIndexesOf(State* state);

// A run, or a record that has arrived, with its personal part still open: in memory only.
struct PersonalPage {
  PageId id;
  int64_t subject = 0;
  Bytes clear, secret;
};

struct IndexChange {
  std::shared_ptr<const KeyTable> taken;  // null: nothing new
  KeyIndex::Runs runs;                    // before
  size_t size = 0;                        // of the index, what was taken included
};

struct StateChanges {
  SavedMark mark;
  std::vector<std::pair<int64_t, PageTable<LeadEntry>::Page>> leads;
  std::vector<std::pair<int64_t, PageTable<KeyedRequest>::Page>> requests;
  std::vector<std::pair<int64_t, FollowUps::Group>> follow_ups;
  std::vector<PersonalPage> personal;
  Bytes live;
  std::optional<Bytes> reference;  // nothing where it is as it was
  std::array<IndexChange, kKeyIndexes> indexes;
  int64_t lead_count = 0, request_count = 0;
  int64_t next_run = 0;  // number of the next run of keys
  std::vector<PageRange> drop;
};

// What a save made: to be taken over by the engine's thread.
struct SavedState {
  int64_t position = 0;
  std::array<KeyIndex::Runs, kKeyIndexes> runs;
  int64_t next_run = 0;
  // Pages of runs that were merged: nobody reads them once the new runs are taken over.
  std::vector<PageRange> merged;
};

// A save of the state has ended.
struct SaveEnded {
  std::shared_ptr<const StateChanges> changes;
  Result<SavedState> saved;
};

// Writes what was taken; any thread, one at a time.
Result<SavedState> SaveState(const StateChanges& changes, StateFile& file, const Keyring& keys,
                             Random& random);

// Whether and what to take next. Engine thread only.
class StateSaver {
 public:
  // `source` reads from the file that is saved to, and outlives the saver and the state.
  explicit StateSaver(PageSource* source) : source_(source) {}

  // An empty state whose pages will be read from the file.
  void Begin(State* state);
  // The saved state of the store's log; null where nothing was saved. kConflict where it is of
  // another log, or of this one before it went another way: the root of the tree tells.
  // kUnsupported for another layout, kCorrupt where it is not what was saved.
  Result<std::unique_ptr<State>> Load(const StateFile& file, const Store& store,
                                      const Keyring& keys, const ApplyContext& context);

  bool saving() const { return taken_ != nullptr; }
  int64_t saved_position() const { return saved_position_; }
  std::shared_ptr<const StateChanges> Take(State* state, const Digest& root);
  // What was taken is saved, or its save failed. Of a state that was dropped meanwhile: nothing.
  void Done(const SaveEnded& ended, State* state);
  // Nobody will say how the save at work ended: what it took is taken again.
  void Abandon(State* state);

 private:
  void TakeRuns(State* state, StateChanges* changes);
  Result<std::unique_ptr<State>> LoadMarked(const StateFile& file, const SavedMark& mark,
                                            const Keyring& keys, const ApplyContext& context);
  Status LoadPages(const StateFile& file, const Keyring& keys, State* state);

  PageSource* const source_;
  std::shared_ptr<const StateChanges> taken_;  // null: no save is at work
  int64_t saved_position_ = 0;
  int64_t next_run_ = 1;
  // A save failed: what is not a table or an index is written as a whole.
  bool whole_ = true;
  std::vector<PageRange> merged_;
};

}  // namespace signalbox
