// What reports and the records behind them share in reading the tables of views.db.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/sqlite/database.h"
#include "workspace/report.h"

namespace signalbox {

// Which version's doings count: any, only one's, or all but one's.
struct VersionFilter {
  std::optional<Bytes> only, other_than;
  bool Fits(const Bytes& version) const;
};

// The two periods of a report. Of a comparison around a publication they are its own.
struct Compared {
  ReportPeriod now, before;
  Bytes version;  // empty unless around a publication
  VersionFilter OfNow() const;
  VersionFilter OfBefore() const;
};
// kNotFound around a publication where there was none.
Result<Compared> PeriodsOf(Database* database, const ReportSpec& spec, const ReportPeriod& now,
                           const ReportPeriod& before);

// What a line of a group is of.
struct LineKey {
  PersonRef person = 0;
  std::string text;
  auto operator<=>(const LineKey&) const = default;
};
LineKey LineKeyIn(const GroupSpec& group, const ReportKey& key);

// `people` as a request narrows them; everybody where there is none.
bool IsVisible(const std::optional<std::vector<PersonRef>>& people, PersonRef person);
// The five columns from `column` on: measure, person, rule, detail, version.
ReportKey ReportKeyAt(const Statement& row, int column);

// For reading, in a transaction, so that all figures are of one moment.
Result<Database> OpenReportTables(const std::string& views_path);

}  // namespace signalbox
