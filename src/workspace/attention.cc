#include "workspace/attention.h"

#include <algorithm>

#include "base/json_writer.h"
#include "store/sqlite/database.h"
#include "workspace/first_lead.h"
#include "workspace/lead_view_row.h"

namespace signalbox {
namespace {

std::string TextAt(const Statement& statement, int column) {
  return std::string(statement.Blob(column));
}

Status ReadWaiting(Database* database, TimeUs now, Attention* attention) {
  SB_ASSIGN(
      Statement rows,
      database->Prepare(
          std::string("SELECT status, queue, rule, reason, count(*), min(received_at), "
                      "sum(due > 0 AND due <= ?1) FROM leads INDEXED BY leads_waiting WHERE ") +
          kIsWaiting +
          " GROUP BY status, queue, rule, reason ORDER BY min(received_at), status, queue"));
  rows.Bind(1, now);
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    attention->waiting.push_back({static_cast<LeadStatus>(rows.Int(0)), TextAt(rows, 1),
                                  TextAt(rows, 2), TextAt(rows, 3), rows.Int(4), rows.Int(5),
                                  rows.Int(6)});
  }
}

Status ReadByStatus(Database* database, Attention* attention) {
  SB_ASSIGN(Statement rows, database->Prepare("SELECT status, count(*) FROM leads GROUP BY status "
                                              "ORDER BY status"));
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return {};
    attention->by_status.emplace_back(static_cast<LeadStatus>(rows.Int(0)), rows.Int(1));
  }
}

Status ReadLimits(Database* database, TimeUs now, Attention* attention) {
  SB_ASSIGN(Statement limits,
            database->Prepare("SELECT coalesce(sum(due <= ?1), 0), coalesce(sum(due > ?1), 0), "
                              "coalesce(min(due), 0) FROM leads "
                              "INDEXED BY leads_due WHERE status = ?3 AND due > 0 AND due <= ?2"));
  limits.Bind(1, now).Bind(2, now + kDueSoonUs);
  limits.Bind(3, static_cast<int64_t>(LeadStatus::kRouted));
  SB_ASSIGN(const bool found, limits.Step());
  if (!found) return {};
  attention->late = limits.Int(0);
  attention->due_soon = limits.Int(1);
  attention->oldest_due_at = limits.Int(2);
  return {};
}

// As Core says where another owner was found (engine/core_steps.cc, engine/core_records.cc).
constexpr char kChangedOutside[] = "owner_changed_outside";

Status ReadDiffering(Database* database, Attention* attention) {
  SB_ASSIGN(Statement differing,
            database->Prepare(
                "SELECT count(*), coalesce(min(number), 0) FROM leads "
                "INDEXED BY leads_reason WHERE reason = ?1 AND reason <> '' AND status = ?2"));
  differing.BindText(1, kChangedOutside).Bind(2, static_cast<int64_t>(LeadStatus::kRouted));
  SB_ASSIGN(const bool found, differing.Step());
  if (!found || differing.Int(0) == 0) return {};
  attention->owner_differs = differing.Int(0);
  // Leads are numbered as they came.
  SB_ASSIGN(attention->oldest_differs_at,
            database->QueryInt("SELECT received_at FROM leads WHERE number = " +
                               std::to_string(differing.Int(1))));
  return {};
}

// Leads are numbered without gaps.
Result<int64_t> CountBetween(Database* database, TimeUs from, TimeUs to, int64_t last) {
  SB_ASSIGN(const int64_t first, FirstLeadSince(database, from, last));
  SB_ASSIGN(const int64_t end, FirstLeadSince(database, to, last));
  return std::max<int64_t>(0, end - first);
}

}  // namespace

Result<Attention> ReadAttention(const std::string& views_path, TimeUs now) {
  Database::Options options;
  options.read_only = true;
  SB_ASSIGN(Database database, Database::Open(views_path, options));
  SB_TRY(database.Execute("BEGIN"));  // all counts are of one moment
  Attention attention;
  SB_ASSIGN(attention.as_of, database.QueryInt("SELECT applied FROM cursor"));
  SB_ASSIGN(const int64_t last, database.QueryInt("SELECT last_number FROM cursor"));
  SB_TRY(ReadByStatus(&database, &attention));
  SB_TRY(ReadWaiting(&database, now, &attention));
  SB_TRY(ReadLimits(&database, now, &attention));
  SB_TRY(ReadDiffering(&database, &attention));
  const TimeUs midnight = now - now % kDayUs;
  SB_ASSIGN(attention.today, CountBetween(&database, midnight, INT64_MAX, last));
  SB_ASSIGN(attention.week_ago,
            CountBetween(&database, midnight - 7 * kDayUs, now - 7 * kDayUs, last));
  SB_TRY(database.Execute("COMMIT"));
  return attention;
}

Result<std::map<std::string, int64_t>> CountByRule(const std::string& views_path,
                                                   const Digest& policy) {
  Database::Options options;
  options.read_only = true;
  SB_ASSIGN(Database database, Database::Open(views_path, options));
  SB_ASSIGN(Statement rows, database.Prepare("SELECT rule, count(*) FROM leads WHERE policy = ?1 "
                                             "AND rule <> '' GROUP BY rule"));
  // Views hold the hash's first bytes.
  rows.Bind(1, View(policy).substr(0, 8));
  std::map<std::string, int64_t> counts;
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) return counts;
    counts[TextAt(rows, 0)] = rows.Int(1);
  }
}

std::string Attention::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("waiting").BeginArray();
  for (const WaitingLeads& one : waiting) {
    json.BeginObject().Member("status", StatusName(one.status));
    json.MemberOrNull("queue", one.queue).MemberOrNull("rule", one.rule);
    json.MemberOrNull("reason", one.reason).Member("count", one.count);
    json.Member("oldest_at", FormatTime(one.oldest_at)).Member("late", one.late).EndObject();
  }
  json.EndArray().Key("time_limits").BeginObject();
  json.Member("late", late).Member("due_soon", due_soon);
  json.MemberOrNull("oldest_due_at", oldest_due_at > 0 ? FormatTime(oldest_due_at) : std::string());
  json.EndObject().Key("owner_differs").BeginObject().Member("count", owner_differs);
  json.MemberOrNull("oldest_at",
                    oldest_differs_at > 0 ? FormatTime(oldest_differs_at) : std::string());
  json.EndObject().Key("intake").BeginObject();
  json.Member("today", today).Member("week_ago", week_ago).EndObject();
  json.Key("leads").BeginObject();
  for (const auto& [status, count] : by_status) json.Member(StatusName(status), count);
  json.EndObject().Member("as_of", as_of).EndObject();
  return text;
}

}  // namespace signalbox
