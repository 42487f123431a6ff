#include "workspace/backtest_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/markup.h"

namespace signalbox {
namespace {

// No `<style>` from elsewhere and no script at all: the policy says so to the browser too.
constexpr std::string_view kHead =
    R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
)";

constexpr std::string_view kStyle =
    R"(<style>
:root{--ink:#1b1f27;--soft:#5c6573;--line:#d9dde4;--paper:#fff;--panel:#f5f6f8;--a:#9aa3b2;--b:#2f6fde;--flow:#2f6fde}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#9aa3b2;--line:#333a46;--paper:#14171c;--panel:#1d2129;--a:#6b7484;--b:#6ea3ff;--flow:#6ea3ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}
h2{font-size:18px;margin:0 0 2px}
section{margin-top:36px}
.versions,.kind,.more,.scope,.tile span{color:var(--soft)}
.versions{margin:0 0 12px}
.kind,.more{font-size:13px;margin:0 0 12px}
.a,.b{display:inline-block;min-width:22px;text-align:center;border-radius:4px;color:#fff;font-weight:600;font-size:12px;padding:1px 4px}
.a{background:var(--a)}.b{background:var(--b);margin-left:12px}
code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace}
.scope{margin:0;padding-left:18px;font-size:14px}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-top:24px}
.tile{background:var(--panel);border-radius:8px;padding:14px 16px}
.tile b{display:block;font-size:24px;line-height:1.2;font-variant-numeric:tabular-nums}
.tile span{font-size:13px}
svg{display:block;width:100%;height:auto}
.flow{max-width:912px}
.flow text{font-size:13px;fill:var(--ink)}
.flow .n{fill:var(--soft)}
.flow path{fill:none;stroke:var(--flow);opacity:.32}
.flow rect{fill:var(--flow)}
.loads{display:grid;grid-template-columns:minmax(110px,max-content) 1fr;gap:6px 16px;align-items:center}
.loads .who{overflow-wrap:anywhere;font-size:14px}
.loads .who i{color:var(--soft);font-style:normal;font-size:12px}
.bar{display:flex;align-items:center;gap:8px;height:14px;font-size:12px;font-variant-numeric:tabular-nums;color:var(--soft)}
.bar svg{height:10px;width:calc(100% - 60px);flex:none}
.bar .fa{fill:var(--a)}.bar .fb{fill:var(--b)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--soft);font-weight:500;font-size:13px;overflow-wrap:normal}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.n{padding-right:16px}
td:first-child:not(.n){white-space:nowrap}
.ids{font-size:14px;overflow-wrap:anywhere}
@media (max-width:560px){table{min-width:620px}main{padding:20px 14px 40px}h1{font-size:22px}.b{margin-left:0}.versions{line-height:1.9}
.loads{grid-template-columns:1fr;gap:2px}.loads .who{margin-top:10px}.tiles{grid-template-columns:1fr 1fr}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--panel:#f2f2f2;--a:#999;--b:#1b53b5;--flow:#1b53b5}
main{max-width:none;padding:0}section{break-inside:auto}h2{break-after:avoid}tr{break-inside:avoid}
.tile,.bar svg,.flow{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
</style>
)";

// A name that is too long for its side of the chart keeps its beginning.
std::string Shortened(const std::string& text) {
  constexpr size_t kMost = 28;
  if (text.size() <= kMost) return text;
  size_t end = kMost - 1;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

struct Side {
  std::vector<std::string> order;
  std::map<std::string, int64_t> total;
  std::map<std::string, int64_t> top;  // of the side's block, then of its next band
};

Side Collect(const std::vector<FlowBar>& bars, std::string FlowBar::*end) {
  Side side;
  for (const FlowBar& bar : bars) {
    if (side.total[bar.*end] == 0) side.order.push_back(bar.*end);
    side.total[bar.*end] += bar.leads;
  }
  std::stable_sort(side.order.begin(), side.order.end(),
                   [&](const auto& a, const auto& b) { return side.total[a] > side.total[b]; });
  return side;
}

// Pixels; a block is never thinner than its label is high.
constexpr int64_t kBandsHeight = 320, kGap = 8, kLeast = 16;
constexpr int64_t kLeft = 290, kRight = 622, kBlock = 6, kWidth = 912;

int64_t Height(int64_t leads, int64_t all) {
  return std::max(kLeast, leads * kBandsHeight / std::max<int64_t>(1, all));
}

int64_t Lay(Side* side, int64_t all) {
  int64_t top = 4;
  for (const std::string& name : side->order) {
    side->top[name] = top;
    top += Height(side->total[name], all) + kGap;
  }
  return top;
}

void AppendBlocks(const Side& side, bool left, int64_t all, PageOut out) {
  for (const std::string& name : side.order) {
    const int64_t top = side.top.at(name), height = Height(side.total.at(name), all);
    fmt::format_to(out,
                   "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>"
                   "<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{} <tspan class=\"n\">{}</tspan>"
                   "<title>{}</title></text>\n",
                   left ? kLeft - kBlock : kRight, top, kBlock, height,
                   left ? kLeft - kBlock - 8 : kRight + kBlock + 8, top + height / 2 + 4,
                   left ? "end" : "start", EscapeMarkup(Shortened(name)), side.total.at(name),
                   EscapeMarkup(name));
  }
}

}  // namespace

void AppendPageHead(std::string_view title, PageOut out) {
  fmt::format_to(out, "{}<title>{}</title>\n{}</head>\n<body>\n<main>\n", kHead,
                 EscapeMarkup(title), kStyle);
}

void AppendPageEnd(PageOut out) {
  fmt::format_to(out, "</main>\n</body>\n</html>\n");
}

void AppendFlowChart(const std::vector<FlowBar>& bars, PageOut out) {
  int64_t all = 0;
  for (const FlowBar& bar : bars) all += bar.leads;
  Side from = Collect(bars, &FlowBar::from), to = Collect(bars, &FlowBar::to);
  const int64_t height = std::max(Lay(&from, all), Lay(&to, all));
  fmt::format_to(
      out,
      "<div class=\"wide\"><svg class=\"flow\" style=\"min-width:640px\" viewBox=\"0 0 {} "
      "{}\" role=\"img\" aria-label=\"leads that move, from the left to the right\">\n",
      kWidth, height);
  std::map<std::string, int64_t> from_at = from.top, to_at = to.top;
  for (const FlowBar& bar : bars) {
    const int64_t from_share =
        std::max<int64_t>(1, Height(from.total[bar.from], all) * bar.leads / from.total[bar.from]);
    const int64_t to_share =
        std::max<int64_t>(1, Height(to.total[bar.to], all) * bar.leads / to.total[bar.to]);
    const int64_t width = std::max<int64_t>(1, std::min(from_share, to_share));
    const int64_t y0 = from_at[bar.from] + from_share / 2, y1 = to_at[bar.to] + to_share / 2;
    const int64_t middle = (kLeft + kRight) / 2;
    fmt::format_to(out,
                   "<path d=\"M{} {}C{} {},{} {},{} {}\" stroke-width=\"{}\"><title>{} to {}: "
                   "{}</title></path>\n",
                   kLeft, y0, middle, y0, middle, y1, kRight, y1, width, EscapeMarkup(bar.from),
                   EscapeMarkup(bar.to), bar.leads);
    from_at[bar.from] += from_share;
    to_at[bar.to] += to_share;
  }
  AppendBlocks(from, true, all, out);
  AppendBlocks(to, false, all, out);
  fmt::format_to(out, "</svg></div>\n");
}

void AppendLoadChart(const std::vector<LoadBar>& bars, PageOut out) {
  int64_t most = 1;
  for (const LoadBar& bar : bars) most = std::max({most, bar.before, bar.after});
  const auto row = [&](std::string_view side, std::string_view fill, int64_t leads) {
    fmt::format_to(out,
                   "<div class=\"bar\"><svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" "
                   "role=\"img\" aria-label=\"{}: {}\"><rect class=\"{}\" width=\"{}\" "
                   "height=\"10\"/></svg>{}</div>",
                   side, leads, fill, leads == 0 ? 0 : std::max<int64_t>(2, leads * 1'000 / most),
                   leads);
  };
  fmt::format_to(out,
                 "<p class=\"kind\"><span class=\"a\">A</span> before "
                 "<span class=\"b\">B</span> after</p>\n<div class=\"loads\">\n");
  for (const LoadBar& bar : bars) {
    fmt::format_to(out, "<div class=\"who\">{}{}</div><div>", EscapeMarkup(bar.target),
                   bar.is_person ? "" : " <i>no person</i>");
    row("before", "fa", bar.before);
    row("after", "fb", bar.after);
    fmt::format_to(out, "</div>\n");
  }
  fmt::format_to(out, "</div>\n");
}

}  // namespace signalbox
