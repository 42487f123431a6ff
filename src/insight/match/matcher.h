// Which account a lead belongs to: one, none, or several that a person must choose among.
//
// Candidates come by shared keys, are scored (pair_scorer.h), and their odds are weighed against
// one another and against "none of them", because a lead has at most one company. Accounts of one
// registered domain are one company: among them the parent is taken, else the one that has an
// owner, else the one that says more of the same; otherwise the answer is ambiguous. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "insight/match/match_source.h"
#include "insight/match/pair_scorer.h"

namespace signalbox {

enum class MatchOutcome : uint8_t { kMatch, kNone, kAmbiguous };
std::string_view MatchOutcomeName(MatchOutcome outcome);

// Chances in ten thousandths. Of the policy; the defaults are those of docs/matching.md.
struct MatchThresholds {
  int32_t match_e4 = 7'000;  // from here on a company is the lead's
  int32_t none_e4 = 2'500;   // below, all candidates together are none
};

struct MatchCandidate {
  uint32_t number = 0;
  std::string id;
  int32_t log_odds_e3 = 0;  // of the pair alone
  int32_t chance_e4 = 0;    // beside the other candidates, its company's other accounts counted in
  PairFeatures features;
};

struct MatchAnswer {
  MatchOutcome outcome = MatchOutcome::kNone;
  int32_t confidence_e4 = 0;  // of the outcome, for `kAmbiguous` of the first candidate
  std::vector<MatchCandidate> candidates;  // best first, at most kMaxCandidatesKept
  std::string_view rule;                   // `parent`, `owner`, `fuller`, `tie`, or empty; static
};

inline constexpr size_t kMaxCandidatesKept = 5;

// kIo and kCorrupt from the source.
Result<MatchAnswer> MatchLead(const MatchProfile& lead, const PairWeights& weights,
                              const MatchThresholds& thresholds, MatchSource* accounts);

// Numbers of records that share keys with `profile`, likeliest first, at most kMostCompared.
Status FindCandidates(const MatchProfile& profile, MatchSource* source, std::vector<uint32_t>* out);
inline constexpr size_t kMostCompared = 24;

}  // namespace signalbox
