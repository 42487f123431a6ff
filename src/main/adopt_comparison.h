// What `adopt` finds: what the exports lack, what is stale, and how far the drafted rules agree
// with the owners that leads really had (docs/import-salesforce.md, "adopt").
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "intake/lead_file.h"
#include "main/adopt_draft.h"
#include "main/owner_history.h"

namespace signalbox {

// Something of the organisation that the rules need and is not so.
struct AdoptionFinding {
  std::string kind;  // `user`, `queue`, `field`, `history`, `entry`, `account`
  std::string id;    // whose, to the letter; empty for none
  std::string message;
};

struct OwnerDifference {
  std::string lead, ours, real, rule, why;
  bool moved_to_ours = false;
};

struct Adoption {
  std::vector<AdoptionFinding> missing, stale;
  int64_t leads = 0, unreadable = 0, compared = 0, same = 0, different = 0, moved_to_ours = 0;
  std::vector<OwnerDifference> differences;  // the first kMaxDifferences
  std::vector<std::string> unused_rules;
  std::vector<std::string> notes;
};

// A person reads the first of them and then looks for the cause.
inline constexpr size_t kMaxDifferences = 1'000;

// Findings that need no leads: the rules' users and queues, and the accounts of `accounts_path`
// (may be empty) against the exports.
Status CheckExports(const AdoptedRules& rules, const Organisation& org,
                    const std::string& accounts_path, Adoption* adoption);

// Decides every lead of `file` by the drafted policy and compares with `history`.
Status CompareOwners(const AdoptedRules& rules, const Organisation& org,
                     const OwnerHistory& history, LeadFile& file, Adoption* adoption);

std::string AdoptionJson(const Adoption& adoption, const std::string& out);

}  // namespace signalbox
