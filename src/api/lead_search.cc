#include "api/lead_search.h"

#include <algorithm>

#include "engine/record_ends.h"
#include "workspace/lead_search.h"
#include "workspace/search_writer.h"
#include "workspace/workspace.h"

namespace signalbox {
namespace {

// Each is read out of the log: a tenth of a second altogether.
constexpr int kMostRead = 2'000;
// Each is looked up in the views, to see whether the filters let it by.
constexpr int64_t kMostLookedUp = 20'000;
constexpr size_t kLookedUpAtOnce = 200;

struct SearchHit {
  int64_t number = 0;
  ShownLead shown;
  std::vector<SaidPlaces> places;  // of records merged into it too; empty for one that ended
};

class LeadSearch {
 public:
  LeadSearch(ApiParts& parts, const LeadFilter& filter, const std::vector<SearchTerm>& terms,
             const Sight& sight, std::vector<ShownLead>* shown)
      : parts_(parts), filter_(filter), terms_(terms), sight_(sight), shown_(*shown) {}

  // Where the next page begins; 0 for the end.
  Result<int64_t> Run() {
    SB_ASSIGN(index_, parts_.search.index());
    std::vector<std::vector<std::string>> texts;
    for (const SearchTerm& term : terms_) texts.push_back(term.IndexTexts());
    int64_t before = filter_.before > 0 ? filter_.before : INT64_MAX;
    for (int64_t looked_up = 0;;) {
      SB_ASSIGN(const SearchFound found,
                index_->Find(texts, before, static_cast<size_t>(filter_.limit) + 1));
      for (size_t at = 0; at < found.numbers.size(); at += kLookedUpAtOnce) {
        const size_t end = std::min(at + kLookedUpAtOnce, found.numbers.size());
        SB_ASSIGN(const bool full, TakeSome({found.numbers.begin() + static_cast<int64_t>(at),
                                             found.numbers.begin() + static_cast<int64_t>(end)}));
        if (full) return next_;
        looked_up += static_cast<int64_t>(end - at);
        if (looked_up >= kMostLookedUp) return found.numbers[end - 1];
      }
      if (found.from <= 1) return 0;
      before = found.from;
    }
  }

 private:
  // True when the page ends here; `next_` then says where the next one begins.
  Result<bool> TakeSome(const std::vector<int64_t>& numbers) {
    SB_ASSIGN(std::vector<SearchHit> candidates, Gather(numbers));
    for (SearchHit& one : candidates) {
      const FieldSet hidden = sight_.HiddenOf(OwnerShown(one.shown.answer));
      if (one.places.empty() || HidesAllFacts(hidden)) continue;
      SB_ASSIGN(const bool fits, SaysAll(parts_.workspace, one.places, hidden, terms_));
      if (fits && std::ssize(shown_) == filter_.limit) return true;
      next_ = one.number;
      if (fits) shown_.push_back(std::move(one.shown));
      if (++read_ >= kMostRead) return true;
    }
    return false;
  }

  Result<std::vector<SearchHit>> Gather(const std::vector<int64_t>& numbers) {
    SB_ASSIGN(const std::vector<LeadViewRow> rows, parts_.views.ListAmong(numbers, filter_));
    std::vector<std::vector<Id>> merged(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      SB_ASSIGN(merged[i], MergedInto(rows[i].number));
    }
    std::vector<SearchHit> candidates;
    SB_TRY(parts_.workspace.Ask([&](const Engine& engine) {
      const State& state = engine.state();
      for (size_t i = 0; i < rows.size(); ++i) {
        SearchHit& one = candidates.emplace_back();
        one.number = rows[i].number;
        one.shown = ShownOfRow(rows[i], state);
        const auto at = state.lead_by_id.find(rows[i].id);
        // A record that was merged away or deleted is found no more.
        if (at == state.lead_by_id.end() || CurrentRecord(state, at->second) != at->second)
          continue;
        one.places.push_back(SaidPlacesOf(state.leads[at->second]));
        for (const Id& id : merged[i]) {
          if (const auto other = state.lead_by_id.find(id); other != state.lead_by_id.end())
            one.places.push_back(SaidPlacesOf(state.leads[other->second]));
        }
      }
    }));
    return candidates;
  }

  Result<std::vector<Id>> MergedInto(int64_t number) {
    SB_ASSIGN(const std::vector<int64_t> numbers, index_->MergedInto(number));
    if (numbers.empty()) return std::vector<Id>();
    SB_ASSIGN(const std::vector<LeadViewRow> rows, parts_.views.ListAmong(numbers, LeadFilter()));
    std::vector<Id> ids;
    for (const LeadViewRow& row : rows) ids.push_back(row.id);
    return ids;
  }

  ApiParts& parts_;
  const LeadFilter& filter_;
  const std::vector<SearchTerm>& terms_;
  const Sight& sight_;
  std::vector<ShownLead>& shown_;
  std::shared_ptr<const SearchIndex> index_;
  int64_t next_ = 0;
  int read_ = 0;
};

}  // namespace

Status SearchLeads(ApiParts& parts, const LeadFilter& filter, const std::vector<SearchTerm>& terms,
                   const Sight& sight, std::vector<ShownLead>* shown, int64_t* last) {
  SB_ASSIGN(*last, LeadSearch(parts, filter, terms, sight, shown).Run());
  return {};
}

}  // namespace signalbox
