#include "workspace/report.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "policy/pool.h"
#include "store/sqlite/database.h"
#include "workspace/report_query.h"
#include "workspace/ten_thousandths.h"

namespace signalbox {
namespace {

// What was counted together in one of the two periods.
struct Cell {
  ReportKey key;
  int64_t count = 0, sum = 0;
  std::vector<int64_t> values;  // of what a median is taken of
};
using Cells = std::vector<Cell>;
using Chosen = std::vector<const Cell*>;

MeasureSet MeasuresOf(const ReportSpec& spec, bool of_values) {
  std::vector<const FigureSpec*> figures;
  for (const FigureSpec& figure : spec.figures) figures.push_back(&figure);
  for (const GroupSpec& group : spec.groups) {
    for (const std::string_view id : group.figures) figures.push_back(FindFigure(id));
  }
  MeasureSet measures = 0;
  for (const FigureSpec* figure : figures) {
    const bool values =
        figure->kind == FigureKind::kMedianTime || figure->kind == FigureKind::kSlowTime;
    if (of_values && !values) continue;
    measures |= figure->top | figure->bottom;
  }
  return measures;
}

class ReportReader {
 public:
  ReportReader(Database* database, const ReportSpec& spec, const ReportAsk& ask)
      : database_(database), spec_(spec), ask_(ask), of_values_(MeasuresOf(spec, true)) {}

  Result<Cells> Read(const ReportPeriod& period, const VersionFilter& version) const {
    SB_ASSIGN(Statement rows,
              database_->Prepare("SELECT k.key, measure, person, rule, detail, version, n, s FROM "
                                 "(SELECT key, sum(count) AS n, sum(sum) AS s FROM report_counts "
                                 "WHERE hour >= ?1 AND hour < ?2 GROUP BY key) c "
                                 "JOIN report_keys k ON k.key = c.key"));
    rows.Bind(1, period.from / kHourUs).Bind(2, period.to / kHourUs);
    const MeasureSet wanted = MeasuresOf(spec_, false);
    Cells cells;
    for (;;) {
      SB_ASSIGN(const bool more, rows.Step());
      if (!more) return cells;
      if (!Has(wanted, static_cast<ReportMeasure>(rows.Int(1)))) continue;
      Cell cell{ReportKeyAt(rows, 1), rows.Int(6), rows.Int(7), {}};
      if (!IsVisible(ask_.people, cell.key.person) || !version.Fits(cell.key.version)) continue;
      if (Has(of_values_, cell.key.measure)) SB_TRY(ReadValues(rows.Int(0), period, &cell.values));
      cells.push_back(std::move(cell));
    }
  }

 private:
  Status ReadValues(int64_t key, const ReportPeriod& period, std::vector<int64_t>* values) const {
    SB_ASSIGN(Statement rows, database_->Prepare("SELECT value FROM report_records "
                                                 "WHERE key = ?1 AND at >= ?2 AND at < ?3"));
    rows.Bind(1, key).Bind(2, period.from).Bind(3, period.to);
    for (;;) {
      SB_ASSIGN(const bool more, rows.Step());
      if (!more) return {};
      values->push_back(rows.Int(0));
    }
  }

