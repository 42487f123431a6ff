#include "workspace/report_query.h"

#include <algorithm>

namespace signalbox {
namespace {

// The version that became active last before `to`, and when.
Status FindPublication(Database* database, TimeUs to, Bytes* version, TimeUs* at) {
  SB_ASSIGN(Statement row,
            database->Prepare("SELECT r.at, k.version FROM report_keys k JOIN report_records r "
                              "ON r.key = k.key WHERE k.measure = ?1 AND r.at < ?2 "
                              "ORDER BY r.at DESC, r.position DESC LIMIT 1"));
  row.Bind(1, static_cast<int64_t>(ReportMeasure::kPublished)).Bind(2, to);
  SB_ASSIGN(const bool found, row.Step());
  if (!found) {
    return Err(Code::kNotFound, "no policy was published yet, so there is nothing to compare");
  }
  *at = row.Int(0);
  *version = Bytes(row.Blob(1));
  return {};
}

}  // namespace

bool VersionFilter::Fits(const Bytes& version) const {
  if (only) return version == *only;
  return !other_than || (version != *other_than && !version.empty());
}

VersionFilter Compared::OfNow() const {
  if (version.empty()) return {};
  return {version, std::nullopt};
}

VersionFilter Compared::OfBefore() const {
  if (version.empty()) return {};
  return {std::nullopt, version};
}

Result<Compared> PeriodsOf(Database* database, const ReportSpec& spec, const ReportPeriod& now,
                           const ReportPeriod& before) {
  Compared compared{now, before, {}};
  if (!spec.around_publish) return compared;
  TimeUs at = 0;
  SB_TRY(FindPublication(database, now.to, &compared.version, &at));
  // The hour of the publication is in both: what happened in it is told apart by its version.
  compared.now = {at - at % kHourUs, now.to};
  compared.before = {2 * compared.now.from - compared.now.to, compared.now.from + kHourUs};
  return compared;
}

LineKey LineKeyIn(const GroupSpec& group, const ReportKey& key) {
  switch (group.by) {
    case GroupBy::kPerson:
      return {key.person, ""};
    case GroupBy::kRule:
      return {0, key.rule};
    case GroupBy::kDetail:
      return {0, key.detail};
    case GroupBy::kPersonAndDetail:
      return {key.person, key.detail};
  }
  return {};
}

bool KeptFromReader::Has(const ReportKey& key) const {
  // Of no record.
  if (key.measure == ReportMeasure::kEvents || key.measure == ReportMeasure::kPublished)
    return false;
  return std::binary_search(people.begin(), people.end(), key.person);
}

bool IsVisible(const std::optional<std::vector<PersonRef>>& people, PersonRef person) {
  return !people || std::find(people->begin(), people->end(), person) != people->end();
}

ReportKey ReportKeyAt(const Statement& row, int column) {
  return {static_cast<ReportMeasure>(row.Int(column)), row.Int(column + 1),
          std::string(row.Blob(column + 2)), std::string(row.Blob(column + 3)),
          Bytes(row.Blob(column + 4))};
}

Result<Database> OpenReportTables(const std::string& views_path) {
  Database::Options options;
  options.read_only = true;
  SB_ASSIGN(Database database, Database::Open(views_path, options));
  SB_TRY(database.Execute("BEGIN"));
  return database;
}

}  // namespace signalbox
