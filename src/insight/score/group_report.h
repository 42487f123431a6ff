// How a model treats groups of leads: whether its word holds in each, and how often each is put
// first. It compares; it does not say what is fair. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

// Groups of fewer rows are reported together.
inline constexpr int64_t kLeastGroupRows = 30;
// The four-fifths rule (29 CFR 1607.4 D): a group put first less often than this share of the most
// often one is pointed at.
inline constexpr double kSelectionRatio = 0.8;

struct GroupFigures {
  std::string group;  // `any other` for the small ones, `blank` for none
  int64_t rows = 0, positives = 0;
  double mean_predicted = 0;
  double positive_rate = 0;
  double selected = 0;         // the share that is in the best tenth of all
  double selection_ratio = 1;  // to the group selected most often
  // What was said is off by more than chance, for a group: a two-sided test of the sum of outcomes
  // against the probabilities.
  double p_value = 1;
  bool miscalibrated = false;
  bool seldom_selected = false;
};

// `group` has one text a row. By name; `blank` and `any other` last.
std::vector<GroupFigures> CompareGroups(std::span<const double> predicted,
                                        std::span<const uint8_t> outcome,
                                        std::span<const std::string_view> group);

}  // namespace signalbox