  Database* database_;
  const ReportSpec& spec_;
  const ReportAsk& ask_;
  const MeasureSet of_values_;
};

struct Sums {
  int64_t count = 0, sum = 0;
};

Sums SumOf(MeasureSet measures, const Chosen& cells) {
  Sums sums;
  for (const Cell* cell : cells) {
    if (!Has(measures, cell->key.measure)) continue;
    sums.count += cell->count;
    sums.sum += cell->sum;
  }
  return sums;
}

// The value that `e4` ten-thousandths of them do not exceed (nearest rank).
std::optional<int64_t> Quantile(const FigureSpec& spec, const Chosen& cells, int64_t e4) {
  std::vector<int64_t> values;
  for (const Cell* cell : cells) {
    if (Has(spec.top, cell->key.measure))
      values.insert(values.end(), cell->values.begin(), cell->values.end());
  }
  if (values.empty()) return std::nullopt;
  const auto size = static_cast<int64_t>(values.size());
  const auto at = values.begin() + (size * e4 + kAllE4 - 1) / kAllE4 - 1;
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

std::optional<int64_t> Divided(int64_t part, int64_t scale, int64_t whole) {
  return whole == 0 ? std::nullopt : std::optional(part * scale / whole);
}

std::optional<int64_t> ValueOf(const FigureSpec& spec, const Chosen& cells) {
  const Sums top = SumOf(spec.top, cells);
  const Sums bottom = SumOf(spec.bottom, cells);
  switch (spec.kind) {
    case FigureKind::kCount:
      return top.count;
    case FigureKind::kShare:
      return Divided(top.count, kAllE4, top.count + bottom.count);
    case FigureKind::kRate:
      return Divided(top.count, kAllE4, bottom.count);
    case FigureKind::kMeanTime:
    case FigureKind::kMeanPoints:
      return Divided(top.sum, 1, top.count);
    case FigureKind::kMedianTime:
      return Quantile(spec, cells, kAllE4 / 2);
    case FigureKind::kSlowTime:
      return Quantile(spec, cells, kAllE4 * 9 / 10);
    case FigureKind::kTurns:
      return top.sum;
    case FigureKind::kDeviation:
      return top.count * kLevelScale - bottom.sum;
  }
  return std::nullopt;
}

Chosen AllOf(const Cells& cells) {
  Chosen chosen;
  for (const Cell& cell : cells) chosen.push_back(&cell);
  return chosen;
}

ReportLine NameLine(const GroupSpec& group, const LineKey& key, const ReportAsk& ask) {
  ReportLine line;
  const bool of_person = group.by == GroupBy::kPerson || group.by == GroupBy::kPersonAndDetail;
  if (of_person && key.person != 0) line.person = ask.name_of(key.person);
  if (group.by == GroupBy::kPerson) {
    line.key = line.person;
  } else {
    const size_t cut = key.text.find(kDetailSeparator);
    line.key = key.text.substr(0, cut);
    if (cut != std::string::npos) line.cause = key.text.substr(cut + 1);
  }
  return line;
}

ReportLines GroupCells(const GroupSpec& group, const Cells& now, const Cells& before,
                       const ReportAsk& ask) {
  std::vector<const FigureSpec*> figures;
  for (const std::string_view id : group.figures) figures.push_back(FindFigure(id));
  const auto counts = [&](const ReportKey& key) {
    return std::any_of(figures.begin(), figures.end(), [&](const FigureSpec* figure) {
      return Has(figure->top, key.measure) || Has(figure->bottom, key.measure);
    });
  };
  std::map<LineKey, std::pair<Chosen, Chosen>> by_key;
  for (const Cell& cell : now) {
    if (counts(cell.key)) by_key[LineKeyIn(group, cell.key)].first.push_back(&cell);
  }
  for (const Cell& cell : before) {
    if (counts(cell.key)) by_key[LineKeyIn(group, cell.key)].second.push_back(&cell);
  }
  ReportLines lines{&group, {}};
  for (const auto& [key, cells] : by_key) {
    ReportLine line = NameLine(group, key, ask);
    for (const FigureSpec* figure : figures)
      line.figures.push_back(
          {figure, ValueOf(*figure, cells.first), ValueOf(*figure, cells.second)});
    lines.lines.push_back(std::move(line));
  }
  std::stable_sort(lines.lines.begin(), lines.lines.end(),
                   [](const ReportLine& a, const ReportLine& b) {
                     const auto size = [](const ReportLine& line) {
                       return line.figures.front().now.value_or(0);
                     };
                     return std::make_tuple(-size(a), a.key, a.person) <
                            std::make_tuple(-size(b), b.key, b.person);
                   });
  return lines;
}

}  // namespace

Result<Report> ReadReport(const std::string& views_path, const ReportSpec& spec,
                          const ReportAsk& ask) {
  SB_ASSIGN(Database database, OpenReportTables(views_path));
  Report report{&spec, ask.now, ask.before, "", {}, {}, 0};
  SB_ASSIGN(report.as_of, database.QueryInt("SELECT applied FROM cursor"));
  SB_ASSIGN(const Compared compared, PeriodsOf(&database, spec, ask.now, ask.before));
  report.now = compared.now, report.before = compared.before;
  report.version = ToHex(compared.version).substr(0, 12);
  const ReportReader reader(&database, spec, ask);
  SB_ASSIGN(const Cells now, reader.Read(report.now, compared.OfNow()));
  SB_ASSIGN(const Cells before, reader.Read(report.before, compared.OfBefore()));
  for (const FigureSpec& figure : spec.figures)
    report.figures.push_back(
        {&figure, ValueOf(figure, AllOf(now)), ValueOf(figure, AllOf(before))});
  for (const GroupSpec& group : spec.groups)
    report.groups.push_back(GroupCells(group, now, before, ask));
  return report;
}

}  // namespace signalbox
