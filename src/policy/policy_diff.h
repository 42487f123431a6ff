// What two policies decide differently: in leads, not in lines.
//
// Both decide each lead on the same roster, pools and moment; what counts is where the lead goes:
// the person and the pool, the queue, who is asked, the role, the SLAs that start, and why one is
// held or rejected. That only another rule or row says the same is counted apart. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/decision.h"

namespace signalbox {

// `lena@acme.example of pool dach-south, sla first_touch`, `queue unrouted`, `rejected: spam`.
std::string DestinationInWords(const Decision& decision);

struct PolicyMove {
  std::string lead;
  std::string from, to;  // destinations
  std::string from_rule, to_rule;
  std::string from_row, to_row;
};

class PolicyDiff {
 public:
  // Moves beyond this are counted and not kept.
  static constexpr size_t kMaxKept = 1'000;

  void Add(std::string_view lead, const Decision& before, const Decision& after);

  struct Group {
    int64_t leads = 0;
    PolicyMove example;  // the first
  };
  int64_t leads() const { return leads_; }
  int64_t moved() const { return moved_; }
  // Went to the same place by another rule or row.
  int64_t renamed() const { return renamed_; }
  const std::vector<PolicyMove>& moves() const { return moves_; }
  // By rule before and rule after.
  const std::map<std::pair<std::string, std::string>, Group>& groups() const { return groups_; }

  std::string Text() const;
  // `{"leads","moved","renamed","groups":[{"from_rule","to_rule","leads","example"}],"moves":[...]}`
  std::string Json() const;

 private:
  int64_t leads_ = 0, moved_ = 0, renamed_ = 0;
  std::vector<PolicyMove> moves_;
  std::map<std::pair<std::string, std::string>, Group> groups_;
};

}  // namespace signalbox
