// Writing what StateSaver::Take took.
#include <algorithm>
#include <iterator>

#include "engine/state_pages.h"
#include "engine/state_saver.h"

namespace signalbox {
namespace {

// Runs of a like size are merged when there are this many, so that a key is in one of few.
constexpr size_t kMergeRuns = 4;
// A run of more is left alone: merging holds all its keys in memory (20 bytes each).
constexpr size_t kMaxMergedKeys = size_t{4} << 20;

size_t TierOf(size_t keys) {
  size_t tier = 0;
  for (size_t size = 4'096; size < keys; size *= kMergeRuns) ++tier;
  return tier;
}

// A key of both has the newer's value.
std::vector<KeyEntry> Merged(const std::vector<KeyEntry>& newer,
                             const std::vector<KeyEntry>& older) {
  std::vector<KeyEntry> merged;
  merged.reserve(newer.size() + older.size());
  std::set_union(newer.begin(), newer.end(), older.begin(), older.end(), std::back_inserter(merged),
                 [](const KeyEntry& a, const KeyEntry& b) { return a.key < b.key; });
  return merged;
}

class KeyWriter {
 public:
  KeyWriter(const StateFile& file, SavedState* saved, PageChanges* pages)
      : file_(file), saved_(saved), pages_(pages) {}

  Result<KeyIndex::Runs> Write(const IndexChange& change) {
    KeyIndex::Runs runs = change.runs;
    if (change.taken == nullptr) return runs;
    std::vector<KeyEntry> keys = change.taken->Sorted();
    // The newest runs that are no larger than what would become of them join in.
    while (JoinsLast(runs, keys.size())) {
      std::vector<KeyEntry> older;
      older.reserve(runs.back()->size());
      SB_TRY(runs.back()->ReadAll(file_, &older));
      keys = Merged(keys, older);
      for (const PageRange& range : runs.back()->Pages()) saved_->merged.push_back(range);
      runs.pop_back();
    }
    // A save whose end was never told may have used the number.
    const KeyRun run = KeyRun::Make(saved_->next_run++, keys, &pages_->put);
    for (const PageRange& range : run.Pages()) pages_->drop.push_back(range);
    runs.push_back(std::make_shared<const KeyRun>(run));
    return runs;
  }

 private:
  // A merge is worth it when it takes in kMergeRuns - 1 runs of one tier.
  static bool JoinsLast(const KeyIndex::Runs& runs, size_t keys) {
    if (runs.empty() || runs.back()->size() + keys > kMaxMergedKeys) return false;
    const size_t tier = TierOf(runs.back()->size());
    if (tier < TierOf(keys)) return true;
    size_t alike = 0;
    for (auto run = runs.rbegin(); run != runs.rend() && TierOf((*run)->size()) == tier; ++run)
      ++alike;
    return alike >= kMergeRuns - 1 && TierOf(keys) == tier;
  }

  const StateFile& file_;
  SavedState* const saved_;
  PageChanges* const pages_;
};

Bytes EncodeGroup(const FollowUps::Group& group) {
  Bytes out;
  saved::Put(group, &out);
  return out;
}

}  // namespace

Result<SavedState> SaveState(const StateChanges& changes, StateFile& file, const Keyring& keys,
                             Random& random) {
  SavedState saved;
  saved.position = changes.mark.position;
  saved.next_run = changes.next_run;
  PageChanges pages;
  pages.mark = changes.mark;
  pages.drop = changes.drop;
  KeyWriter key_writer(file, &saved, &pages);
  for (size_t i = 0; i < kKeyIndexes; ++i) {
    SB_ASSIGN(saved.runs[i], key_writer.Write(changes.indexes[i]));
  }
  for (const auto& [number, page] : changes.leads)
    pages.put.push_back({{PageKind::kLeads, number}, saved::EncodePage<LeadEntry>(page)});
  for (const auto& [number, page] : changes.requests)
    pages.put.push_back({{PageKind::kRequests, number}, saved::EncodePage<KeyedRequest>(page)});
  for (const auto& [number, group] : changes.follow_ups) {
    if (group.empty())
      pages.drop.push_back({PageKind::kFollowUps, number, number + 1});
    else
      pages.put.push_back({{PageKind::kFollowUps, number}, EncodeGroup(group)});
  }
  StateSealer sealer(keys, changes.mark.log_id, random);
  for (const PersonalPage& page : changes.personal) {
    SB_ASSIGN(Bytes bytes, sealer.SealPersonal(page, changes.mark.position));
    pages.put.push_back({page.id, std::move(bytes)});
  }
  sealer.PutPart(StatePart::kLive, changes.live, &pages);
  if (changes.reference.has_value())
    sealer.PutPart(StatePart::kReference, *changes.reference, &pages);
  sealer.PutPart(StatePart::kTables, EncodeTables(changes, saved), &pages);
  SB_TRY(file.Save(pages));
  return saved;
}

}  // namespace signalbox
