// Numbers about few records, for a reader who may not see those records: which of a table are not
// told, so that nobody learns about a single person from them, nor computes one from the rest.
//
// A table is the counts of its groups, which together are a total that the reader is told as well.
// A reader who sees the records behind a number is told every number. Pure; any thread.
// docs/security.md says which answers go by this.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace signalbox {

// Below five a colleague who knows a little of each person can often tell them apart; five is the
// least that official statistics usually publish.
inline constexpr int64_t kFewestTold = 5;
// With two, `fewer` would be one; more than a hundred would hide what reports are read for.
inline constexpr int64_t kLeastFewestTold = 3;
inline constexpr int64_t kMostFewestTold = 100;

// Whether a number about so many records is not told. None is told: it is about nobody.
inline bool IsFew(int64_t records, int64_t fewest) {
  return records > 0 && records < fewest;
}

// Of the groups that add up to a total, which are not told: those of fewer than `fewest` (at least
// kLeastFewestTold), and as many of the next smallest as it takes until what is not told cannot be
// computed from what is, also by somebody who knows this rule. Groups of the same size go together.
// Where all that are not empty are not told, the empty ones are not either. The total is told
// unless IsFew.
std::vector<bool> GroupsNotTold(std::span<const int64_t> groups, int64_t fewest);

// `fewer than 5`.
std::string FewWords(int64_t fewest);

}  // namespace signalbox
