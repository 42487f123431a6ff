#include "insight/score/lift.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace signalbox {
namespace {

constexpr size_t kTenths = 10;

// The outcome of each row, best first, as the share of positives among those tied with it.
std::vector<double> SharesBestFirst(std::span<const double> predicted,
                                    std::span<const uint8_t> outcome) {
  std::vector<size_t> order(predicted.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t a, size_t b) { return predicted[a] > predicted[b]; });
  std::vector<double> shares(order.size());
  for (size_t from = 0, to = 0; from < order.size(); from = to) {
    double positives = 0;
    for (to = from; to < order.size() && predicted[order[to]] == predicted[order[from]]; ++to)
      positives += outcome[order[to]];
    std::fill(shares.begin() + static_cast<ptrdiff_t>(from),
              shares.begin() + static_cast<ptrdiff_t>(to),
              positives / static_cast<double>(to - from));
  }
  return shares;
}

}  // namespace

std::vector<LiftTenth> LiftByTenth(std::span<const double> predicted,
                                   std::span<const uint8_t> outcome) {
  CHECK(predicted.size() == outcome.size());
  const std::vector<double> shares = SharesBestFirst(predicted, outcome);
  const size_t rows = shares.size();
  const auto positives =
      static_cast<double>(std::accumulate(outcome.begin(), outcome.end(), int64_t{0}));
  std::vector<LiftTenth> tenths;
  for (size_t tenth = 0; tenth < kTenths; ++tenth) {
    const size_t from = (tenth * rows + kTenths - 1) / kTenths;
    const size_t to = ((tenth + 1) * rows + kTenths - 1) / kTenths;
    if (from == to) continue;
    const double sum = std::accumulate(shares.begin() + static_cast<ptrdiff_t>(from),
                                       shares.begin() + static_cast<ptrdiff_t>(to), 0.0);
    LiftTenth one;
    one.rows = static_cast<int64_t>(to - from);
    one.positive_rate = sum / static_cast<double>(one.rows);
    if (positives > 0) one.lift = one.positive_rate * static_cast<double>(rows) / positives;
    tenths.push_back(one);
  }
  return tenths;
}

}  // namespace signalbox
