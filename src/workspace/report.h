// Reports: named figures over a period beside the period before it, from the counts that the views
// keep (docs/reports.md defines every figure).
//
// A report is a list of figures (`sla.kept_share`) for everything together and for each person,
// rule, or detail. Figures are integers: counts, shares in ten-thousandths, times in microseconds.
// Rows of people whom a reader may not see are left out before anything is added up. Any thread;
// reads DIR/views.db on a connection of its own. Holds nothing personal.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/small_groups.h"
#include "base/bytes.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "workspace/report_measures.h"

namespace signalbox {

// Whole hours of UTC: `from` is included, `to` is not.
struct ReportPeriod {
  TimeUs from = 0, to = 0;
  bool operator==(const ReportPeriod&) const = default;
};

// Widened to whole hours; kInvalid unless it has at least one and at most ten years.
Result<ReportPeriod> MakePeriod(TimeUs from, TimeUs to);
// `2026-W47`: seven days from Monday, 00:00 UTC (ISO 8601).
Result<ReportPeriod> PeriodOfWeek(std::string_view week);
// The whole week that ended last.
ReportPeriod LastWeek(TimeUs now);
// Of the same length, and ends where `period` begins.
ReportPeriod PeriodBefore(const ReportPeriod& period);

enum class FigureKind : uint8_t {
  kCount,
  kShare,     // of `top` in `top` and `bottom` together, in ten-thousandths
  kRate,      // `top` for each `bottom`, in ten-thousandths
  kMeanTime,  // of the values of `top`, in microseconds
  kMeanPoints,
  kMedianTime,
  kSlowTime,   // nine of ten are faster
  kTurns,      // sum of the values, in billionths of a turn
  kDeviation,  // turns of `top` less the entitlement of `bottom`, in billionths
};
std::string_view FigureKindName(FigureKind kind);

struct FigureSpec {
  std::string_view id;  // as `figure` of the records behind it
  std::string_view words;
  FigureKind kind = FigureKind::kCount;
  MeasureSet top = 0, bottom = 0;
  // Whose records stand behind it where `top` keeps none.
  MeasureSet opens = 0;
  // Empty: nothing stands behind it but what other figures open.
  MeasureSet Records() const { return opens != 0 ? opens : top & KeptRecords(); }
};

// What a line of a group is of: the person, the rule, the detail, or the person and the detail, of
// which the first part is the pool.
enum class GroupBy : uint8_t { kPerson, kRule, kDetail, kPersonAndDetail };

struct GroupSpec {
  std::string_view id;  // `person`, `rule`, `reason`, `sla`, `pool`, `band`, `way`
  std::string_view words;
  GroupBy by = GroupBy::kRule;
  std::vector<std::string_view> figures;  // those shown in its lines
};

struct ReportSpec {
  std::string_view name;   // as in the path
  std::string_view title;  // as people read it
  std::vector<FigureSpec> figures;
  std::vector<GroupSpec> groups;
  // Compares what the active version decided since it became active with what others decided
  // before, in place of two periods that the reader names.
  bool around_publish = false;
};

std::span<const ReportSpec> AllReports();
// A figure by its id, of whatever report; null for none.
const FigureSpec* FindFigure(std::string_view id);
// kNotFound names those there are.
Result<const ReportSpec*> FindReport(std::string_view name);

struct FigureValue {
  const FigureSpec* spec = nullptr;
  // Nothing where there is nothing to divide by or to take the middle of, and where it is not told.
  std::optional<int64_t> now, before;
  // Not told, because it is about few records that are kept from the reader, or would tell such a
  // number.
  bool now_few = false, before_few = false;
};

struct ReportLine {
  std::string person;  // id; empty where the group is not by person, or for nobody
  std::string key;     // rule, reason, pool, ...; of a group by person the id again
  std::string cause;   // of kPersonAndDetail: what follows the pool
  std::vector<FigureValue> figures;
};

struct ReportLines {
  const GroupSpec* spec = nullptr;
  std::vector<ReportLine> lines;  // the largest first figure first, then by key
  bool left_out = false;          // lines of which nothing could be told
};

// Whose records the reader does not see whole, because the workspace's rules keep fields of them
// (access/personal_rules.h). A number about fewer than `fewest` of them is not told; and none is
// told but of a whole week that is over, because two periods that overlap would tell by their
// difference: of other periods numbers are about the other records alone.
struct KeptFromReader {
  std::vector<PersonRef> people;  // ascending; 0: records that nobody owns
  int64_t fewest = kFewestTold;

  bool any() const { return !people.empty(); }
  // Whether what was counted is about records that are kept.
  bool Has(const ReportKey& key) const;
};
// Whether numbers about kept records are told of it at `now`.
bool IsWeekThatIsOver(const ReportPeriod& period, TimeUs now);

struct Report {
  const ReportSpec* spec = nullptr;
  ReportPeriod now, before;
  std::string version;  // of a comparison around a publication; empty else
  std::vector<FigureValue> figures;
  std::vector<ReportLines> groups;
  int64_t as_of = 0;  // the views hold everything before this position
  // Of a reader from whom records are kept: fewer than so many are not told; 0 for others.
  int64_t fewest = 0;
  bool kept_counted = false;  // the kept ones are among what was counted
};

struct ReportAsk {
  ReportPeriod now, before;
  // When set: only what is of one of these.
  std::optional<std::vector<PersonRef>> people;
  // The name of a person, empty for one since forgotten.
  std::function<std::string(PersonRef)> name_of;
  KeptFromReader kept{};
  TimeUs asked_at = 0;
};

// `views_path` names the tables that a Views object keeps. kNotFound for a comparison around a
// publication where there was none.
Result<Report> ReadReport(const std::string& views_path, const ReportSpec& spec,
                          const ReportAsk& ask);

// The records behind a figure, without those that are kept from the reader: one by one they would
// tell what the figure does not.
struct RecordsAsk {
  const ReportSpec* spec = nullptr;
  const FigureSpec* figure = nullptr;
  // Of one line: its group, and `key` and `person` as the line has them.
  const GroupSpec* group = nullptr;
  std::string key, person;
  ReportPeriod period;
  std::optional<std::vector<PersonRef>> people;
  std::function<std::string(PersonRef)> name_of;
  std::string cursor;  // `next` of the page before
  int64_t limit = 100;
  KeptFromReader kept{};
};

struct ReportRecord {
  Id lead;  // zero for what is of no lead
  TimeUs at = 0;
  int64_t position = 0;
  std::string measure, person, rule, detail;
  int64_t value = 0;
};

struct RecordsPage {
  std::vector<ReportRecord> records;  // by what they have in common, then as they happened
  std::string next;                   // empty on the last page
};

// kInvalid for a cursor that none of its pages gave.
Result<RecordsPage> ReadRecords(const std::string& views_path, const RecordsAsk& ask);

}  // namespace signalbox
