// How many leads a second one core scores, row by row, from the texts of a lead's fields to the
// calibrated probability: the points card and the boosted trees. Prints one line of JSON.
//
// Every lead is another one: no row is scored twice, and nothing is prepared before the clock runs.
#include <fmt/format.h>
#include <time.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "base/random.h"
#include "insight/score/boosted_trees.h"
#include "insight/score/train_model.h"

namespace signalbox {
namespace {

constexpr size_t kTrainingRows = 6'000;
constexpr size_t kScoredRows = 200'000;
constexpr int kCategories = 8;
constexpr int kNumbers = 10;

// Eighteen features, as a CRM's lead has.
std::string Spec() {
  std::string text = "label: {column: won, positive: 1}\nfeatures:\n";
  for (int i = 0; i < kNumbers; ++i)
    text += fmt::format("  - {{column: n{}, type: number, known_at_routing: true}}\n", i);
  for (int i = 0; i < kCategories; ++i)
    text += fmt::format("  - {{column: c{}, type: category, known_at_routing: true}}\n", i);
  return text;
}

TextRows Rows(size_t count, uint64_t seed) {
  SeededRandom random(seed);
  TextRows rows;
  for (int i = 0; i < kNumbers; ++i) rows.header.push_back("n" + std::to_string(i));
  for (int i = 0; i < kCategories; ++i) rows.header.push_back("c" + std::to_string(i));
  rows.header.emplace_back("won");
  for (size_t row = 0; row < count; ++row) {
    std::vector<std::string>& cells = rows.rows.emplace_back();
    double odds = -2;
    for (int i = 0; i < kNumbers; ++i) {
      const uint64_t number = random.Below(1'000'000);
      odds += 1e-6 * static_cast<double>(number) * (i % 3 - 0.5);
      cells.push_back(random.Below(20) == 0 ? "" : std::to_string(number));
    }
    for (int i = 0; i < kCategories; ++i) {
      const uint64_t level = random.Below(12);
      // Two columns together, so that trees find what a sum cannot say.
      if (level == 3 && cells[0].size() == 6) odds += 1;
      cells.push_back("level " + std::to_string(level));
    }
    const double drawn = static_cast<double>(random.Below(1'000'000)) * 1e-6;
    cells.emplace_back(drawn < 1 / (1 + std::exp(-odds)) ? "1" : "0");
  }
  return rows;
}

// The thread's own time, so that others on the machine disturb less.
double CpuSeconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

// Leads a second; `sum` keeps the compiler from leaving the work out.
double Measure(const LeadModel& model, const TextRows& rows, int64_t* sum) {
  std::vector<std::string_view> cells(kNumbers + kCategories);
  const double start = CpuSeconds();
  for (const std::vector<std::string>& row : rows.rows) {
    for (size_t i = 0; i < cells.size(); ++i) cells[i] = row[i];
    *sum += model.ScoreE6(cells);
  }
  return static_cast<double>(rows.rows.size()) / (CpuSeconds() - start);
}

int Run() {
  TrainingRequest request;
  request.spec_text = Spec();
  request.spec = *ParseScoreSpec(request.spec_text, "bench");
  const TextRows training = Rows(kTrainingRows, 1), scored = Rows(kScoredRows, 2);
  int64_t sum = 0;
  double per_second[2] = {0, 0};
  size_t trees = 0;
  for (const FamilyChoice family : {FamilyChoice::kScorecard, FamilyChoice::kBoostedTrees}) {
    request.family = family;
    const Result<LeadModel> model = TrainLeadModel(request, training);
    if (!model.ok()) {
      std::fprintf(stderr, "score_bench: %s\n", model.error().message.c_str());
      return 1;
    }
    const bool card = family == FamilyChoice::kScorecard;
    if (!card) trees = dynamic_cast<const BoostedTrees&>(model->scorer()).tree_count();
    per_second[card ? 0 : 1] = Measure(*model, scored, &sum);
  }
  std::printf(
      "{\"scorecard_per_second\":%.0f,\"boosted_trees_per_second\":%.0f,\"trees\":%zu,"
      "\"features\":%d,\"rows\":%zu,\"mean\":%.4f}\n",
      per_second[0], per_second[1], trees, kNumbers + kCategories, kScoredRows,
      1e-6 * static_cast<double>(sum) / (2.0 * kScoredRows));
  return 0;
}

}  // namespace
}  // namespace signalbox

int main() {
  return signalbox::Run();
}
