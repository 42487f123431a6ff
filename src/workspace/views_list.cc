// Pages of leads out of the views.
#include "workspace/first_lead.h"
#include "workspace/lead_view_row.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

// SQLite puts at most 500 queries together.
constexpr size_t kMostMerged = 400;

// How far the rows of a word are counted, to find the one with the fewest: a tenth of a
// millisecond, and where none has so few, about ten.
constexpr int64_t kFew = 2'000, kMany = 200'000;

// What a list is narrowed by, each with an index of its own that is in the order of the list.
enum class Narrowing : uint8_t { kNone, kStatus, kOwner, kQueue, kRule, kReason };
constexpr Narrowing kNarrowings[] = {Narrowing::kStatus, Narrowing::kOwner, Narrowing::kQueue,
                                     Narrowing::kRule, Narrowing::kReason};

bool Asks(const LeadFilter& filter, Narrowing one) {
  switch (one) {
    case Narrowing::kNone:
      return false;
    case Narrowing::kStatus:
      return filter.status >= 0;
    case Narrowing::kOwner:
      return filter.owner != 0 || filter.owned_by.has_value();
    case Narrowing::kQueue:
      return !filter.queue.empty();
    case Narrowing::kRule:
      return !filter.rule.empty();
    case Narrowing::kReason:
      return !filter.reason.empty();
  }
  return false;
}

template <typename Number>
std::string NumbersOf(const std::vector<Number>& values) {
  std::string numbers;
  for (const Number value : values) numbers += (numbers.empty() ? "" : ",") + std::to_string(value);
  return "(" + numbers + ")";
}

// `plus` before a column keeps its index from being used.
std::string ConditionText(const LeadFilter& filter, Narrowing one, const std::string& plus) {
  switch (one) {
    case Narrowing::kNone:
      return "1";
    case Narrowing::kStatus:
      return plus + "status = " + std::to_string(filter.status);
    case Narrowing::kOwner:
      return filter.owner != 0 ? plus + "owner = " + std::to_string(filter.owner)
                               : plus + "owner IN " + NumbersOf(*filter.owned_by);
    case Narrowing::kQueue:
      return plus + "queue = ?4" + (plus.empty() ? " AND queue <> ''" : "");
    case Narrowing::kRule:
      return plus + "rule = ?5";
    case Narrowing::kReason:
      return plus + "reason = ?3" + (plus.empty() ? " AND reason <> ''" : "");
  }
  return "1";
}

// The parameters that ConditionText names; every statement here has one beyond them.
void BindWords(const LeadFilter& filter, Statement* to) {
  to->BindText(3, filter.reason).BindText(4, filter.queue).BindText(5, filter.rule);
}

// The narrowing that leaves the fewest rows, so far as they are counted.
Result<Narrowing> Narrowest(Database* database, const LeadFilter& filter) {
  std::vector<Narrowing> asked;
  for (const Narrowing one : kNarrowings) {
    if (Asks(filter, one)) asked.push_back(one);
  }
  if (asked.size() < 2) return asked.empty() ? Narrowing::kNone : asked[0];
  Narrowing narrowest = asked[0];
  for (const int64_t most : {kFew, kMany}) {
    int64_t fewest = most;
    for (const Narrowing one : asked) {
      SB_ASSIGN(Statement count,
                database->Prepare("SELECT count(*) FROM (SELECT 1 FROM leads WHERE " +
                                  ConditionText(filter, one, "") + " LIMIT ?6)"));
      BindWords(filter, &count);
      count.Bind(6, fewest);
      SB_ASSIGN(const bool found, count.Step());
      if (!found || count.Int(0) >= fewest) continue;
      fewest = count.Int(0);
      narrowest = one;
    }
    if (fewest < most) break;
  }
  return narrowest;
}

// A page of what several people own is put together from a page of each: their index is in order
// for one owner alone.
std::string OfEachOwner(const std::vector<PersonRef>& owners, const std::string& select,
                        const std::string& ordered) {
  std::string merged;
  for (const PersonRef owner : owners) {
    merged += (merged.empty() ? "SELECT * FROM (" : " UNION ALL SELECT * FROM (") + select +
              " AND owner = " + std::to_string(owner) + ordered + ")";
  }
  return merged + ordered;
}

// What waits in a queue is nobody's.
std::string OwnedConditions(const LeadFilter& filter) {
  if (!filter.owned_by) return "";
  const std::string owned =
      " AND +status <> " + std::to_string(static_cast<int>(LeadStatus::kQueued));
  return filter.owner == 0 ? owned : owned + " AND +owner IN " + NumbersOf(*filter.owned_by);
}

