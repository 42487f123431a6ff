#include "workspace/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "base/json_writer.h"
#include "base/log.h"
#include "workspace/forget.h"
#include "workspace/retention_beside.h"
#include "workspace/retention_rules.h"

namespace signalbox {
namespace {

// Of one turn: looking reads two events a lead, forgetting writes some.
constexpr size_t kLookedAtOnce = 2'000;
constexpr size_t kForgottenAtOnce = 200;
constexpr auto kBetweenRetentionRounds = std::chrono::hours(1);
// A rule of days need not be kept to the minute, and a server is not stopped in the middle of one
// turn.
const Actor kRule{ActorKind::kEngine, "retention"};

Result<TimeUs> LastEvent(const Turn& turn, const LeadEntry& entry) {
  const int64_t position = std::max(entry.last_position, entry.run_last_position);
  SB_ASSIGN(const Emitted event, turn.Read(position));
  return event.event.time;
}

// By the record that they are about; those that can still be read.
using RequestsOf = std::multimap<Id, PersonCase>;

RequestsOf ReadableRequests(const State& state) {
  RequestsOf all;
  for (const auto& [number, entry] : state.cases.by_number) {
    if (entry.erased || entry.record.IsZero()) continue;
    all.emplace(entry.record, PersonCase{number, entry.id, entry.subject, IsOpen(entry.status)});
  }
  return all;
}

Error NoRule() {
  return Err(Code::kConflict,
             "there is no rule of retention; `signalbox retention set DAYS` makes one");
}

// When everything that the rule is about must have happened before.
Result<TimeUs> RuledBefore(const Turn& turn) {
  const int64_t days = turn.state().law.rules.lead_days;
  if (days == 0) return NoRule();
  return turn.now() - days * kDayUs;
}

// Forgets the lead and what was written in requests about it, or counts them.
Status ExpireLead(Turn& turn, const Actor& actor, RetentionMode mode, const LeadEntry& entry,
                  const RequestsOf& requests, Expiry* expiry) {
  ++expiry->report.expired;
  const auto [from, to] = requests.equal_range(entry.id);
  expiry->report.requests += std::distance(from, to);
  if (from != to) expiry->counted.insert(entry.id);
  if (mode == RetentionMode::kCount) return {};
  for (auto at = from; at != to; ++at) {
    expiry->subjects.push_back(at->second.subject);
    SB_TRY(EraseCase(turn, actor, at->second, ev::Forgotten{{at->second.subject}, false, true}));
  }
  expiry->subjects.push_back(entry.subject);
  return turn.Input(EntityKind::kLead, entry.id, EventType::kForgotten, actor,
                    ev::Forgotten{{entry.subject}, false, true});
}

}  // namespace

std::string RetentionReport::Json() const {
  std::string text;
  JsonWriter json(&text);
  json.BeginObject().Member("lead_days", lead_days).Member("looked_at", looked_at);
  json.Member("expired", expired).Member("held", held).Member("requests", requests);
  json.Member("held_requests", held_requests);
  json.Member("readings", readings).Member("notices", notices).EndObject();
  return text;
}

// Leads are kept in order of arrival, so the first that is too young ends it.
Result<bool> ExpireLeads(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry) {
  const State& state = turn.state();
  RetentionReport& report = expiry->report;
  expiry->subjects.clear();
  report.lead_days = state.law.rules.lead_days;
  SB_ASSIGN(const TimeUs before, RuledBefore(turn));
  const RequestsOf requests = ReadableRequests(state);
  for (size_t looked = 0; expiry->next < state.leads.size(); ++expiry->next, ++looked) {
    const auto lead = static_cast<uint32_t>(expiry->next);
    const LeadEntry entry = state.leads.At(lead);
    if (entry.received_at >= before) return false;
    if (looked == kLookedAtOnce || expiry->subjects.size() >= kForgottenAtOnce) return true;
    ++report.looked_at;
    if (state.law.forgotten.contains(lead)) continue;
    SB_ASSIGN(const TimeUs last, LastEvent(turn, entry));
    if (last >= before) continue;
    if (state.law.holds.contains(entry.id)) {
      ++report.held;
      continue;
    }
    SB_TRY(ExpireLead(turn, actor, mode, entry, requests, expiry));
  }
  return false;
}

Result<bool> ExpireRequests(Turn& turn, const Actor& actor, RetentionMode mode, Expiry* expiry) {
  const State& state = turn.state();
  RetentionReport& report = expiry->report;
  expiry->subjects.clear();
  SB_ASSIGN(const TimeUs before, RuledBefore(turn));
  std::vector<PersonCase> due;
  for (auto at = state.cases.by_number.lower_bound(expiry->next_request);
       at != state.cases.by_number.end() && due.size() < kForgottenAtOnce; ++at) {
    const CaseEntry& entry = at->second;
    expiry->next_request = at->first + 1;
    // One that is open is ended by its own timers.
    if (entry.erased || IsOpen(entry.status) || entry.changed_at >= before) continue;
    // Counted with its lead, and gone with it where anything is changed.
    if (expiry->counted.contains(entry.record)) continue;
    if (state.law.holds.contains(entry.record)) {
      ++report.held_requests;
      continue;
    }
    due.push_back({at->first, entry.id, entry.subject, false});
  }
  report.requests += std::ssize(due);
  const bool more = due.size() == kForgottenAtOnce;
  if (mode == RetentionMode::kCount) return more;
  for (const PersonCase& one : due) {
    expiry->subjects.push_back(one.subject);
    SB_TRY(EraseCase(turn, actor, one, ev::Forgotten{{one.subject}, false, true}));
  }
  return more;
}

Result<RetentionReport> ApplyRetention(Workspace& workspace, const Actor& actor, RetentionMode mode,
                                       const StoresBeside& stores) {
  const RetentionRules rules = RulesOf(workspace);
  if (rules == RetentionRules()) return NoRule();
  Expiry expiry;
  for (const auto look : {ExpireLeads, ExpireRequests}) {
    for (bool more = rules.lead_days > 0; more;) {
      SB_TRY(workspace.Apply([&](Turn& turn) -> Status {
        SB_ASSIGN(more, look(turn, actor, mode, &expiry));
        return {};
      }));
      for (const int64_t subject : expiry.subjects) SB_TRY(workspace.own_keys().Forget(subject));
    }
  }
  SB_TRY(ExpireBeside(workspace, actor, mode, stores, &expiry.report));
  return expiry.report;
}

RetentionKeeper::RetentionKeeper(Workspace& workspace, const StoresBeside& stores)
    : workspace_(workspace),
      stores_(stores),
      rounds_(kBetweenRetentionRounds, [this] { Once(); }) {}

void RetentionKeeper::Once() {
  Result<RetentionReport> report =
      ApplyRetention(workspace_, kRule, RetentionMode::kForget, stores_);
  if (!report.ok() && report.error().code == Code::kConflict) {
    report = RetentionReport();
    const Status beside =
        ExpireBeside(workspace_, kRule, RetentionMode::kForget, stores_, &*report);
    if (!beside.ok()) report = beside.error();
  }
  if (!report.ok())
    return Log(LogLevel::kWarning,
               "the rules of retention were not kept: " + report.error().message);
  if (report->expired + report->requests + report->readings + report->notices == 0) return;
  Log(LogLevel::kInfo,
      fmt::format("by the rules of retention {} leads and {} requests of the desk "
                  "were forgotten, {} readings and {} notices taken away",
                  report->expired, report->requests, report->readings, report->notices));
}

}  // namespace signalbox
