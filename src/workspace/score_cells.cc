#include "workspace/score_cells.h"

#include <algorithm>

#include "base/clock.h"

namespace signalbox {
namespace {

std::optional<Field> FieldOfColumn(const std::string& column) {
  const std::optional<Field> field = FieldByName(column);
  return field ? field : FieldByName("lead." + column);
}

bool IsTime(Field field) {
  return field == Field::kReceivedAt || field == Field::kConsentAt ||
         field == Field::kNextContactAt || field == Field::kCheckedAt;
}

bool IsScore(const ScoreCell& cell) {
  return cell.field == Field::kScore || cell.field == Field::kScoreBand;
}

}  // namespace

std::vector<ScoreCell> ScoreCellsOf(const ScoreSpec& spec) {
  std::vector<ScoreCell> cells;
  for (const ScoreFeature& feature : spec.features)
    cells.push_back({feature.column, FieldOfColumn(feature.column)});
  return cells;
}

Result<std::vector<ScoreCell>> BindScoreCells(const ScoreSpec& spec,
                                              const std::vector<std::string>& known) {
  std::vector<ScoreCell> cells = ScoreCellsOf(spec);
  std::string unknown;
  for (const ScoreCell& cell : cells) {
    if (IsScore(cell))
      return Err(Code::kInvalid, "the model reads `" + cell.column + "`, which it should write");
    if (cell.field || std::find(known.begin(), known.end(), cell.column) != known.end()) continue;
    unknown += (unknown.empty() ? "`" : ", `") + cell.column + "`";
  }
  if (unknown.empty()) return cells;
  return Err(Code::kInvalid, "the model reads " + unknown +
                                 ", which leads of this workspace do not have; name a field as in "
                                 "conditions, or declare it under `fields:` or in `features.yaml`");
}

std::string CellOf(const Attributes& record, const ScoreCell& cell) {
  if (!cell.field) {
    const std::string* extra = record.FindExtra(cell.column);
    return extra == nullptr ? std::string() : *extra;
  }
  if (!record.Has(*cell.field)) return {};
  switch (SpecOf(*cell.field).type) {
    case FieldType::kText:
      return std::string(record.Text(*cell.field));
    case FieldType::kBool:
      return record.Bool(*cell.field) ? "true" : "false";
    case FieldType::kInt:
      break;
  }
  const int64_t number = record.Int(*cell.field);
  return IsTime(*cell.field) ? FormatTime(number) : std::to_string(number);
}

std::vector<std::string> CellsOf(const Attributes& record, const std::vector<ScoreCell>& cells) {
  std::vector<std::string> texts;
  texts.reserve(cells.size());
  for (const ScoreCell& cell : cells) texts.push_back(CellOf(record, cell));
  return texts;
}

}  // namespace signalbox
