#include "insight/match/matcher.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "insight/match/block_keys.h"

namespace signalbox {
namespace {

// Log odds this close are no reason to prefer one account of a company.
constexpr int32_t kTieE3 = 400;

struct Scored {
  MatchCandidate candidate;
  std::string company;  // the registered domain, else name and phone, else the number
  std::string parent, owner, key;
  int32_t given = 0;
};

std::string CompanyOf(const MatchAccount& account, uint32_t number) {
  if (!account.profile.domain.empty()) return account.profile.domain;
  // Without domains, one name at two phones is as likely two companies.
  if (!account.profile.name.key.empty()) {
    return "name " + account.profile.name.key + ' ' + std::string(PhoneTail(account.profile.phone));
  }
  return "number " + std::to_string(number);
}

Result<std::vector<Scored>> ScoreAll(const MatchProfile& lead, const PairWeights& weights,
                                     MatchSource* accounts) {
  std::vector<uint32_t> numbers;
  SB_TRY(FindCandidates(lead, accounts, &numbers));
  std::vector<Scored> all;
  all.reserve(numbers.size());
  for (const uint32_t number : numbers) {
    SB_ASSIGN(const MatchAccount* account, accounts->Get(number));
    Scored one;
    one.candidate.number = number;
    one.candidate.features = ComparePair(lead, account->profile, accounts->counts());
    one.candidate.log_odds_e3 = LogOddsE3(one.candidate.features, weights);
    one.candidate.id = account->id;
    one.company = CompanyOf(*account, number);
    one.parent = account->parent;
    one.owner = account->owner;
    one.key = account->profile.name.key;
    one.given = account->given;
    all.push_back(std::move(one));
  }
  std::ranges::stable_sort(all, [](const Scored& a, const Scored& b) {
    return a.candidate.log_odds_e3 > b.candidate.log_odds_e3;
  });
  return all;
}

// Gives each candidate its company's chance; returns that of any, in ten thousandths. A company
// counts by its best account: several accounts are no more evidence than one.
int32_t WeighCompanies(std::vector<Scored>* all) {
  // The best and none are weighed on one scale: where the best is beyond it, all move down by as
  // much, so that two beyond it are still told apart.
  const int32_t shift_e3 = std::max(0, all->front().candidate.log_odds_e3 - kMostLogOddsE3);
  const uint64_t none_e6 = OddsE6(-shift_e3);
  std::unordered_map<std::string_view, uint64_t> best;
  uint64_t sum_e6 = none_e6;
  for (const Scored& one : *all) {
    const uint64_t odds_e6 = OddsE6(one.candidate.log_odds_e3 - shift_e3);
    if (best.emplace(one.company, odds_e6).second) sum_e6 += odds_e6;
  }
  for (Scored& one : *all) {
    one.candidate.chance_e4 = static_cast<int32_t>(best[one.company] * 10'000 / sum_e6);
  }
  return static_cast<int32_t>((sum_e6 - none_e6) * 10'000 / sum_e6);
}

bool IsParentOf(const Scored& one, const std::vector<const Scored*>& others) {
  return !one.candidate.id.empty() && std::ranges::any_of(others, [&](const Scored* other) {
    return other != &one && other->parent == one.candidate.id;
  });
}

// The only one for which `holds`, null when it is none or several.
template <typename Holds>
const Scored* OnlyOne(const std::vector<const Scored*>& tied, Holds holds) {
  const Scored* found = nullptr;
  for (const Scored* one : tied) {
    if (!holds(*one)) continue;
    if (found != nullptr) return nullptr;
    found = one;
  }
  return found;
}

bool HaveSeveralOwners(const std::vector<const Scored*>& tied) {
  std::string_view owner;
  for (const Scored* one : tied) {
    if (!owner.empty() && !one->owner.empty() && one->owner != owner) return true;
    if (!one->owner.empty()) owner = one->owner;
  }
  return false;
}

// The account to take of those of the best company that nothing tells apart; null when no rule
// does.
const Scored* ChooseAccount(const std::vector<const Scored*>& tied, std::string_view* rule) {
  if (tied.size() == 1) return tied.front();
  const Scored* chosen = OnlyOne(tied, [&](const Scored& one) { return IsParentOf(one, tied); });
  *rule = "parent";
  if (chosen == nullptr) {
    chosen = OnlyOne(tied, [](const Scored& one) { return !one.owner.empty(); });
    *rule = "owner";
  }
  if (chosen == nullptr) {
    // Records of one name are one account entered twice: the fuller one, of equals the older. With
    // two owners they are two that somebody keeps apart.
    const bool one_name =
        std::ranges::all_of(tied, [&](const Scored* one) { return one->key == tied.front()->key; });
    if (one_name && !HaveSeveralOwners(tied)) {
      chosen = *std::ranges::max_element(tied, [](const Scored* a, const Scored* b) {
        return a->given != b->given ? a->given < b->given
                                    : a->candidate.number > b->candidate.number;
      });
    }
    *rule = "fuller";
  }
  if (chosen == nullptr) *rule = "tie";
  return chosen;
}

// A number alone has too little weight for a match, but who gives no company and calls from an
// account's number is not known to be a stranger either.
bool SaysOnlyThePhoneOf(const MatchProfile& lead, const Scored& best) {
  return lead.name.key.empty() && lead.domain.empty() && lead.label.empty() &&
         best.candidate.features[PairFeature::kPhoneSame] > 0;
}

}  // namespace

std::string_view MatchOutcomeName(MatchOutcome outcome) {
  static constexpr std::string_view kNames[] = {"match", "none", "ambiguous"};
  return kNames[static_cast<size_t>(outcome)];
}

Status FindCandidates(const MatchProfile& profile, MatchSource* source,
                      std::vector<uint32_t>* out) {
  // What more records share says too little to be followed; a name, domain or phone is followed as
  // far as it is read.
  constexpr size_t kMostUnderKey = 64;
  constexpr uint8_t kWeakKey = 4;
  std::vector<std::pair<uint32_t, int32_t>> found;
  std::vector<uint32_t> numbers;
  for (const BlockKey& key : BlockKeys(profile)) {
    numbers.clear();
    SB_TRY(source->Find(key.hash, kMostUnderKey, &numbers));
    if (key.weight <= kWeakKey && numbers.size() == kMostUnderKey) continue;
    const int32_t worth =
        64 * key.weight / (4 + static_cast<int32_t>(std::bit_width(numbers.size())));
    for (const uint32_t number : numbers) found.emplace_back(number, worth);
  }
  std::ranges::sort(found);
  size_t kept = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (kept > 0 && found[kept - 1].first == found[i].first) {
      found[kept - 1].second += found[i].second;
    } else {
      found[kept++] = found[i];
    }
  }
  found.resize(kept);
  std::ranges::sort(found, [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  if (found.size() > kMostCompared) found.resize(kMostCompared);
  // One weak key beside others' strong ones never wins.
  constexpr int32_t kWorthRatio = 16;
  while (!found.empty() && found.back().second * kWorthRatio < found.front().second) {
    found.pop_back();
  }
  for (const auto& [number, worth] : found) out->push_back(number);
  return {};
}

Result<MatchAnswer> MatchLead(const MatchProfile& lead, const PairWeights& weights,
                              const MatchThresholds& thresholds, MatchSource* accounts) {
  SB_ASSIGN(std::vector<Scored> all, ScoreAll(lead, weights, accounts));
  MatchAnswer answer;
  answer.confidence_e4 = 10'000;
  if (all.empty()) return answer;
  const int32_t any_e4 = WeighCompanies(&all);
  const Scored* chosen = &all.front();
  if (any_e4 < thresholds.none_e4 && SaysOnlyThePhoneOf(lead, *chosen)) {
    answer.outcome = MatchOutcome::kAmbiguous;
    answer.confidence_e4 = chosen->candidate.chance_e4;
  } else if (any_e4 < thresholds.none_e4) {
    answer.confidence_e4 = 10'000 - any_e4;
  } else {
    std::vector<const Scored*> tied;
    for (const Scored& one : all) {
      const bool close = all.front().candidate.log_odds_e3 - one.candidate.log_odds_e3 <= kTieE3;
      if (one.company == all.front().company && close) tied.push_back(&one);
    }
    const Scored* taken = ChooseAccount(tied, &answer.rule);
    answer.outcome = all.front().candidate.chance_e4 >= thresholds.match_e4 && taken != nullptr
                         ? MatchOutcome::kMatch
                         : MatchOutcome::kAmbiguous;
    if (taken != nullptr) chosen = taken;
    answer.confidence_e4 = all.front().candidate.chance_e4;
  }
  answer.candidates.push_back(chosen->candidate);
  for (const Scored& one : all) {
    if (answer.candidates.size() >= kMaxCandidatesKept) break;
    if (&one != chosen) answer.candidates.push_back(one.candidate);
  }
  return answer;
}

}  // namespace signalbox