// In the order of the index of time limits, the only one that no `+` keeps away.
std::string SoonestSql(const LeadFilter& filter) {
  std::string select =
      std::string("SELECT ") + kLeadViewColumns + " FROM leads WHERE due > 0 AND +number >= ?6";
  for (const Narrowing one : kNarrowings) {
    if (Asks(filter, one)) select += " AND " + ConditionText(filter, one, "+");
  }
  return select + OwnedConditions(filter) + " ORDER BY due, number LIMIT ?7";
}

std::string ListSql(const LeadFilter& filter, Narrowing narrowest) {
  std::string select = std::string("SELECT ") + kLeadViewColumns + " FROM leads WHERE " +
                       (filter.oldest_first ? "number > ?1" : "number < ?1") + " AND number >= ?6";
  const std::string ordered =
      std::string(" ORDER BY number ") + (filter.oldest_first ? "ASC" : "DESC") + " LIMIT ?7";
  const bool merges = narrowest == Narrowing::kOwner && filter.owner == 0 &&
                      !filter.owned_by->empty() && filter.owned_by->size() <= kMostMerged;
  for (const Narrowing one : kNarrowings) {
    if (!Asks(filter, one) || (merges && one == Narrowing::kOwner)) continue;
    select += " AND " + ConditionText(filter, one, one == narrowest ? "" : "+");
  }
  select += OwnedConditions(filter);
  return merges ? OfEachOwner(*filter.owned_by, select, ordered) : select + ordered;
}

}  // namespace

Result<std::vector<LeadViewRow>> Views::List(const LeadFilter& filter) const {
  const std::lock_guard lock(reading_);
  Database& database = Reading();
  std::string sql;
  if (filter.soonest_first) {
    sql = SoonestSql(filter);
  } else {
    SB_ASSIGN(const Narrowing narrowest, Narrowest(&database, filter));
    sql = ListSql(filter, narrowest);
  }
  return Read(sql, filter);
}

Result<std::vector<LeadViewRow>> Views::ListAmong(const std::vector<int64_t>& numbers,
                                                  const LeadFilter& filter) const {
  const std::lock_guard lock(reading_);
  LeadFilter among = filter;
  among.before = 0;
  among.limit = std::ssize(numbers);
  std::string select = std::string("SELECT ") + kLeadViewColumns +
                       " FROM leads WHERE number >= ?6 AND number IN " + NumbersOf(numbers);
  for (const Narrowing one : kNarrowings) {
    if (Asks(among, one)) select += " AND " + ConditionText(among, one, "+");
  }
  return Read(select + OwnedConditions(among) + " ORDER BY number DESC LIMIT ?7", among);
}

// Under the lock of the readers.
Result<std::vector<LeadViewRow>> Views::Read(const std::string& sql,
                                             const LeadFilter& filter) const {
  Database& database = Reading();
  SB_ASSIGN(Statement list, database.Prepare(sql));
  int64_t first = 0;
  if (filter.since > 0) {
    SB_ASSIGN(const int64_t last, database.QueryInt("SELECT last_number FROM cursor"));
    SB_ASSIGN(first, FirstLeadSince(&database, filter.since, last));
  }
  const int64_t start = filter.oldest_first ? 0 : INT64_MAX;
  list.Bind(1, filter.before > 0 ? filter.before : start).Bind(6, first).Bind(7, filter.limit);
  BindWords(filter, &list);
  std::vector<LeadViewRow> rows;
  for (;;) {
    SB_ASSIGN(const bool more, list.Step());
    if (!more) return rows;
    rows.push_back(ReadLeadViewRow(list));
  }
}

Result<int64_t> Views::NumberOf(const Id& lead) const {
  const std::lock_guard lock(reading_);
  SB_ASSIGN(Statement find, Reading().Prepare("SELECT number FROM leads WHERE id = ?"));
  find.Bind(1, lead.View());
  SB_ASSIGN(const bool found, find.Step());
  if (!found) return Err(Code::kNotFound, "the lists do not have this lead");
  return find.Int(0);
}

Result<std::vector<std::pair<int, int64_t>>> Views::CountByStatus() const {
  const std::lock_guard lock(reading_);
  SB_ASSIGN(
      Statement count,
      Reading().Prepare("SELECT status, count(*) FROM leads GROUP BY status ORDER BY status"));
  std::vector<std::pair<int, int64_t>> counts;
  for (;;) {
    SB_ASSIGN(const bool more, count.Step());
    if (!more) return counts;
    counts.emplace_back(static_cast<int>(count.Int(0)), count.Int(1));
  }
}

}  // namespace signalbox
