// The frame and the charts of the backtest's page: HTML and SVG appended to a text. Everything that
// is not ours is escaped here. Pure.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace signalbox {

using PageOut = std::back_insert_iterator<std::string>;

// Head with the style, up to and with the opening of the page's one column.
void AppendPageHead(std::string_view title, PageOut out);
void AppendPageEnd(PageOut out);

struct FlowBar {
  std::string from, to;
  int64_t leads = 0;
};
// Bands from the left to the right as wide as their leads, largest first.
void AppendFlowChart(const std::vector<FlowBar>& bars, PageOut out);

struct LoadBar {
  std::string target;
  bool is_person = false;
  int64_t before = 0, after = 0;
};
// Two bars each, with their figures.
void AppendLoadChart(const std::vector<LoadBar>& bars, PageOut out);

}  // namespace signalbox
