// BacktestReport::Html: one page with inline SVG, no script and nothing from elsewhere; it prints,
// follows the reader's light or dark, and fits a telephone.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/markup.h"
#include "workspace/backtest_page.h"
#include "workspace/backtest_words.h"

namespace signalbox {
namespace {

using Out = std::back_insert_iterator<std::string>;

// Rows of a list in the page; the counts above it are complete, and JSON has the rest.
constexpr size_t kListedMoves = 200;
constexpr size_t kListedDoubts = 50;
constexpr size_t kListedLoads = 60;
constexpr size_t kListedFlows = 24;

void Tile(Out out, std::string_view figure, std::string_view what) {
  fmt::format_to(out, "<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", EscapeMarkup(figure),
                 EscapeMarkup(what));
}

void Tiles(const BacktestReport& report, Out out) {
  fmt::format_to(out, "<section class=\"tiles\">\n");
  const bool open = report.mode != BacktestMode::kClosed;
  Tile(out, std::to_string(report.leads), "leads");
  Tile(out, std::to_string(open ? report.moved_count : report.closed_moved_count),
       open ? "go elsewhere" : "go elsewhere (estimate)");
  if (open) {
    Tile(out, std::to_string(report.unmatched_count),
         fmt::format("matched by no rule, before {}", report.unmatched_before));
    Tile(out, std::to_string(report.conflict_count), "conflicts to look at");
  }
  Tile(out, RatioText(report.jain_after_e4),
       fmt::format("evenness{}, before {}", report.mode == BacktestMode::kOpen ? "" : " (estimate)",
                   RatioText(report.jain_before_e4)));
  fmt::format_to(out, "</section>\n");
}

void Flows(const BacktestReport& report, Out out) {
  if (report.mode == BacktestMode::kClosed) return;
  fmt::format_to(out,
                 "<section>\n<h2>Where leads move</h2>\n"
                 "<p class=\"kind\">open loop, exact: each lead decided again as it stood "
                 "then</p>\n");
  if (report.flows.empty()) {
    fmt::format_to(out, "<p>No lead goes elsewhere.</p>\n</section>\n");
    return;
  }
  std::vector<FlowBar> bars;
  int64_t rest = 0;
  for (size_t i = 0; i < report.flows.size(); ++i) {
    const BacktestFlow& flow = report.flows[i];
    if (i < kListedFlows)
      bars.push_back({flow.from, flow.to, flow.leads});
    else
      rest += flow.leads;
  }
  AppendFlowChart(bars, out);
  if (rest > 0) {
    fmt::format_to(out, "<p class=\"more\">and {} leads on {} more ways</p>\n", rest,
                   report.flows.size() - kListedFlows);
  }
  fmt::format_to(out, "</section>\n");
}

void Loads(const BacktestReport& report, Out out) {
  const bool closed = report.mode != BacktestMode::kOpen;
  fmt::format_to(
      out, "<section>\n<h2>Leads of each</h2>\n<p class=\"kind\">{}</p>\n",
      closed ? "closed loop, estimate: each version with pools of its own" : "open loop, exact");
  std::vector<LoadBar> bars;
  for (const BacktestLoad& load : report.loads) {
    bars.push_back({load.target, load.is_person, closed ? load.closed_before : load.before,
                    closed ? load.closed_after : load.after});
  }
  std::stable_sort(bars.begin(), bars.end(), [](const LoadBar& a, const LoadBar& b) {
    return std::max(a.before, a.after) > std::max(b.before, b.after);
  });
  const size_t all = bars.size();
  bars.resize(std::min(all, kListedLoads));
  AppendLoadChart(bars, out);
  if (all > kListedLoads)
    fmt::format_to(out, "<p class=\"more\">and {} more</p>\n", all - kListedLoads);
  fmt::format_to(out, "</section>\n");
}

void Fairness(const BacktestReport& report, Out out) {
  if (report.mode == BacktestMode::kOpen) return;
  fmt::format_to(out,
                 "<section>\n<h2>Fairness</h2>\n<p class=\"kind\">closed loop, estimate; 1 is "
                 "even by weight (Jain's index)</p>\n<div class=\"wide\"><table>\n"
                 "<tr><th>pool<th class=\"n\">turns<th class=\"n\">evenness before"
                 "<th class=\"n\">after<th>furthest from the ideal</tr>\n");
  for (const PoolFairness& pool : report.loop_after.pools) {
    const auto& old = report.loop_before.pools;
    const auto same = std::find_if(old.begin(), old.end(),
                                   [&](const PoolFairness& p) { return p.pool == pool.pool; });
    std::string furthest;
    if (pool.furthest >= 0) {
      const MemberFairness& member = pool.members[static_cast<size_t>(pool.furthest)];
      furthest = member.person + ", " + DeviationWords(member);
    }
    fmt::format_to(out,
                   "<tr><td>{}<td class=\"n\">{}<td class=\"n\">{}<td class=\"n\">{}<td>{}</tr>\n",
                   EscapeMarkup(pool.pool), pool.turns,
                   same == old.end() ? std::string("-") : RatioText(same->jain_e4),
                   RatioText(pool.jain_e4), EscapeMarkup(furthest));
  }
  fmt::format_to(out, "</table></div>\n");
  const BacktestLoop& before = report.loop_before;
  const BacktestLoop& after = report.loop_after;
  fmt::format_to(out,
                 "<p>Held until somebody was at work: {} before, {} after (half of them within "
                 "{}, the longest {}; {} still held at the end). {} leads have another owner than "
                 "was recorded; what followed for them is the model's.</p>\n</section>\n",
                 before.held, after.held, FormatDuration(after.median_wait_us),
                 FormatDuration(after.longest_wait_us), after.still_held, after.modelled);
}

void Doubts(const BacktestReport& report, Out out) {
  if (report.mode == BacktestMode::kClosed) return;
  const std::vector<ConflictCount> counts = CountConflicts(report);
  fmt::format_to(out, "<section>\n<h2>Conflicts</h2>\n");
  if (counts.empty()) {
    fmt::format_to(out, "<p>None.</p>\n</section>\n");
    return;
  }
  fmt::format_to(out,
                 "<div class=\"wide\"><table>\n<tr><th class=\"n\">leads<th class=\"n\">before "
                 "as well<th>what</tr>\n");
  for (size_t i = 0; i < std::min(counts.size(), kListedDoubts); ++i) {
    fmt::format_to(out, "<tr><td class=\"n\">{}<td class=\"n\">{}<td>{}</tr>\n", counts[i].leads,
                   counts[i].before, EscapeMarkup(counts[i].words));
  }
  fmt::format_to(out, "</table></div>\n</section>\n");
}

void Moves(const BacktestReport& report, Out out) {
  if (report.mode == BacktestMode::kClosed || report.moved.empty()) return;
  const size_t listed = std::min(report.moved.size(), kListedMoves);
  fmt::format_to(out,
                 "<section>\n<h2>Moved leads</h2>\n<p class=\"kind\">{} of {}</p>\n"
                 "<div class=\"wide\"><table>\n<tr><th>lead<th>from<th>to</tr>\n",
                 listed, report.moved_count);
  for (size_t i = 0; i < listed; ++i) {
    const BacktestMove& move = report.moved[i];
    const std::string& id = move.external_id.empty() ? move.lead_id : move.external_id;
    fmt::format_to(out, "<tr><td title=\"{}\">{}<td>{}<td>{}</tr>\n", EscapeMarkup(move.lead_id),
                   EscapeMarkup(id), EscapeMarkup(PlaceWords(move.from)),
                   EscapeMarkup(PlaceWords(move.to)));
  }
  fmt::format_to(out, "</table></div>\n</section>\n");
}

void Unmatched(const BacktestReport& report, Out out) {
  if (report.mode == BacktestMode::kClosed || report.unmatched.empty()) return;
  const size_t listed = std::min(report.unmatched.size(), kListedDoubts);
  fmt::format_to(out,
                 "<section>\n<h2>Matched by no rule</h2>\n<p class=\"kind\">{} of {}</p>\n<p "
                 "class=\"ids\">",
                 listed, report.unmatched_count);
  for (size_t i = 0; i < listed; ++i)
    fmt::format_to(out, "{}{}", i == 0 ? "" : ", ", EscapeMarkup(report.unmatched[i]));
  fmt::format_to(out, "</p>\n</section>\n");
}

}  // namespace

std::string BacktestReport::Html() const {
  std::string page;
  Out out = std::back_inserter(page);
  AppendPageHead(fmt::format("Backtest of {}", after_name), out);
  fmt::format_to(out, "<h1>Backtest of {}</h1>\n", EscapeMarkup(after_name));
  fmt::format_to(out,
                 "<p class=\"versions\"><span class=\"a\">A</span> {} <code>{}</code> "
                 "<span class=\"b\">B</span> {} <code>{}</code></p>\n<ul class=\"scope\">\n",
                 EscapeMarkup(before_name), EscapeMarkup(before), EscapeMarkup(after_name),
                 EscapeMarkup(after));
  for (const std::string& line : ScopeLines(*this))
    fmt::format_to(out, "<li>{}</li>\n", EscapeMarkup(line));
  fmt::format_to(out, "</ul>\n");
  Tiles(*this, out);
  Flows(*this, out);
  Loads(*this, out);
  Fairness(*this, out);
  Doubts(*this, out);
  Unmatched(*this, out);
  Moves(*this, out);
  AppendPageEnd(out);
  return page;
}

}  // namespace signalbox
