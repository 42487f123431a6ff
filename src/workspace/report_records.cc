// The records behind a figure, page by page.
#include <algorithm>
#include <bit>
#include <charconv>
#include <tuple>

#include "workspace/report_query.h"

namespace signalbox {
namespace {

// Where a page begins: behind this record.
struct Place {
  int64_t key = 0, at = 0, position = -1;
};

std::string CursorOf(const Place& place) {
  return std::to_string(place.key) + "." + std::to_string(place.at) + "." +
         std::to_string(place.position);
}

Result<Place> ReadCursorText(std::string_view text) {
  Place place;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (int64_t* number : {&place.key, &place.at, &place.position}) {
    const auto read = std::from_chars(at, end, *number);
    const bool last = number == &place.position;
    if (read.ec != std::errc() || (last ? read.ptr != end : read.ptr == end || *read.ptr != '.'))
      return Err(Code::kInvalid, "`cursor` is what the page before gave as `next_cursor`");
    at = read.ptr + 1;
  }
  return place;
}

struct StoredKey {
  int64_t number = 0;
  ReportKey key;
};

bool FitsLine(const RecordsAsk& ask, const ReportKey& key) {
  // What a pool gave is opened for its turns, and is its doing only where somebody got it.
  const bool of_turns = Has(ask.figure->top, ReportMeasure::kTurn);
  if (of_turns && (key.detail.empty() || key.person == 0)) return false;
  if (ask.group == nullptr) return true;
  const LineKey line = LineKeyIn(*ask.group, key);
  const bool by_person =
      ask.group->by == GroupBy::kPerson || ask.group->by == GroupBy::kPersonAndDetail;
  if (by_person && (line.person == 0 ? "" : ask.name_of(line.person)) != ask.person) return false;
  return ask.group->by == GroupBy::kPerson || line.text == ask.key;
}

Result<std::vector<StoredKey>> KeysOf(Database* database, const RecordsAsk& ask,
                                      const VersionFilter& version, int64_t from) {
  SB_ASSIGN(Statement rows,
            database->Prepare("SELECT key, measure, person, rule, detail, version FROM report_keys "
                              "WHERE measure = ?1 AND key >= ?2"));
  std::vector<StoredKey> keys;
  for (MeasureSet left = ask.figure->Records(); left != 0; left &= left - 1) {
    rows.Bind(1, int64_t{std::countr_zero(left)}).Bind(2, from);
    for (;;) {
      SB_ASSIGN(const bool more, rows.Step());
      if (!more) break;
      StoredKey stored{rows.Int(0), ReportKeyAt(rows, 1)};
      if (IsVisible(ask.people, stored.key.person) && !ask.kept.Has(stored.key) &&
          version.Fits(stored.key.version) && FitsLine(ask, stored.key))
        keys.push_back(std::move(stored));
    }
    rows.Reset();
  }
  std::sort(keys.begin(), keys.end(),
            [](const StoredKey& a, const StoredKey& b) { return a.number < b.number; });
  return keys;
}

// Appends the key's records behind `place`, until the page is one longer than asked for.
Status AppendRecords(Statement* rows, const RecordsAsk& ask, const ReportPeriod& period,
                     const StoredKey& stored, const Place& place, RecordsPage* page,
                     std::vector<Place>* places) {
  const bool goes_on = stored.number == place.key;
  rows->Bind(1, stored.number).Bind(2, period.from).Bind(3, period.to);
  rows->Bind(4, goes_on ? place.at : INT64_MIN).Bind(5, goes_on ? place.position : -1);
  rows->Bind(6, ask.limit + 1 - static_cast<int64_t>(page->records.size()));
  for (;;) {
    SB_ASSIGN(const bool more, rows->Step());
    if (!more) break;
    ReportRecord record;
    record.at = rows->Int(0);
    record.position = rows->Int(1);
    record.value = rows->Int(2);
    if (const Result<Id> id = IdFromBytes(rows->Blob(3)); id.ok()) record.lead = *id;
    record.measure = MeasureName(stored.key.measure);
    if (stored.key.person != 0) record.person = ask.name_of(stored.key.person);
    record.rule = stored.key.rule;
    record.detail = stored.key.detail;
    places->push_back({stored.number, record.at, record.position});
    page->records.push_back(std::move(record));
  }
  rows->Reset();
  return {};
}

}  // namespace

Result<RecordsPage> ReadRecords(const std::string& views_path, const RecordsAsk& ask) {
  Place place;
  if (!ask.cursor.empty()) {
    SB_ASSIGN(place, ReadCursorText(ask.cursor));
  }
  SB_ASSIGN(Database database, OpenReportTables(views_path));
  SB_ASSIGN(const Compared compared, PeriodsOf(&database, *ask.spec, ask.period, ask.period));
  SB_ASSIGN(const std::vector<StoredKey> keys, KeysOf(&database, ask, compared.OfNow(), place.key));
  SB_ASSIGN(Statement rows,
            database.Prepare("SELECT r.at, r.position, r.value, l.id FROM report_records r "
                             "LEFT JOIN leads l ON l.number = r.lead "
                             "WHERE r.key = ?1 AND r.at >= ?2 AND r.at < ?3 "
                             "AND (r.at, r.position) > (?4, ?5) "
                             "ORDER BY r.at, r.position LIMIT ?6"));
  RecordsPage page;
  std::vector<Place> places;
  const auto limit = static_cast<size_t>(ask.limit);
  for (const StoredKey& stored : keys) {
    if (page.records.size() > limit) break;
    SB_TRY(AppendRecords(&rows, ask, compared.now, stored, place, &page, &places));
  }
  if (page.records.size() > limit) {
    page.records.resize(limit);
    page.next = CursorOf(places[limit - 1]);
  }
  return page;
}

}  // namespace signalbox
