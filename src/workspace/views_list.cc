// Pages of leads out of the views.
#include "workspace/first_lead.h"
#include "workspace/lead_view_row.h"
#include "workspace/views.h"

namespace signalbox {
namespace {

// SQLite puts at most 500 queries together.
constexpr size_t kMostMerged = 400;

// A page of what several people own is put together from a page of each: their index is in order
// for one owner alone. What waits in a queue is nobody's.
std::string OfEachOwner(const std::vector<PersonRef>& owners, const std::string& select,
                        const std::string& ordered) {
  const std::string owned =
      select + " AND status <> " + std::to_string(static_cast<int>(LeadStatus::kQueued));
  std::string all, merged;
  for (const PersonRef owner : owners) {
    const std::string number = std::to_string(owner);
    all += (all.empty() ? "" : ",") + number;
    merged += (merged.empty() ? "SELECT * FROM (" : " UNION ALL SELECT * FROM (") + owned +
              " AND owner = " + number + ordered + ")";
  }
  if (owners.empty() || owners.size() > kMostMerged)
    return owned + " AND owner IN (" + all + ")" + ordered;
  return merged + ordered;
}

}  // namespace

Result<std::vector<LeadViewRow>> Views::List(const LeadFilter& filter) const {
  const std::lock_guard lock(mutex_);
  auto& database = const_cast<Database&>(database_);
  std::string where = filter.oldest_first ? "number > ?1" : "number < ?1";
  where += " AND number >= ?6";
  if (filter.status >= 0) where += " AND status = ?2";
  if (filter.owner != 0) where += " AND owner = ?3";
  if (!filter.queue.empty()) where += " AND queue = ?4 AND queue <> ''";
  if (!filter.rule.empty()) where += " AND rule = ?5";
  const std::string ordered =
      std::string(" ORDER BY number ") + (filter.oldest_first ? "ASC" : "DESC") + " LIMIT ?7";
  const std::string select =
      std::string("SELECT ") + kLeadViewColumns + " FROM leads WHERE " + where;
  const std::string sql =
      filter.owned_by ? OfEachOwner(*filter.owned_by, select, ordered) : select + ordered;
  SB_ASSIGN(Statement list, database.Prepare(sql));
  int64_t first = 0;
  if (filter.since > 0) {
    SB_ASSIGN(first, FirstLeadSince(&database, filter.since, last_number_));
  }
  const int64_t start = filter.oldest_first ? 0 : INT64_MAX;
  list.Bind(1, filter.before > 0 ? filter.before : start).Bind(6, first).Bind(7, filter.limit);
  if (filter.status >= 0) list.Bind(2, int64_t{filter.status});
  if (filter.owner != 0) list.Bind(3, filter.owner);
  if (!filter.queue.empty()) list.BindText(4, filter.queue);
  if (!filter.rule.empty()) list.BindText(5, filter.rule);
  std::vector<LeadViewRow> rows;
  for (;;) {
    SB_ASSIGN(const bool more, list.Step());
    if (!more) return rows;
    rows.push_back(ReadLeadViewRow(list));
  }
}

Result<std::vector<std::pair<int, int64_t>>> Views::CountByStatus() const {
  const std::lock_guard lock(mutex_);
  SB_ASSIGN(Statement count,
            const_cast<Database&>(database_).Prepare(
                "SELECT status, count(*) FROM leads GROUP BY status ORDER BY status"));
  std::vector<std::pair<int, int64_t>> counts;
  for (;;) {
    SB_ASSIGN(const bool more, count.Step());
    if (!more) return counts;
    counts.emplace_back(static_cast<int>(count.Int(0)), count.Int(1));
  }
}

}  // namespace signalbox
