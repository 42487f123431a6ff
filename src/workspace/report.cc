#include "workspace/report.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "policy/decision_words.h"
#include "policy/pool.h"
#include "store/sqlite/database.h"
#include "workspace/report_few.h"
#include "workspace/report_query.h"
#include "workspace/ten_thousandths.h"

namespace signalbox {
namespace {

// What was counted together in one of the two periods.
struct Cell {
  ReportKey key;
  int64_t count = 0, sum = 0;
  std::vector<int64_t> values;  // of what a median is taken of
  bool kept = false;            // from the reader
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

  // `with_kept`: what is kept from the reader is counted too.
  Result<Cells> Read(const ReportPeriod& period, const VersionFilter& version,
                     bool with_kept) const {
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
      cell.kept = ask_.kept.Has(cell.key);
      if (cell.kept && !with_kept) continue;
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

// What a report is made of.
struct CountedGroups {
  Cells now, before;
  std::set<std::string, std::less<>> pools_kept;
};

// What both periods have of a group, line by line.
using ByLine = std::map<LineKey, std::pair<Chosen, Chosen>>;

std::string_view PoolIn(std::string_view detail) {
  return detail.substr(0, detail.find(kDetailSeparator));
}

// Pools in which somebody stands whose records are kept from the reader. A turn is in several
// groups at once, by person, by band and by sender, and each member's share tells how many there
// were; so of such a pool no line is told.
Result<std::set<std::string, std::less<>>> PoolsKept(Database* database,
                                                     const KeptFromReader& kept) {
  std::set<std::string, std::less<>> pools;
  if (!kept.any()) return pools;
  SB_ASSIGN(Statement rows, database->Prepare("SELECT measure, person, rule, detail, version "
                                              "FROM report_keys WHERE measure = ?1"));
  rows.Bind(1, static_cast<int64_t>(ReportMeasure::kEntitled));
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return pools;
    const ReportKey key = ReportKeyAt(rows, 0);
    if (kept.Has(key)) pools.insert(key.detail);
  }
}

ByLine CellsByLine(const GroupSpec& group, const std::vector<const FigureSpec*>& figures,
                   const CountedGroups& counted) {
  const bool of_pools = group.by == GroupBy::kPersonAndDetail;
  const auto counts = [&](const ReportKey& key) {
    return !(of_pools && counted.pools_kept.contains(PoolIn(key.detail))) &&
           std::any_of(figures.begin(), figures.end(), [&](const FigureSpec* figure) {
             return Has(figure->top | figure->bottom, key.measure);
           });
  };
  ByLine by_line;
  for (const Cell& cell : counted.now) {
    if (counts(cell.key)) by_line[LineKeyIn(group, cell.key)].first.push_back(&cell);
  }
  for (const Cell& cell : counted.before) {
    if (counts(cell.key)) by_line[LineKeyIn(group, cell.key)].second.push_back(&cell);
  }
  return by_line;
}

FewInLines FewOf(const GroupSpec& group, const ByLine& by_line, Chosen ByLine::mapped_type::*period,
                 int64_t fewest) {
  FewInLines few(by_line.size(), fewest);
  std::optional<size_t> fallback;
  size_t line = 0;
  for (const auto& [key, cells] : by_line) {
    if (group.by == GroupBy::kRule && key.text == kNothingMatched) fallback = line;
    for (const Cell* cell : cells.*period) {
      if (cell->kept) few.Add(line, cell->key.measure, cell->count);
    }
    ++line;
  }
  few.Settle(fallback);
  return few;
}

// The lines in the order of `by_line`, without what is not told.
ReportLines TellLines(const GroupSpec& group, const std::vector<const FigureSpec*>& figures,
                      const ByLine& by_line, const ReportAsk& ask) {
  using Periods = ByLine::mapped_type;
  const FewInLines now = FewOf(group, by_line, &Periods::first, ask.kept.fewest);
  const FewInLines before = FewOf(group, by_line, &Periods::second, ask.kept.fewest);
  const bool nothing = std::any_of(figures.begin(), figures.end(), [&](const FigureSpec* figure) {
    return now.TellsNothing(*figure) || before.TellsNothing(*figure);
  });
  ReportLines lines{&group, {}, false};
  size_t at = 0;
  for (const auto& [key, cells] : by_line) {
    ReportLine line = NameLine(group, key, ask);
    bool told = false;
    for (const FigureSpec* figure : figures) {
      FigureValue value{figure, {}, {}, now.IsNotTold(*figure, at), before.IsNotTold(*figure, at)};
      if (!value.now_few) value.now = ValueOf(*figure, cells.first);
      if (!value.before_few) value.before = ValueOf(*figure, cells.second);
      told |= value.now.value_or(0) != 0 || value.before.value_or(0) != 0;
      line.figures.push_back(value);
    }
    ++at;
    // How many lines there are would say that each of them has one.
    if (nothing && !told)
      lines.left_out = true;
    else
      lines.lines.push_back(std::move(line));
  }
  return lines;
}

ReportLines GroupCells(const GroupSpec& group, const CountedGroups& counted, const ReportAsk& ask) {
  std::vector<const FigureSpec*> figures;
  for (const std::string_view id : group.figures) figures.push_back(FindFigure(id));
  ReportLines lines = TellLines(group, figures, CellsByLine(group, figures, counted), ask);
  lines.left_out |= group.by == GroupBy::kPersonAndDetail && !counted.pools_kept.empty();
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

FewInTotal FewOf(const Cells& cells, int64_t fewest) {
  FewInTotal few(fewest);
  for (const Cell& cell : cells) {
    if (cell.kept) few.Add(cell.key.measure, cell.count);
  }
  return few;
}

std::vector<FigureValue> TellFigures(const ReportSpec& spec, const CountedGroups& counted,
                                     int64_t fewest) {
  const FewInTotal few_now = FewOf(counted.now, fewest);
  const FewInTotal few_before = FewOf(counted.before, fewest);
  std::vector<FigureValue> figures;
  for (const FigureSpec& figure : spec.figures) {
    FigureValue value{&figure, {}, {}, few_now.IsNotTold(figure), few_before.IsNotTold(figure)};
    if (!value.now_few) value.now = ValueOf(figure, AllOf(counted.now));
    if (!value.before_few) value.before = ValueOf(figure, AllOf(counted.before));
    figures.push_back(value);
  }
  return figures;
}

}  // namespace

Result<Report> ReadReport(const std::string& views_path, const ReportSpec& spec,
                          const ReportAsk& ask) {
  SB_ASSIGN(Database database, OpenReportTables(views_path));
  Report report{&spec, ask.now, ask.before, "", {}, {}};
  SB_ASSIGN(report.as_of, database.QueryInt("SELECT applied FROM cursor"));
  SB_ASSIGN(const Compared compared, PeriodsOf(&database, spec, ask.now, ask.before));
  report.now = compared.now, report.before = compared.before;
  report.version = ToHex(compared.version).substr(0, 12);
  const ReportReader reader(&database, spec, ask);
  // What was around a publication is no week, and weeks have it too.
  report.kept_counted = ask.kept.any() && !spec.around_publish &&
                        IsWeekThatIsOver(report.now, ask.asked_at) &&
                        IsWeekThatIsOver(report.before, ask.asked_at);
  if (ask.kept.any()) report.fewest = ask.kept.fewest;
  CountedGroups counted;
  SB_ASSIGN(counted.now, reader.Read(report.now, compared.OfNow(), report.kept_counted));
  SB_ASSIGN(counted.before, reader.Read(report.before, compared.OfBefore(), report.kept_counted));
  SB_ASSIGN(counted.pools_kept, PoolsKept(&database, ask.kept));
  report.figures = TellFigures(spec, counted, ask.kept.fewest);
  for (const GroupSpec& group : spec.groups)
    report.groups.push_back(GroupCells(group, counted, ask));
  return report;
}

}  // namespace signalbox
