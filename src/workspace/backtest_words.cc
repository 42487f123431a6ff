#include "workspace/backtest_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "base/counted.h"
#include "workspace/reason_words.h"

namespace signalbox {
namespace {

std::string ConflictWords(std::string_view kind, const std::string& rule,
                          const std::string& about) {
  if (kind == "guard_unknown")
    return fmt::format("held: guard `{}` cannot say without {}", rule, about);
  if (kind == "rule_unknown")
    return fmt::format("rule `{}` passed over: it cannot say without {}", rule, about);
  if (kind == "new_value") return fmt::format("{}", about);
  if (kind == "nobody_at_work")
    return fmt::format("held: nobody of pool `{}` was at work (rule `{}`)", about, rule);
  if (kind == "owner_inactive")
    return fmt::format("rule `{}` names {}, who is inactive", rule, about);
  if (kind == "owner_unknown")
    return fmt::format("rule `{}` names {}, whom the roster does not have", rule, about);
  return fmt::format("rule `{}` gives it to {}, who was away", rule, about);
}

}  // namespace

std::string_view BacktestModeName(BacktestMode mode) {
  switch (mode) {
    case BacktestMode::kOpen:
      return "open";
    case BacktestMode::kClosed:
      return "closed";
    case BacktestMode::kBoth:
      return "both";
  }
  return "both";
}

Result<BacktestMode> ParseBacktestMode(std::string_view text) {
  if (text == "open") return BacktestMode::kOpen;
  if (text == "closed") return BacktestMode::kClosed;
  if (text == "both") return BacktestMode::kBoth;
  return Err(Code::kInvalid,
             fmt::format("mode `{}` is not known; write open, closed or both", text));
}

std::string RatioText(int64_t e4) {
  return fmt::format("{}.{:04}", e4 / 10'000, e4 % 10'000);
}

std::string TurnsText(int64_t level) {
  constexpr int64_t kHundredth = kLevelScale / 100;
  const int64_t size = ((level < 0 ? -level : level) + kHundredth / 2) / kHundredth;
  return fmt::format("{}{}.{:02}", level < 0 && size > 0 ? "-" : "", size / 100, size % 100);
}

std::string PlaceWords(const BacktestPlace& place) {
  std::string words = place.target;
  if (!place.rule.empty()) words += " by " + place.rule;
  if (!place.row.empty()) words += ", row " + place.row;
  if (!place.reason.empty()) words += " (" + ReasonWords(place.reason) + ")";
  return words;
}

std::string DeviationWords(const MemberFairness& member) {
  const int64_t deviation = member.deviation();
  std::string words = TurnsText(deviation < 0 ? -deviation : deviation) +
                      (deviation < 0 ? " turns below" : " turns above");
  std::vector<std::pair<std::string, int64_t>> causes;
  int64_t rest = deviation;
  for (const auto& [cause, share] : member.missed) {
    causes.emplace_back(cause, -share);
    rest += share;
  }
  // What no absence of this member explains came from others' absences, or is the order of turns.
  if (rest != 0) causes.emplace_back("turns that others could not take", rest);
  std::stable_sort(causes.begin(), causes.end(), [](const auto& a, const auto& b) {
    return std::abs(a.second) > std::abs(b.second);
  });
  for (size_t i = 0; i < causes.size(); ++i) {
    words += (i == 0 ? ": " : ", ") + causes[i].first + (causes[i].second > 0 ? " +" : " ") +
             TurnsText(causes[i].second);
  }
  return words;
}

std::vector<ConflictCount> CountConflicts(const BacktestReport& report) {
  std::map<std::tuple<std::string, std::string, std::string>, ConflictCount> counts;
  for (const BacktestConflict& one : report.conflicts) {
    ConflictCount& count = counts[{one.kind, one.rule, one.about}];
    if (count.leads++ == 0) count.words = ConflictWords(one.kind, one.rule, one.about);
    count.before += one.before;
  }
  std::vector<ConflictCount> sorted;
  for (auto& [key, count] : counts) sorted.push_back(std::move(count));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.leads > b.leads; });
  return sorted;
}

std::vector<std::string> ScopeLines(const BacktestReport& report) {
  std::vector<std::string> lines;
  if (report.decisions == 0) {
    lines.emplace_back("there was no decision to make again");
  } else {
    lines.push_back(fmt::format("{}, {}, {} to {}", Counted(report.leads, "lead"),
                                Counted(report.decisions, "decision"), FormatTime(report.since),
                                FormatTime(report.until)));
  }
  if (report.from_file) {
    lines.push_back(fmt::format("from a file, with the workspace's people as of now (revision {})",
                                report.roster_to));
  } else {
    lines.push_back(fmt::format("people as each decision saw them (revisions {} to {})",
                                report.roster_from, report.roster_to));
    lines.push_back(Counted(report.as_recorded, "lead") + " went where A sends them");
  }
  if (report.roster_erased)
    lines.emplace_back("people of the roster were forgotten since, and take no turns here");
  if (report.erased > 0)
    lines.push_back(
        fmt::format("{} cannot be decided again: the person was forgotten, or what agents said "
                    "was purged",
                    Counted(report.erased, "lead")));
  if (report.stopped > 0)
    lines.push_back(Counted(report.stopped, "lead") + " ended before any decision");
  if (report.duplicates > 0)
    lines.push_back(Counted(report.duplicates, "row is of somebody", "rows are of people") +
                    " who had been there");
  if (report.unreadable > 0)
    lines.push_back(Counted(report.unreadable, "row") + " could not be read");
  return lines;
}

}  // namespace signalbox
