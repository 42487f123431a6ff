// BacktestReport::Text, and the words that all forms of the report share.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/counted.h"
#include "workspace/backtest.h"
#include "workspace/backtest_words.h"

namespace signalbox {
namespace {

// More is for programs and for the report in HTML.
constexpr size_t kShownRows = 20;

using Out = std::back_insert_iterator<std::string>;

void TellMoves(const BacktestReport& report, Out out) {
  fmt::format_to(out, "\n{} of {} would have gone elsewhere\n", report.moved_count,
                 Counted(report.leads, "lead"));
  for (size_t i = 0; i < std::min(kShownRows, report.flows.size()); ++i) {
    const BacktestFlow& flow = report.flows[i];
    fmt::format_to(out, "  {:>8}  {} -> {}\n", flow.leads, flow.from, flow.to);
  }
  if (report.flows.size() > kShownRows)
    fmt::format_to(out, "  and {}\n",
                   Counted(static_cast<int64_t>(report.flows.size() - kShownRows), "more way"));
  for (size_t i = 0; i < std::min<size_t>(5, report.moved.size()); ++i) {
    const BacktestMove& move = report.moved[i];
    const std::string& id = move.external_id.empty() ? move.lead_id : move.external_id;
    fmt::format_to(out, "  for one, {}: {} -> {}\n", id, PlaceWords(move.from),
                   PlaceWords(move.to));
  }
}

void TellDoubts(const BacktestReport& report, Out out) {
  fmt::format_to(out, "\n{} matched by no rule (before: {})\n",
                 Counted(report.unmatched_count, "lead is", "leads are"), report.unmatched_before);
  fmt::format_to(out, "{}\n", Counted(report.conflict_count, "conflict"));
  for (const ConflictCount& one : CountConflicts(report)) {
    fmt::format_to(out, "  {:>8}  {}{}\n", one.leads, one.words,
                   one.before == one.leads ? " (before as well)" : "");
  }
}

void TellLoads(const BacktestReport& report, Out out) {
  const bool closed = report.mode != BacktestMode::kOpen;
  fmt::format_to(out, "\n{:<40} {:>9} {:>9}{}\n", "leads of each", "before", "after",
                 closed ? "   estimate: before    after" : "");
  for (const BacktestLoad& load : report.loads) {
    fmt::format_to(out, "{:<40} {:>9} {:>9}", load.target, load.before, load.after);
    if (closed)
      fmt::format_to(out, "           {:>9} {:>8}", load.closed_before, load.closed_after);
    fmt::format_to(out, "\n");
  }
}

void TellFairness(const BacktestReport& report, Out out) {
  fmt::format_to(out, "\nevenness (Jain's index{}): {} before, {} after\n",
                 report.mode == BacktestMode::kOpen ? " of leads per person" : ", estimate",
                 RatioText(report.jain_before_e4), RatioText(report.jain_after_e4));
  if (report.mode == BacktestMode::kOpen) return;
  for (const PoolFairness& pool : report.loop_after.pools) {
    if (pool.furthest < 0) continue;
    const MemberFairness& member = pool.members[static_cast<size_t>(pool.furthest)];
    fmt::format_to(out, "  {}: {}, evenness {}; furthest from the ideal is {}, {}\n", pool.pool,
                   Counted(pool.turns, "turn"), RatioText(pool.jain_e4), member.person,
                   DeviationWords(member));
  }
  const BacktestLoop& loop = report.loop_after;
  if (loop.held > 0 || report.loop_before.held > 0) {
    fmt::format_to(out, "  held until somebody was at work: {} before, {} after, half of them {}\n",
                   report.loop_before.held, loop.held,
                   loop.median_wait_us > 0 ? "within " + FormatDuration(loop.median_wait_us)
                                           : std::string("at once"));
  }
}

}  // namespace

std::string BacktestReport::Text() const {
  std::string text;
  Out out = std::back_inserter(text);
  fmt::format_to(out, "{}: {} (A) against {} (B)\n", after_name, before, after);
  for (const std::string& line : ScopeLines(*this)) fmt::format_to(out, "{}\n", line);
  if (mode != BacktestMode::kClosed) {
    TellMoves(*this, out);
    TellDoubts(*this, out);
  }
  if (mode != BacktestMode::kOpen) {
    fmt::format_to(out, "\nwith pools of its own (closed loop, estimate) {} elsewhere\n",
                   Counted(closed_moved_count, "lead goes", "leads go"));
  }
  TellLoads(*this, out);
  TellFairness(*this, out);
  return text;
}

}  // namespace signalbox
