#include "insight/score/labelled_rows.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "insight/score/written_cell.h"

namespace signalbox {
namespace {

struct RowTime {
  bool known = false;
  double time = 0;
};

std::vector<RowTime> TimesOf(const TextRows& rows, size_t column, bool day_first) {
  std::vector<RowTime> at(rows.rows.size());
  for (size_t i = 0; i < at.size(); ++i) {
    const std::string& cell = rows.rows[i][column];
    int64_t day = 0;
    int hour = 0;
    // A number first: 20180201 stands in the same order by either, and a count that looks like a
    // date now and then does not.
    at[i].known = ReadNumber(cell, &at[i].time);
    if (at[i].known || !ReadDate(cell, day_first, &day, &hour)) continue;
    at[i].known = true;
    at[i].time = static_cast<double>(day) + std::max(hour, 0) / 24.0;
  }
  return at;
}

// Rows without a time stand last, in the file's order.
std::vector<uint32_t> TimeOrder(const std::vector<RowTime>& at) {
  std::vector<uint32_t> order(at.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    if (at[a].known != at[b].known) return at[a].known;
    return at[a].known && at[a].time < at[b].time;
  });
  return order;
}

}  // namespace

int64_t LabelledRows::Positives() const {
  return std::accumulate(outcome.begin(), outcome.end(), int64_t{0});
}

bool IsLabelOf(const std::vector<std::string>& values, std::string_view label) {
  double number = 0;
  if (std::find(values.begin(), values.end(), label) != values.end()) return true;
  // A label of 1 may be written 1.0 by the next export.
  return ReadNumber(label, &number) &&
         std::any_of(values.begin(), values.end(), [&](const auto& v) {
           double wanted = 0;
           return ReadNumber(v, &wanted) && wanted == number;
         });
}

void LabelledRows::Row(size_t row, std::span<std::string_view> out) const {
  for (size_t feature = 0; feature < cells.size(); ++feature) out[feature] = cells[feature][row];
}

Result<LabelledRows> LabelRows(const ScoreSpec& spec, const TextRows& rows) {
  const int label = rows.Find(spec.label_column);
  if (label < 0)
    return Err(Code::kInvalid, "the file has no column `" + spec.label_column + "` for the label");
  SB_ASSIGN(const std::vector<size_t> places, FeaturePlaces(spec, rows));
  std::vector<uint32_t> order(rows.rows.size());
  std::iota(order.begin(), order.end(), 0U);
  std::vector<RowTime> times;
  if (!spec.time_column.empty()) {
    const int time = rows.Find(spec.time_column);
    if (time < 0)
      return Err(Code::kInvalid, "the file has no column `" + spec.time_column + "` for the time");
    const bool month_first =
        std::any_of(spec.features.begin(), spec.features.end(), [&](const ScoreFeature& each) {
          return each.column == spec.time_column && !each.day_first;
        });
    times = TimesOf(rows, static_cast<size_t>(time), !month_first);
    order = TimeOrder(times);
  }
  LabelledRows out;
  out.cells.resize(places.size());
  for (const uint32_t row : order) {
    const std::vector<std::string>& cells = rows.rows[row];
    const std::string& value = cells[static_cast<size_t>(label)];
    const bool positive = IsLabelOf(spec.positive, value);
    if (value.empty() ||
        (!positive && !spec.negative.empty() && !IsLabelOf(spec.negative, value))) {
      ++out.left_out;
      continue;
    }
    out.outcome.push_back(positive ? 1 : 0);
    out.source_row.push_back(row);
    out.untimed += times.empty() || times[row].known ? 0 : 1;
    for (size_t i = 0; i < places.size(); ++i) out.cells[i].emplace_back(cells[places[i]]);
  }
  if (out.outcome.empty()) {
    return Err(Code::kInvalid, "no row has an outcome in `" + spec.label_column + "`; there are " +
                                   std::to_string(rows.rows.size()) + " rows");
  }
  return out;
}

std::vector<Fold> MakeFolds(std::span<const uint8_t> outcome, bool in_time_order, uint64_t seed) {
  std::vector<Fold> folds(kFolds);
  const size_t rows = outcome.size();
  if (in_time_order) {
    for (size_t fold = 0; fold < kFolds; ++fold) {
      const size_t begin = rows / 2 + (rows - rows / 2) * fold / kFolds;
      const size_t end = rows / 2 + (rows - rows / 2) * (fold + 1) / kFolds;
      for (size_t row = 0; row < end; ++row)
        (row < begin ? folds[fold].fit : folds[fold].held).push_back(static_cast<uint32_t>(row));
    }
    return folds;
  }
  SeededRandom random(seed);
  std::vector<uint8_t> fold_of(rows);
  for (const uint8_t value : {uint8_t{0}, uint8_t{1}}) {
    std::vector<uint32_t> of_class;
    for (size_t row = 0; row < rows; ++row)
      if (outcome[row] == value) of_class.push_back(static_cast<uint32_t>(row));
    for (size_t i = of_class.size(); i > 1; --i)
      std::swap(of_class[i - 1], of_class[random.Below(i)]);
    for (size_t i = 0; i < of_class.size(); ++i)
      fold_of[of_class[i]] = static_cast<uint8_t>(i % kFolds);
  }
  for (uint32_t row = 0; row < rows; ++row) {
    for (size_t fold = 0; fold < kFolds; ++fold)
      (fold_of[row] == fold ? folds[fold].held : folds[fold].fit).push_back(row);
  }
  return folds;
}

}  // namespace signalbox
