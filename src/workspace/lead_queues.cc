#include "workspace/lead_queues.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "store/sqlite/database.h"
#include "workspace/desk_cases.h"
#include "workspace/lead_sight.h"
#include "workspace/lead_view_row.h"

namespace signalbox {
namespace {

constexpr std::string_view kNames[] = {"my", "team", "unassigned", "held", "failed", "exceptions"};
constexpr std::string_view kPolicyPrefix = "queue:";

bool IsBuiltIn(std::string_view name) {
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

// `where` is made of numbers of ours alone.
Status CountQueue(Database* database, TimeUs now, const std::string& where, QueueLine* line) {
  SB_ASSIGN(
      Statement row,
      database->Prepare("SELECT count(*), coalesce(min(number), 0) FROM leads WHERE " + where));
  SB_ASSIGN(const bool found, row.Step());
  if (!found) return {};
  line->count = row.Int(0);
  // Leads are numbered as they came.
  SB_ASSIGN(line->oldest_at,
            database->QueryInt("SELECT coalesce((SELECT received_at FROM leads WHERE number = " +
                               std::to_string(row.Int(1)) + "), 0)"));
  SB_ASSIGN(line->late,
            database->QueryInt("SELECT count(*) FROM leads INDEXED BY leads_due WHERE due > 0 AND "
                               "due <= " +
                               std::to_string(now) + " AND " + where));
  return {};
}

std::string StatusIs(LeadStatus status) {
  return "status = " + std::to_string(static_cast<int>(status));
}

std::string OwnedBy(const std::vector<PersonRef>& owners) {
  // SQLite has no plan by an index for an empty list; -1 is nobody's number.
  std::string list = "-1";
  for (const PersonRef owner : owners) list += "," + std::to_string(owner);
  return " AND owner IN (" + list + ")";
}

Status CountPolicyQueues(Database* database, TimeUs now,
                         const std::map<std::string, std::string>& owners,
                         std::vector<QueueLine>* lines) {
  std::map<std::string, QueueLine> queues;
  for (const auto& [name, owner] : owners) queues[name].owner = owner;
  SB_ASSIGN(
      Statement rows,
      database->Prepare(std::string("SELECT queue, count(*), min(received_at), "
                                    "sum(due > 0 AND due <= ?1) FROM leads INDEXED BY "
                                    "leads_waiting WHERE queue <> '' AND ") +
                        kIsWaiting + " AND " + StatusIs(LeadStatus::kQueued) + " GROUP BY queue"));
  rows.Bind(1, now);
  for (;;) {
    SB_ASSIGN(const bool more, rows.Step());
    if (!more) break;
    QueueLine& line = queues[std::string(rows.Blob(0))];
    line.count = rows.Int(1);
    line.oldest_at = rows.Int(2);
    line.late = rows.Int(3);
  }
  for (auto& [name, line] : queues) {
    line.name = IsBuiltIn(name) ? std::string(kPolicyPrefix) + name : name;
    lines->push_back(std::move(line));
  }
  return {};
}

// Requests that somebody must still do something about, and the queues of the active policy with
// who empties them.
struct FromState {
  QueueLine exceptions{"exceptions", WorkQueue::kExceptions, "", 0, 0, 0};
  std::map<std::string, std::string> queue_owners;
};

FromState ReadState(const State& state, const QueueReach& reach, TimeUs now) {
  FromState read;
  for (const auto& [number, entry] : state.cases.by_number) {
    // As the list has them (desk_lists.cc).
    const bool seen =
        reach.all_cases ||
        (!reach.person.empty() && ConcernsPerson(state, entry, reach.person, reach.roles, now));
    if (!IsOpen(entry.status) || !seen) continue;
    ++read.exceptions.count;
    read.exceptions.late += entry.due > 0 && entry.due <= now;
    if (read.exceptions.oldest_at == 0 || entry.created_at < read.exceptions.oldest_at)
      read.exceptions.oldest_at = entry.created_at;
  }
  if (const auto active = state.Active(); active != nullptr) {
    for (const auto& [name, queue] : QueuesOf(*active->policy)) {
      read.queue_owners[name] =
          queue.owner_person.empty() ? "team:" + queue.owner_team : queue.owner_person;
    }
  }
  return read;
}

}  // namespace

Result<QueueReach> QueueReachOf(Workspace& workspace, const Principal& principal) {
  QueueReach reach;
  reach.person = principal.person;
  reach.roles = principal.roles;
  reach.takes_from_queues = principal.May(Permission::kClaimLeads);
  reach.all_cases = principal.ReachFor(Permission::kReadCases) == Reach::kAll;
  SB_TRY(workspace.Ask([&](const Engine& engine) {
    const State& state = engine.state();
    const Sight sight = SightIn(state, principal);
    reach.me = state.RefOf(principal.person);
    reach.all_leads = sight.SeesAllLeads();
    for (const std::string& owner : sight.owners()) {
      if (const PersonRef ref = state.RefOf(owner); ref != 0) reach.team.push_back(ref);
    }
  }));
  return reach;
}

Result<std::vector<QueueLine>> CountQueues(Workspace& workspace, const QueueReach& reach,
                                           TimeUs now) {
  FromState state;
  SB_TRY(
      workspace.Ask([&](const Engine& engine) { state = ReadState(engine.state(), reach, now); }));
  Database::Options options;
  options.read_only = true;
  SB_ASSIGN(Database database, Database::Open(workspace.directory() + "/views.db", options));
  SB_TRY(database.Execute("BEGIN"));  // all counts are of one moment
  std::vector<QueueLine> lines;
  const auto add = [&](WorkQueue kind, const std::string& where) -> Status {
    QueueLine line;
    line.name = kNames[static_cast<size_t>(kind)];
    line.kind = kind;
    SB_TRY(CountQueue(&database, now, where, &line));
    lines.push_back(std::move(line));
    return {};
  };
  const std::string routed = StatusIs(LeadStatus::kRouted);
  const std::string of_team = reach.all_leads ? std::string() : OwnedBy(reach.team);
  if (reach.me != 0) SB_TRY(add(WorkQueue::kMine, routed + OwnedBy({reach.me})));
  SB_TRY(add(WorkQueue::kTeam, routed + of_team));
  const bool queues = reach.all_leads || reach.takes_from_queues;
  if (queues) SB_TRY(add(WorkQueue::kUnassigned, StatusIs(LeadStatus::kQueued)));
  SB_TRY(add(WorkQueue::kHeld, StatusIs(LeadStatus::kHeld) + of_team));
  SB_TRY(add(WorkQueue::kFailed, StatusIs(LeadStatus::kFailed) + of_team));
  lines.push_back(state.exceptions);
  if (queues) SB_TRY(CountPolicyQueues(&database, now, state.queue_owners, &lines));
  SB_TRY(database.Execute("COMMIT"));
  return lines;
}

std::string QueuesJson(const std::vector<QueueLine>& queues, int64_t as_of) {
  constexpr std::string_view kKinds[] = {"my",     "team",       "unassigned", "held",
                                         "failed", "exceptions", "policy"};
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Key("queues").BeginArray();
  for (const QueueLine& line : queues) {
    json.BeginObject().Member("name", line.name);
    json.Member("kind", kKinds[static_cast<size_t>(line.kind)]);
    json.MemberOrNull("owner", line.owner).Member("count", line.count);
    json.MemberOrNull("oldest_at", line.oldest_at == 0 ? "" : FormatTime(line.oldest_at));
    json.Member("late", line.late).EndObject();
  }
  json.EndArray().Member("as_of", as_of).EndObject();
  return text;
}

Result<std::optional<LeadFilter>> FilterOfQueue(Workspace& workspace, const QueueReach& reach,
                                                std::string_view name) {
  LeadFilter filter;
  filter.oldest_first = true;
  const auto seen = [&](LeadStatus status) {
    filter.status = static_cast<int>(status);
    if (!reach.all_leads) filter.owned_by = reach.team;
    return std::optional(filter);
  };
  if (name == "my") {
    filter.owned_by = {reach.me};
    filter.status = static_cast<int>(LeadStatus::kRouted);
    return std::optional(filter);
  }
  if (name == "team") return seen(LeadStatus::kRouted);
  if (name == "held") return seen(LeadStatus::kHeld);
  if (name == "failed") return seen(LeadStatus::kFailed);
  if (name == "exceptions") return std::optional<LeadFilter>();
  filter.status = static_cast<int>(LeadStatus::kQueued);
  const bool queues = reach.all_leads || reach.takes_from_queues;
  if (queues && name == "unassigned") return std::optional(filter);
  filter.queue = name.starts_with(kPolicyPrefix) ? name.substr(kPolicyPrefix.size()) : name;
  SB_ASSIGN(const std::vector<QueueLine> lines,
            CountQueues(workspace, reach, workspace.clock().Now()));
  const std::string shown = IsBuiltIn(filter.queue) ? std::string(name) : filter.queue;
  std::string known;
  for (const QueueLine& line : lines) {
    if (line.kind == WorkQueue::kPolicy && line.name == shown) return std::optional(filter);
    known += (known.empty() ? "`" : ", `") + line.name + "`";
  }
  return Err(Code::kNotFound, fmt::format("there is no queue `{}` for you; there are {}",
                                          name.substr(0, 100), known));
}

}  // namespace signalbox
