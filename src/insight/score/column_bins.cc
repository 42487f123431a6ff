#include "insight/score/column_bins.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr size_t kMostNumberBins = 20;
// A bin of fewer rows says more about chance than about leads.
constexpr size_t kLeastRowsInNumberBin = 40;
constexpr size_t kLeastRowsOfLevel = 10;
constexpr size_t kMostLevels = 100;

Error DamagedBins() {
  return Err(Code::kCorrupt, "the model's bins are damaged");
}

}  // namespace

std::string NumberText(double number) {
  char text[40];
  const auto [end, fault] = std::to_chars(text, text + sizeof(text), number);
  return {text, end};
}

double ShortNumberBetween(double low, double high) {
  for (int digits = 1; digits < 17; ++digits) {
    char text[40];
    std::snprintf(text, sizeof(text), "%.*g", digits, low + (high - low) / 2);
    const double number = std::strtod(text, nullptr);
    if (number > low && number <= high) return number;
  }
  return high;
}

ColumnBins ColumnBins::OfNumbers(std::vector<double> values) {
  ColumnBins out;
  std::sort(values.begin(), values.end());
  const size_t most = std::clamp(values.size() / kLeastRowsInNumberBin, size_t{1}, kMostNumberBins);
  std::vector<std::pair<double, size_t>> runs;  // value and its rows
  for (const double value : values) {
    if (runs.empty() || runs.back().first != value) runs.emplace_back(value, 0);
    ++runs.back().second;
  }
  size_t spread = 0;
  const size_t alone = values.size() / most + 1;
  for (const auto& [value, rows] : runs) spread += rows < alone ? rows : 0;
  const size_t full = std::max(spread / most, kLeastRowsInNumberBin);
  size_t in_bin = 0;
  for (size_t i = 0; i + 1 < runs.size(); ++i) {
    in_bin += runs[i].second;
    const bool next_alone = runs[i + 1].second >= alone && in_bin >= kLeastRowsInNumberBin;
    if (in_bin < full && runs[i].second < alone && !next_alone) continue;
    out.edges_.push_back(ShortNumberBetween(runs[i].first, runs[i + 1].first));
    in_bin = 0;
  }
  // What is left over at the end is no bin of its own.
  if (!runs.empty()) in_bin += runs.back().second;
  if (in_bin < kLeastRowsInNumberBin && !out.edges_.empty()) out.edges_.pop_back();
  return out;
}

ColumnBins ColumnBins::OfLevels(std::span<const std::string_view> levels) {
  std::map<std::string_view, size_t> rows;
  for (const std::string_view level : levels) ++rows[level];
  std::vector<std::pair<std::string_view, size_t>> kept;
  for (const auto& [level, count] : rows)
    if (count >= kLeastRowsOfLevel) kept.emplace_back(level, count);
  std::stable_sort(kept.begin(), kept.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (kept.size() > kMostLevels) kept.resize(kMostLevels);
  ColumnBins out;
  out.is_number_ = false;
  for (const auto& [level, count] : kept) out.levels_.emplace_back(level);
  std::sort(out.levels_.begin(), out.levels_.end());
  return out;
}

size_t ColumnBins::BinOf(const ColumnValue& value) const {
  if (value.missing) return 0;
  if (is_number_) {
    const auto edge = std::upper_bound(edges_.begin(), edges_.end(), value.number);
    return static_cast<size_t>(edge - edges_.begin()) + 1;
  }
  const auto level = std::lower_bound(levels_.begin(), levels_.end(), value.level);
  if (level == levels_.end() || *level != value.level) return 1;
  return static_cast<size_t>(level - levels_.begin()) + 2;
}

void ColumnBins::Merge(size_t bin) {
  CHECK(is_number_ && bin >= 1 && bin <= edges_.size());
  edges_.erase(edges_.begin() + static_cast<std::ptrdiff_t>(bin - 1));
}

std::string ColumnBins::Words(size_t bin) const {
  if (bin == 0) return "blank";
  if (!is_number_) return bin == 1 ? "any other" : levels_[bin - 2];
  if (edges_.empty()) return "any number";
  if (bin == 1) return "below " + NumberText(edges_[0]);
  if (bin == edges_.size() + 1) return NumberText(edges_.back()) + " or more";
  return NumberText(edges_[bin - 2]) + " to below " + NumberText(edges_[bin - 1]);
}

void ColumnBins::Encode(CborWriter* out) const {
  out->Array(2);
  out->Bool(is_number_);
  out->Array(is_number_ ? edges_.size() : levels_.size());
  for (const double edge : edges_) out->Text(NumberText(edge));
  for (const std::string& level : levels_) out->Text(level);
}

Result<ColumnBins> ColumnBins::Decode(CborReader* in) {
  ColumnBins out;
  if (in->Array() != 2) return DamagedBins();
  out.is_number_ = in->Bool();
  const size_t count = in->Array();
  for (size_t i = 0; i < count && in->ok(); ++i) {
    const std::string_view text = in->Text();
    if (!out.is_number_) {
      if (!out.levels_.empty() && out.levels_.back() >= text) return DamagedBins();
      out.levels_.emplace_back(text);
      continue;
    }
    double edge = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), edge);
    if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(edge) ||
        (!out.edges_.empty() && out.edges_.back() >= edge)) {
      return DamagedBins();
    }
    out.edges_.push_back(edge);
  }
  if (!in->ok()) return DamagedBins();
  return out;
}

}  // namespace signalbox
