#include "insight/paired_promotion.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/check.h"
#include "insight/score/significance.h"

namespace signalbox {
namespace {

double ShareOf(std::span<const uint8_t> right) {
  return static_cast<double>(std::accumulate(right.begin(), right.end(), int64_t{0})) /
         static_cast<double>(std::max<size_t>(right.size(), 1));
}

std::vector<double> Numbers(std::span<const uint8_t> right, double more = 0) {
  std::vector<double> numbers;
  for (const uint8_t one : right) numbers.push_back(one + more);
  return numbers;
}

}  // namespace

PromotionVerdict JudgePairedAnswers(std::span<const uint8_t> candidate,
                                    std::span<const uint8_t> champion,
                                    std::span<const uint8_t> plain, std::string_view plain_name) {
  CHECK(champion.empty() || champion.size() == candidate.size());
  CHECK(plain.size() == candidate.size());
  if (candidate.size() < kLeastJudgingRows) {
    return {fmt::format("{} held-back rows judge nothing; give at least {}", candidate.size(),
                        kLeastJudgingRows),
            ""};
  }
  const double share = ShareOf(candidate);
  PromotionVerdict verdict;
  verdict.why = fmt::format("right on {:.4f} of {} held-back rows", share, candidate.size());
  const PairedTest over_plain = CompareMeans(Numbers(candidate), Numbers(plain));
  if (!over_plain.significant()) {
    verdict.objection =
        fmt::format("it does not beat {} by more than chance: {}, that {:.4f} (p {:.4f})",
                    plain_name, verdict.why, ShareOf(plain), over_plain.p_value);
    return verdict;
  }
  if (champion.empty()) return verdict;
  const double now = ShareOf(champion);
  const PairedTest no_loss = CompareMeans(Numbers(candidate, kTolerated), Numbers(champion));
  verdict.why += fmt::format(", the model in use on {:.4f}", now);
  if (share >= now) return verdict;
  const std::string ruled =
      fmt::format(" (p {:.4f} that it loses more than {:.2f})", no_loss.p_value, kTolerated);
  if (!no_loss.significant())
    verdict.objection = "it is right more rarely than the model in use: " + verdict.why + ruled;
  verdict.why += ruled;
  return verdict;
}

}  // namespace signalbox
